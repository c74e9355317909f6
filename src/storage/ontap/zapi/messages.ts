// What goes to ZAPI and what comes back: one `netapp` element each (NetApp Manageability SDK).
import { childOf, escapeXml, parseXml, type XmlElement, XmlSyntaxError } from './xml.ts';

/** Elements of a call: with a text, with further elements, or several of one name. */
export interface ZapiInput {
  readonly [element: string]: string | readonly string[] | ZapiInput;
}

/** What ZAPI says went wrong. */
export interface ZapiFault {
  /** A number as a text, empty when there is none. */
  readonly errno: string;
  readonly reason: string;
}

export interface ZapiAnswer {
  readonly results: XmlElement;
  /** Of a call that failed: the status of HTTP says nothing about it. */
  readonly fault: ZapiFault | undefined;
}

/** The version of ONTAPI that the calls icb uses came with, or an older one. */
const VERSION = '1.21';

/** `vfiler`: the SVM that a user of the whole cluster means. */
export function writeRequest(api: string, input: ZapiInput, vfiler: string | undefined): string {
  const tunnel = vfiler === undefined ? '' : ` vfiler="${escapeXml(vfiler)}"`;
  return `<?xml version="1.0" encoding="UTF-8"?>\n<netapp xmlns="http://www.netapp.com/filer/admin" version="${VERSION}"${tunnel}>${write(api, input)}</netapp>`;
}

/** @throws {XmlSyntaxError} when it is cut off or not ZAPI's at all */
export function parseAnswer(text: string): ZapiAnswer {
  const root = parseXml(text);
  const results = root.name === 'netapp' ? childOf(root, 'results') : undefined;
  if (results === undefined) throw new XmlSyntaxError('it holds no results of ZAPI');
  if (results.attributes.get('status') === 'passed') return { results, fault: undefined };
  return { results, fault: { errno: results.attributes.get('errno') ?? '', reason: results.attributes.get('reason') || 'an error without a reason' } };
}

function write(name: string, content: ZapiInput[string]): string {
  if (Array.isArray(content)) return content.map((text: string) => write(name, text)).join('');
  const inside = typeof content === 'string' ? escapeXml(content) : Object.entries(content).map(([child, inner]) => write(child, inner)).join('');
  return inside === '' ? `<${name}/>` : `<${name}>${inside}</${name}>`;
}
