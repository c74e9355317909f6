// ZAPI's servlet: lets in who may come in, reads the one call of a request, and says in XML how it went, with HTTP 200.
import { parseXml, type XmlElement, XmlSyntaxError } from '#storage/ontap/zapi/xml.ts';
import type { HttpRequest, Reply } from '../../storage/reply.ts';
import { SpaceMeter } from '../../storage/space.ts';
import type { StorageIdentity } from '../../storage/storage-state.ts';
import type { FilerConfiguration } from '../create-filer.ts';
import { FilerFault } from '../filer-fault.ts';
import type { FilerStyle } from '../filer-style.ts';
import { CallInput } from './call-input.ts';
import { commitGroup, ConsistencyGroups, startGroup } from './consistency-groups.ts';
import { createSnapshot, listSnapshots, removeSnapshot } from './snapshot-calls.ts';
import { listSvms } from './svm-calls.ts';
import { cloneVolume, createVolume, destroyVolume, listVolumes, modifyVolumes, mountVolume, sizeOfVolume, takeVolumeOffline, unmountVolume } from './volume-calls.ts';
import { failedAnswer, passedAnswer } from './write-answer.ts';
import { asZapiFault, generic, ZapiFault } from './zapi-fault.ts';
import type { ZapiCall, ZapiFiler } from './zapi-filer.ts';

export const servletPath = '/servlets/netapp.servlets.admin.XMLrequest_filer';

const calls: Readonly<Record<string, ZapiCall>> = {
  'cg-commit': commitGroup,
  'cg-start': startGroup,
  'snapshot-create': createSnapshot,
  'snapshot-delete': removeSnapshot,
  'snapshot-get-iter': listSnapshots,
  'system-get-ontapi-version': () => [['major-version', '1'], ['minor-version', '160']],
  'volume-clone-create': cloneVolume,
  'volume-create': createVolume,
  'volume-destroy': destroyVolume,
  'volume-get-iter': listVolumes,
  'volume-modify-iter': modifyVolumes,
  'volume-mount': mountVolume,
  'volume-offline': takeVolumeOffline,
  'volume-size': sizeOfVolume,
  'volume-unmount': unmountVolume,
  'vserver-get-iter': listSvms,
};
/** What the cluster answers for all its SVMs. */
const ofCluster = new Set(['system-get-ontapi-version', 'snapshot-get-iter', 'volume-get-iter', 'volume-modify-iter', 'vserver-get-iter']);

export class Servlet {
  readonly #filer: Omit<ZapiFiler, 'svm'>;
  #turn = 0;

  constructor(identity: StorageIdentity, configuration: FilerConfiguration, style: FilerStyle) {
    this.#filer = { identity, configuration, style, meter: new SpaceMeter(), groups: new ConsistencyGroups() };
  }

  answer({ headers, body }: HttpRequest): Reply {
    const { user, password } = this.#filer.configuration;
    const isKnown = headers.authorization === `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
    if (!isKnown) return { status: 401, headers: { 'content-type': 'text/html' }, body: '<html><head><title>401 Authorization Required</title></head></html>' };
    this.#turn += 1;
    return { status: 200, headers: { 'content-type': 'text/xml; charset=UTF-8' }, body: this.#answer(body) };
  }

  #answer(body: string): string {
    try {
      return passedAnswer(this.#call(body), this.#turn);
    } catch (error) {
      if (error instanceof FilerFault) return failedAnswer(asZapiFault(error), this.#turn);
      if (error instanceof ZapiFault) return failedAnswer(error, this.#turn);
      throw error;
    }
  }

  #call(body: string): ReturnType<ZapiCall> {
    const netapp = parseRequest(body);
    const svm = this.#svmOf(netapp.attributes.get('vfiler'));
    const [element, ...others] = netapp.children;
    if (element === undefined || others.length > 0) throw new ZapiFault(generic, 'A request holds one call.');
    const call = Object.hasOwn(calls, element.name) ? calls[element.name] : undefined;
    const where = svm === undefined ? 'admin vserver' : `data vserver ${svm}`;
    if (call === undefined || (svm === undefined && !ofCluster.has(element.name))) throw new ZapiFault(13_005, `Unable to find API: ${element.name} on ${where}`);
    return call({ ...this.#filer, svm }, new CallInput(element));
  }

  /** The account of an SVM is always for that. */
  #svmOf(vfiler: string | undefined): string | undefined {
    const { configuration, style } = this.#filer;
    if (vfiler === undefined) return style.scope === 'svm' ? configuration.svm : undefined;
    if ([configuration.svm, ...(style.scope === 'svm' ? [] : style.otherSvms)].includes(vfiler)) return vfiler;
    throw new ZapiFault(generic, `Specified vserver not found: ${vfiler}`);
  }
}

/** Name of the call in a request; empty when there is none. */
export function calledApi({ body }: Pick<HttpRequest, 'body'>): string {
  return /<netapp\b[^>]*>\s*<([\w-]+)/.exec(body)?.[1] ?? '';
}

function parseRequest(body: string): XmlElement {
  try {
    const netapp = parseXml(body);
    if (netapp.name === 'netapp' && netapp.attributes.get('xmlns') === 'http://www.netapp.com/filer/admin' && netapp.attributes.has('version')) return netapp;
  } catch (error) {
    if (!(error instanceof XmlSyntaxError)) throw error;
  }
  throw new ZapiFault(generic, 'The request is not the XML of ONTAPI.');
}
