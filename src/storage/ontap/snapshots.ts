// Snapshots of the database's volume.
import { NotOursError, SnapshotInUseError, StorageConflictError, StorageDeniedError } from '../errors.ts';
import type { Snapshot } from '../snap-handler.ts';
import { createConfirmed, deleteConfirmed } from './changes.ts';
import type { OntapClient } from './client.ts';
import { type OntapSnapshot, type OntapVolume, parseSnapshot } from './responses.ts';
import type { OntapVolumes } from './volumes.ts';

export class OntapSnapshots {
  readonly #client: OntapClient;
  readonly #volumes: OntapVolumes;

  constructor(client: OntapClient, volumes: OntapVolumes) {
    this.#client = client;
    this.#volumes = volumes;
  }

  /** In the filer's order. */
  async list(doing: string, signal: AbortSignal): Promise<Snapshot[]> {
    const volume = await this.#volumes.own(doing, signal);
    const found = await this.#of(volume, {}, doing, signal);
    const clones = await this.#volumes.clonesOf(volume, doing, signal);
    const counts = Map.groupBy(clones, ({ parent }) => parent?.snapshot);
    // A clone that was deleted holds its snapshot as long as it is in the recovery queue, where no list shows it.
    return found.map(({ snapshot, isCloned }) => ({ ...snapshot, cloneCount: counts.get(snapshot.id)?.length ?? (isCloned ? 1 : 0) }));
  }

  async find(volume: OntapVolume, id: string, doing: string, signal: AbortSignal): Promise<OntapSnapshot | undefined> {
    return (await this.#of(volume, { name: literal(id) }, doing, signal)).find(({ snapshot }) => snapshot.id === id);
  }

  /** False when the name is taken. The look beforehand is what tells our own snapshot from an older one of the same name. */
  async create(id: string, doing: string, signal: AbortSignal): Promise<boolean> {
    const volume = await this.#volumes.own(doing, signal);
    const find = (signal: AbortSignal): Promise<OntapSnapshot | undefined> => this.find(volume, id, doing, signal);
    if ((await find(signal)) !== undefined) return false;
    try {
      const created = await createConfirmed(this.#client, { path: pathOf(volume), body: { name: id }, doing, find }, signal);
      if (created === undefined) await this.#volumes.own(doing, signal);
      return created !== undefined;
    } catch (error) {
      if (error instanceof StorageConflictError && (await find(signal)) !== undefined) return false;
      throw error;
    }
  }

  async drop(id: string, { doing, isOwn }: { readonly doing: string; readonly isOwn: boolean }, signal: AbortSignal): Promise<void> {
    const volume = await this.#volumes.own(doing, signal);
    const found = await this.find(volume, id, doing, signal);
    if (found === undefined) return;
    if (!isOwn) throw new NotOursError(`refused to ${doing}: it was not made by icb`);
    await this.#refuseIfCloned(volume, found, doing, signal);
    const find = (signal: AbortSignal): Promise<OntapSnapshot | undefined> => this.find(volume, id, doing, signal);
    try {
      await deleteConfirmed(this.#client, { path: [...pathOf(volume), found.uuid], doing, find }, signal);
    } catch (error) {
      // ONTAP says the same of a snapshot that is locked and of one with a clone.
      if (error instanceof StorageDeniedError) await this.#refuseIfCloned(volume, (await find(signal)) ?? found, doing, signal);
      throw error;
    }
  }

  async #refuseIfCloned(volume: OntapVolume, { snapshot, isCloned }: OntapSnapshot, doing: string, signal: AbortSignal): Promise<void> {
    const clones = (await this.#volumes.clonesOf(volume, doing, signal)).filter(({ parent }) => parent?.snapshot === snapshot.id);
    const names = clones.map(({ name }) => name).join(', ');
    if (clones.length > 0) throw new SnapshotInUseError(`cannot ${doing}: it has clones (${names})`, { hint: 'drop the clones first' });
    if (!isCloned) return;
    throw new SnapshotInUseError(`cannot ${doing}: a clone that is not in the list of volumes holds it`, {
      hint: 'a deleted clone stays in the recovery queue of ONTAP for some hours: volume recovery-queue show on the filer lists it',
    });
  }

  async #of(volume: OntapVolume, filter: Readonly<Record<string, string>>, doing: string, signal: AbortSignal): Promise<OntapSnapshot[]> {
    // All fields that cost nothing, whatever the release calls the newer ones.
    const call = { path: pathOf(volume), query: { ...filter, fields: '*' }, doing };
    return (await this.#client.list(call, parseSnapshot, signal)) ?? [];
  }
}

function pathOf({ uuid }: OntapVolume): string[] {
  return ['storage', 'volumes', uuid, 'snapshots'];
}

/** In a query `*` and `|` and some others mean something: then all are listed that begin alike, and the name is compared here. */
function literal(id: string): string {
  const [plain = ''] = /^[\w.-]*/u.exec(id) ?? [];
  return plain === id && id !== '' ? id : `${plain}*`;
}
