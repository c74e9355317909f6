// XML as a filer writes it, read strictly: elements, attributes, text, comments, the five entities and characters by number.
// A document type is passed over and never loaded; one that declares something is refused, so no entity can grow. Values stay text.

export interface XmlElement {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly XmlElement[];
  /** Its own, without that of its children. */
  readonly text: string;
}

/** The text is not one complete XML document, or one that no filer would send. */
export class XmlSyntaxError extends Error {
  constructor(message: string) {
    super(message);
    this.name = new.target.name;
  }
}

interface OpenElement {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: XmlElement[];
  text: string;
}

const NAME = String.raw`[A-Za-z_][\w.:\-]*`;
const PROLOG = new RegExp(String.raw`^\uFEFF?\s*(?:<\?xml\s[^?]*\?>)?(?:\s+|<!--[\s\S]*?-->|<!DOCTYPE\s+${NAME}(?:\s+(?:SYSTEM|PUBLIC|"[^"]*"|'[^']*'))*\s*>)*`, 'u');
const START = String.raw`<(?<start>${NAME})(?<attributes>(?:\s+${NAME}\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*(?<empty>/?)>`;
const TOKEN = new RegExp(String.raw`<!--[\s\S]*?-->|<!\[CDATA\[(?<literal>[\s\S]*?)\]\]>|</(?<end>${NAME})\s*>|${START}|(?<text>[^<]+)`, 'uy');
const ATTRIBUTE = new RegExp(String.raw`(${NAME})\s*=\s*(?:"([^"]*)"|'([^']*)')`, 'gu');

/** The outermost element. @throws {XmlSyntaxError} */
export function parseXml(document: string): XmlElement {
  const holder: OpenElement = { name: '', attributes: new Map(), children: [], text: '' };
  const open = [holder];
  const token = new RegExp(TOKEN);
  token.lastIndex = PROLOG.exec(document)?.[0].length ?? 0;
  while (token.lastIndex < document.length) {
    const at = token.lastIndex;
    const found = token.exec(document)?.groups;
    if (found === undefined) throw new XmlSyntaxError(`there is something at character ${at} that is no XML, or not allowed in it`);
    take(found, open);
  }
  const [root, ...further] = holder.children;
  if (open.length > 1) throw new XmlSyntaxError(`it ends inside the element ${open.at(-1)?.name}`);
  if (root === undefined || further.length > 0 || holder.text.trim() !== '') throw new XmlSyntaxError('it is not one XML element');
  return root;
}

/** What it holds below a path of element names, each the first of its name. */
export function childOf(element: XmlElement | undefined, ...path: readonly string[]): XmlElement | undefined {
  return path.reduce<XmlElement | undefined>((found, name) => found?.children.find((child) => child.name === name), element);
}

export function childrenOf(element: XmlElement | undefined, name: string): XmlElement[] {
  return element?.children.filter((child) => child.name === name) ?? [];
}

/** Undefined for what is missing or empty. */
export function textOf(element: XmlElement | undefined, ...path: readonly string[]): string | undefined {
  return childOf(element, ...path)?.text.trim() || undefined;
}

/** Characters that mean something in XML, and those below the blank: a name may hold anything. */
export function escapeXml(text: string): string {
  return text.replace(/[&<>"'\p{Cc}]/gu, (character) => `&#${character.codePointAt(0)};`);
}

function take(found: Readonly<Record<string, string | undefined>>, open: OpenElement[]): void {
  const { start, attributes = '', empty, end, text, literal } = found;
  const inside = open.at(-1);
  if (inside === undefined) return;
  if (start !== undefined) {
    const element: OpenElement = { name: start, attributes: parseAttributes(attributes, start), children: [], text: '' };
    inside.children.push(element);
    if (empty === '') open.push(element);
  } else if (end !== undefined) {
    if (inside.name !== end) throw new XmlSyntaxError(`the end of ${end} stands where that of ${inside.name || 'nothing'} should`);
    open.pop();
  } else {
    inside.text += literal ?? unescapeXml(text ?? '');
  }
}

function parseAttributes(text: string, element: string): ReadonlyMap<string, string> {
  const attributes = new Map<string, string>();
  for (const [, name = '', double, single] of text.matchAll(ATTRIBUTE)) {
    if (attributes.has(name)) throw new XmlSyntaxError(`the element ${element} has two attributes ${name}`);
    attributes.set(name, unescapeXml(double ?? single ?? ''));
  }
  return attributes;
}

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function unescapeXml(text: string): string {
  return text.replace(/&([^;&\s]*;?)/gu, (all, reference: string) => {
    const [, decimal, hexadecimal] = /^#(?:(\d{1,7})|x([\da-fA-F]{1,6}));$/u.exec(reference) ?? [];
    const code = decimal === undefined ? Number.parseInt(hexadecimal ?? '', 16) : Number(decimal);
    const character = code <= 0x10_ff_ff ? String.fromCodePoint(code) : Object.entries(entities).find(([name]) => `${name};` === reference)?.[1];
    if (character === undefined) throw new XmlSyntaxError(`there is no entity ${all}`);
    return character;
  });
}
