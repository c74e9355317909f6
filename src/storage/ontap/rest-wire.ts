// ONTAP's REST API (9.6 and later) as a wire.
import type { VolumeSpace } from '../adapter.ts';
import { StorageError, VolumeNotFoundError } from '../errors.ts';
import type { Outcome } from '../volume-driver.ts';
import type { OntapClient } from './client.ts';
import { ConsistencyGroups, type ConsistencyGroupsOptions } from './consistency-groups.ts';
import { UnknownFieldError } from './failures.ts';
import { parseLocking, parseSnapshot, parseSpace, parseSvm, parseVolume, snapshotDirectoryField, volumeFields } from './responses.ts';
import type { NewClone, NewVolume, OntapSnapshot, OntapSvm, OntapVolume, OntapWire, VolumeChange, VolumeFilter } from './wire.ts';

export class RestWire implements OntapWire {
  readonly #client: OntapClient;
  readonly #groups: ConsistencyGroups;
  readonly #svm: string | undefined;
  #tellsReclaimable = true;
  /** False once a release has said that it does not. */
  #knowsSnapshotDirectory = true;

  constructor(client: OntapClient, { svm, ...options }: ConsistencyGroupsOptions & { readonly svm: string | undefined }) {
    this.#client = client;
    this.#groups = new ConsistencyGroups(client, options);
    this.#svm = svm;
  }

