// ONTAP's old XML interface (ZAPI, also called ONTAPI) as a wire, for releases before 9.6.
import type { Clock } from '#core/clock.ts';
import { StorageError, VolumeNotFoundError } from '../../errors.ts';
import type { Outcome } from '../../volume-driver.ts';
import type { TestableWire } from '../auto-wire.ts';
import type { NewClone, NewVolume, OntapSnapshot, OntapSvm, OntapVolume, VolumeChange, VolumeFilter } from '../wire.ts';
import type { ZapiCall, ZapiClient } from './client.ts';
import { ConsistentSnapshot } from './consistent-snapshot.ts';
import { parseSnapshot, parseSvm, parseVolume, parseVolumeSize, svmAttributes, volumeAttributes } from './responses.ts';

export class ZapiWire implements TestableWire {
  readonly #client: ZapiClient;
  readonly #consistently: ConsistentSnapshot;

  constructor(client: ZapiClient, { clock }: { readonly clock: Clock }) {
    this.#client = client;
    this.#consistently = new ConsistentSnapshot(client, clock);
  }

  async version(doing: string, signal: AbortSignal): Promise<string | undefined> {
    return this.#client.version(doing, signal);
  }

  async volumes({ name, parent, commentStart }: VolumeFilter, doing: string, signal: AbortSignal): Promise<OntapVolume[]> {
    const query = {
      ...(name === undefined ? {} : { 'volume-id-attributes': { name } }),
      ...(parent === undefined ? {} : { 'volume-clone-attributes': { 'volume-clone-parent-attributes': { name: parent } } }),
      ...(commentStart === undefined ? {} : { 'volume-id-attributes': { comment: `${commentStart}*` } }),
    };
    const call = { api: 'volume-get-iter', input: { query: { 'volume-attributes': query }, 'desired-attributes': volumeAttributes }, doing };
    const found = (await this.#client.list(call, { record: 'volume-attributes', parse: parseVolume }, signal)) ?? [];
    // What means something in a query made it list more than was asked for.
    return found.filter((volume) => volume.name === (name ?? volume.name) && volume.parent?.volume === (parent ?? volume.parent?.volume) && volume.comment.startsWith(commentStart ?? ''));
  }

  async snapshots({ name: volume, svm }: OntapVolume, { id }: { readonly id?: string }, doing: string, signal: AbortSignal): Promise<OntapSnapshot[]> {
    const volumeBytes = id === undefined ? await this.#sizeOf(volume, doing, signal) : undefined;
    const query = { volume, vserver: svm, ...(id === undefined || !isLiteral(id) ? {} : { name: id }) };
    const call = { api: 'snapshot-get-iter', input: { query: { 'snapshot-info': query } }, doing };
    const listed = await this.#client.list(call, { record: 'snapshot-info', parse: (info) => parseSnapshot(info, volumeBytes) }, signal);
    if (listed === undefined && id === undefined) throw new VolumeNotFoundError(`cannot ${doing}: volume ${svm}/${volume} has vanished meanwhile`);
    const found = listed ?? [];
    return id === undefined ? found : found.filter(({ snapshot }) => snapshot.id === id);
  }

  async createSnapshot({ name: volume }: OntapVolume, snapshot: string, doing: string, signal: AbortSignal): Promise<Outcome> {
    return this.#change({ api: 'snapshot-create', input: { volume, snapshot }, doing }, signal);
  }

  async deleteSnapshot({ name: volume }: OntapVolume, { snapshot }: OntapSnapshot, doing: string, signal: AbortSignal): Promise<Outcome> {
    return this.#change({ api: 'snapshot-delete', input: { volume, snapshot: snapshot.id }, doing }, signal);
  }

  async snapshotTogether(volumes: readonly OntapVolume[], id: string, doing: string, signal: AbortSignal): Promise<'done' | { readonly impossible: string }> {
    const isThere = async (signal: AbortSignal): Promise<boolean> => {
      for (const volume of volumes) if ((await this.snapshots(volume, { id }, doing, signal)).length === 0) return false;
      return true;
    };
    return this.#consistently.make({ volumes: volumes.map(({ name }) => name), id, doing, isThere }, signal);
  }

  async svms(doing: string, signal: AbortSignal): Promise<OntapSvm[]> {
    const call = { api: 'vserver-get-iter', input: { 'desired-attributes': svmAttributes }, doing };
    const found = (await this.#client.list(call, { record: 'vserver-info', parse: parseSvm }, signal)) ?? [];
    return found.filter((svm) => svm !== undefined);
  }

  async createVolume({ name, aggregate, sizeBytes, junctionPath, exportPolicy, comment, permissions, owner }: NewVolume, doing: string, signal: AbortSignal): Promise<Outcome> {
    const input = {
      volume: name,
      'containing-aggr-name': aggregate,
      size: String(sizeBytes),
      'junction-path': junctionPath,
      ...(exportPolicy === undefined ? {} : { 'export-policy': exportPolicy }),
      'volume-comment': comment,
      'unix-permissions': permissions,
      ...(owner === undefined ? {} : { 'user-id': String(owner.uid), 'group-id': String(owner.gid) }),
      'volume-security-style': 'unix',
      'snapshot-policy': 'none',
      'percentage-snapshot-reserve': '0',
      'space-reserve': 'none',
    };
    if ((await this.#change({ api: 'volume-create', input, doing }, signal)) === 'absent') return 'absent';
    await this.#hideSnapshots(name, doing, signal);
    return 'done';
  }

  async createClone({ name, parent, snapshotId, junctionPath }: NewClone, doing: string, signal: AbortSignal): Promise<Outcome> {
    const input = { 'parent-volume': parent.name, 'parent-snapshot': snapshotId, volume: name, 'junction-path': junctionPath };
    return this.#change({ api: 'volume-clone-create', input, doing }, signal);
  }

  /** A call for each thing that changes, but one for all attributes. */
  async changeVolume({ name }: OntapVolume, change: VolumeChange, doing: string, signal: AbortSignal): Promise<Outcome> {
    for (const call of callsFor(name, change)) {
      if ((await this.#change({ ...call, doing }, signal)) === 'absent') return 'absent';
    }
    return 'done';
  }

  async deleteVolume({ name }: OntapVolume, doing: string, signal: AbortSignal): Promise<Outcome> {
    return this.#change({ api: 'volume-destroy', input: { name }, doing }, signal);
  }

  async close(): Promise<void> {
    await this.#client.close();
  }

  /** A volume cannot be made so. It may be repeated; in the end it is certain that the volume is there, and not as it should be. */
  async #hideSnapshots(name: string, doing: string, signal: AbortSignal): Promise<void> {
    try {
      for (const call of callsFor(name, { hidesSnapshots: true })) await this.#client.read({ ...call, doing }, signal);
    } catch (error) {
      throw error instanceof StorageError ? new StorageError(error.message, { cause: error }) : error;
    }
  }

  async #sizeOf(volume: string, doing: string, signal: AbortSignal): Promise<number | undefined> {
    const results = await this.#client.read({ api: 'volume-size', input: { volume }, doing }, signal);
    return results === undefined ? undefined : parseVolumeSize(results);
  }

  async #change(call: ZapiCall, signal: AbortSignal): Promise<Outcome> {
    return (await this.#client.change(call, signal)) === undefined ? 'absent' : 'done';
  }
}

function callsFor(name: string, { junctionPath, isOnline, exportPolicy, hidesSnapshots }: VolumeChange): Omit<ZapiCall, 'doing'>[] {
  const calls: Omit<ZapiCall, 'doing'>[] = [];
  if (junctionPath === '') calls.push({ api: 'volume-unmount', input: { 'volume-name': name } });
  else if (junctionPath !== undefined) calls.push({ api: 'volume-mount', input: { 'volume-name': name, 'junction-path': junctionPath } });
  if (isOnline === false) calls.push({ api: 'volume-offline', input: { name } });
  const attributes = {
    ...(exportPolicy === undefined ? {} : { 'volume-export-attributes': { policy: exportPolicy } }),
    ...(hidesSnapshots === undefined ? {} : { 'volume-snapshot-attributes': { 'snapdir-access-enabled': 'false' } }),
  };
  if (Object.keys(attributes).length > 0) {
    const query = { 'volume-attributes': { 'volume-id-attributes': { name } } };
    calls.push({ api: 'volume-modify-iter', input: { query, attributes: { 'volume-attributes': attributes } } });
  }
  return calls;
}

/** Whether it means nothing but itself in a query. */
function isLiteral(id: string): boolean {
  return /^[\w-]+$/u.test(id);
}
