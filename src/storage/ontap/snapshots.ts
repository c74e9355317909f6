// Snapshots of the database's volume.
import { SnapshotInUseError } from '../errors.ts';
import type { Outcome } from '../volume-driver.ts';
import type { OntapClient } from './client.ts';
import { type FoundOntapSnapshot, type OntapVolume, parseSnapshot } from './responses.ts';
import type { OntapVolumes } from './volumes.ts';

export class OntapSnapshots {
  readonly #client: OntapClient;
  readonly #volumes: OntapVolumes;

  constructor(client: OntapClient, volumes: OntapVolumes) {
    this.#client = client;
    this.#volumes = volumes;
  }

  async list(doing: string, signal: AbortSignal): Promise<FoundOntapSnapshot[]> {
    const volume = await this.#volumes.own(doing, signal);
    const found = await this.#of(volume, {}, doing, signal);
    const clones = await this.#volumes.clonesOf(volume, doing, signal);
    const counts = Map.groupBy(clones, ({ parent }) => parent?.snapshot);
    // A clone that was deleted holds its snapshot as long as it is in the recovery queue, where no list shows it.
    return found.map((one) => ({ ...one, snapshot: { ...one.snapshot, cloneCount: counts.get(one.snapshot.id)?.length ?? (one.isCloned ? 1 : 0) } }));
  }

  async find(id: string, doing: string, signal: AbortSignal): Promise<FoundOntapSnapshot | undefined> {
    const volume = await this.#volumes.own(doing, signal);
    return (await this.#of(volume, { name: literal(id) }, doing, signal)).find(({ snapshot }) => snapshot.id === id);
  }

  /** One attempt. */
  async make(id: string, doing: string, signal: AbortSignal): Promise<Outcome> {
    const volume = await this.#volumes.own(doing, signal);
    return this.#client.attempt({ method: 'POST', path: pathOf(volume), body: { name: id }, doing }, signal);
  }

  /** One attempt. */
  async destroy({ uuid }: FoundOntapSnapshot, doing: string, signal: AbortSignal): Promise<Outcome> {
    const volume = await this.#volumes.own(doing, signal);
    return this.#client.attempt({ method: 'DELETE', path: [...pathOf(volume), uuid], doing }, signal);
  }

  /** ONTAP says the same of a snapshot that is locked and of one with a clone: so it is looked up. */
  async refuseHeld({ snapshot, isCloned }: FoundOntapSnapshot, doing: string, signal: AbortSignal): Promise<void> {
    const volume = await this.#volumes.own(doing, signal);
    const clones = (await this.#volumes.clonesOf(volume, doing, signal)).filter(({ parent }) => parent?.snapshot === snapshot.id);
    const names = clones.map(({ name }) => name).sort().join(', ');
    if (clones.length > 0) throw new SnapshotInUseError(`cannot ${doing}: it has clones (${names})`, { hint: 'drop the clones first' });
    if (!isCloned) return;
    throw new SnapshotInUseError(`cannot ${doing}: a clone that is not in the list of volumes holds it`, {
      hint: 'a deleted clone stays in the recovery queue of ONTAP for some hours: volume recovery-queue show on the filer lists it',
    });
  }

  async #of(volume: OntapVolume, filter: Readonly<Record<string, string>>, doing: string, signal: AbortSignal): Promise<FoundOntapSnapshot[]> {
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