  async volumes({ name, parent, commentStart }: VolumeFilter, doing: string, signal: AbortSignal): Promise<OntapVolume[]> {
    const query = {
      ...(name === undefined ? {} : { name }),
      ...(parent === undefined ? {} : { 'clone.parent_volume.name': parent }),
      ...(commentStart === undefined ? {} : { comment: `${/^\w*/u.exec(commentStart)?.[0] ?? ''}*` }),
      ...(this.#svm === undefined ? {} : { 'svm.name': this.#svm }),
    };
    const found = await this.#volumes(query, doing, signal);
    // What means something in a query made it list more than was asked for.
    return found.filter((volume) => volume.name === (name ?? volume.name) && volume.parent?.volume === (parent ?? volume.parent?.volume) && volume.comment.startsWith(commentStart ?? ''));
  }

  async snapshots(volume: OntapVolume, { id }: { readonly id?: string }, doing: string, signal: AbortSignal): Promise<OntapSnapshot[]> {
    if (id === undefined) return this.#withReclaimable(volume, doing, signal);
    const found = await this.#snapshots(volume, { name: literal(id), fields: '*' }, doing, signal);
    return found.filter(({ snapshot }) => snapshot.id === id);
  }

  async createSnapshot(volume: OntapVolume, id: string, doing: string, signal: AbortSignal): Promise<Outcome> {
    return this.#client.attempt({ method: 'POST', path: snapshotsOf(volume), body: { name: id }, doing }, signal);
  }

  async deleteSnapshot(volume: OntapVolume, { uuid }: OntapSnapshot, doing: string, signal: AbortSignal): Promise<Outcome> {
    return this.#client.attempt({ method: 'DELETE', path: [...snapshotsOf(volume), uuid], doing }, signal);
  }

  async snapshotTogether(volumes: readonly OntapVolume[], id: string, doing: string, signal: AbortSignal): Promise<'done' | { readonly impossible: string }> {
    return this.#groups.snapshot(volumes, id, doing, signal);
  }

  /** Tamperproof where the volume locks snapshots, else by the expiry time, which an administrator can change again. */
  async lockSnapshot(volume: OntapVolume, { uuid }: OntapSnapshot, until: Date, doing: string, signal: AbortSignal): Promise<Outcome> {
    const end = `${until.toISOString().slice(0, 19)}Z`;
    const body = (await this.#locksSnapshots(volume, doing, signal)) ? { snaplock_expiry_time: end } : { expiry_time: end };
    return this.#client.attempt({ method: 'PATCH', path: [...snapshotsOf(volume), uuid], body, doing }, signal);
  }

  async space({ uuid }: OntapVolume, doing: string, signal: AbortSignal): Promise<VolumeSpace | undefined> {
    const [found] = (await this.#client.list({ path: ['storage', 'volumes'], query: { uuid, fields: 'space.size,space.used' }, doing }, parseSpace, signal)) ?? [];
    return found;
  }

  async svms(doing: string, signal: AbortSignal): Promise<OntapSvm[]> {
    const query = { ...(this.#svm === undefined ? {} : { name: this.#svm }), fields: 'name,aggregates' };
    return (await this.#client.list({ path: ['svm', 'svms'], query, doing }, parseSvm, signal)) ?? [];
  }

  async createVolume(volume: NewVolume, doing: string, signal: AbortSignal): Promise<Outcome> {
    const { name, svm, aggregate, sizeBytes, junctionPath, exportPolicy, comment, permissions, owner } = volume;
    const body = {
      name,
      svm: { name: svm },
      aggregates: [{ name: aggregate }],
      size: sizeBytes,
      comment,
      // ONTAP reads the digits as octal.
      nas: { path: junctionPath, security_style: 'unix', unix_permissions: Number(permissions), ...owner, ...(exportPolicy === undefined ? {} : { export_policy: { name: exportPolicy } }) },
      snapshot_policy: { name: 'none' },
      ...(this.#knowsSnapshotDirectory ? { [snapshotDirectoryField]: false } : {}),
      space: { snapshot: { reserve_percent: 0 } },
      guarantee: { type: 'none' },
      autosize: { mode: 'grow' },
    };
    return this.#client.attempt({ method: 'POST', path: ['storage', 'volumes'], body, doing }, signal);
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

  async #volumes(query: Readonly<Record<string, string>>, doing: string, signal: AbortSignal): Promise<OntapVolume[]> {
    const fields = this.#knowsSnapshotDirectory ? `${volumeFields},${snapshotDirectoryField}` : volumeFields;
    try {
      const found = await this.#client.list({ path: ['storage', 'volumes'], query: { ...query, fields }, doing }, parseVolume, signal);
      if (found !== undefined) return found;
      // Without one that matches the list is empty, and there all the same: to believe this would call what was dropped gone.
      throw new StorageError(`cannot ${doing}: the filer says that there is no list of volumes`);
    } catch (error) {
      if (!(error instanceof UnknownFieldError) || !this.#knowsSnapshotDirectory) throw error;
      this.#knowsSnapshotDirectory = false;
      return this.#volumes(query, doing, signal);
    }
  }

  /** With what the deletion of each would free, where the release tells. */
  async #withReclaimable(volume: OntapVolume, doing: string, signal: AbortSignal): Promise<OntapSnapshot[]> {
    if (this.#tellsReclaimable) {
      try {
        return await this.#snapshots(volume, { fields: '*,reclaimable_space' }, doing, signal);
      } catch (error) {
        // Releases before 9.10.
        if (!(error instanceof UnknownFieldError)) throw error;
        this.#tellsReclaimable = false;
      }
    }
    return this.#snapshots(volume, { fields: '*' }, doing, signal);
  }

  /** All fields that cost nothing, whatever the release calls the newer ones, and what else is asked for. */
  async #snapshots(volume: OntapVolume, query: Readonly<Record<string, string>>, doing: string, signal: AbortSignal): Promise<OntapSnapshot[]> {
    const found = await this.#client.list({ path: snapshotsOf(volume), query, doing }, parseSnapshot, signal);
    if (found !== undefined) return found;
    // Without one that matches the list is empty, and there all the same.
    throw new VolumeNotFoundError(`cannot ${doing}: volume ${volume.svm}/${volume.name} has vanished meanwhile`);
  }

  async #locksSnapshots({ uuid }: OntapVolume, doing: string, signal: AbortSignal): Promise<boolean> {
    const query = { uuid, fields: 'snapshot_locking_enabled' };
    try {
      return (await this.#client.list({ path: ['storage', 'volumes'], query, doing }, parseLocking, signal))?.[0] === true;
    } catch (error) {
      // Releases before 9.12.1 do not know what is asked for.
      if (!(error instanceof UnknownFieldError)) throw error;
      return false;
    }
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
