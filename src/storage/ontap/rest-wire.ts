// ONTAP's REST API (9.6 and later) as a wire.
import type { Outcome } from '../volume-driver.ts';
import type { OntapClient } from './client.ts';
import { parseSnapshot, parseVolume, volumeFields } from './responses.ts';
import type { NewClone, OntapSnapshot, OntapVolume, OntapWire, VolumeChange, VolumeFilter } from './wire.ts';

export class RestWire implements OntapWire {
  readonly #client: OntapClient;
  readonly #svm: string | undefined;

  constructor(client: OntapClient, { svm }: { readonly svm: string | undefined }) {
    this.#client = client;
    this.#svm = svm;
  }

  async volumes({ name, parent }: VolumeFilter, doing: string, signal: AbortSignal): Promise<OntapVolume[]> {
    const query = {
      ...(name === undefined ? {} : { name }),
      ...(parent === undefined ? {} : { 'clone.parent_volume.name': parent }),
      ...(this.#svm === undefined ? {} : { 'svm.name': this.#svm }),
      fields: volumeFields,
    };
    const found = (await this.#client.list({ path: ['storage', 'volumes'], query, doing }, parseVolume, signal)) ?? [];
    // What means something in a query made it list more than was asked for.
    return found.filter((volume) => (name === undefined || volume.name === name) && (parent === undefined || volume.parent?.volume === parent));
  }

  async snapshots(volume: OntapVolume, { id }: { readonly id?: string }, doing: string, signal: AbortSignal): Promise<OntapSnapshot[]> {
    // All fields that cost nothing, whatever the release calls the newer ones.
    const query = { ...(id === undefined ? {} : { name: literal(id) }), fields: '*' };
    const found = (await this.#client.list({ path: snapshotsOf(volume), query, doing }, parseSnapshot, signal)) ?? [];
    return id === undefined ? found : found.filter(({ snapshot }) => snapshot.id === id);
  }

  async createSnapshot(volume: OntapVolume, id: string, doing: string, signal: AbortSignal): Promise<Outcome> {
    return this.#client.attempt({ method: 'POST', path: snapshotsOf(volume), body: { name: id }, doing }, signal);
  }

  async deleteSnapshot(volume: OntapVolume, { uuid }: OntapSnapshot, doing: string, signal: AbortSignal): Promise<Outcome> {
    return this.#client.attempt({ method: 'DELETE', path: [...snapshotsOf(volume), uuid], doing }, signal);
  }

  async createClone({ name, parent, snapshotId, junctionPath }: NewClone, doing: string, signal: AbortSignal): Promise<Outcome> {
    const clone = { is_flexclone: true, parent_volume: { name: parent.name }, parent_snapshot: { name: snapshotId } };
    const body = { name, svm: { name: parent.svm }, clone, nas: { path: junctionPath } };
    return this.#client.attempt({ method: 'POST', path: ['storage', 'volumes'], body, doing }, signal);
  }

  async changeVolume(volume: OntapVolume, { junctionPath, isOnline, exportPolicy, hidesSnapshots }: VolumeChange, doing: string, signal: AbortSignal): Promise<Outcome> {
    const nas = { ...(junctionPath === undefined ? {} : { path: junctionPath }), ...(exportPolicy === undefined ? {} : { export_policy: { name: exportPolicy } }) };
    const body = {
      ...(Object.keys(nas).length === 0 ? {} : { nas }),
      ...(isOnline === undefined ? {} : { state: 'offline' }),
      ...(hidesSnapshots === undefined ? {} : { snapshot_directory_access_enabled: false }),
    };
    return this.#client.attempt({ method: 'PATCH', path: pathOf(volume), body, doing }, signal);
  }

  async deleteVolume(volume: OntapVolume, doing: string, signal: AbortSignal): Promise<Outcome> {
    return this.#client.attempt({ method: 'DELETE', path: pathOf(volume), doing }, signal);
  }

  async close(): Promise<void> {
    await this.#client.close();
  }
}

function pathOf({ uuid }: OntapVolume): string[] {
  return ['storage', 'volumes', uuid];
}

function snapshotsOf(volume: OntapVolume): string[] {
  return [...pathOf(volume), 'snapshots'];
}

/** In a query `*` and `|` and some others mean something: then all are listed that begin alike, and the name is compared here. */
function literal(id: string): string {
  const [plain = ''] = /^[\w.-]*/u.exec(id) ?? [];
  return plain === id && id !== '' ? id : `${plain}*`;
}
