// A clone of a database with several volumes: a small volume called like the clone, in which clones of all volumes are mounted
// under the names of those. The toolset before icb did the same, with the same names of volumes: `<clone>`, `<clone>0`,
// `<clone>1`. The small one is made first and goes last, and its comment tells what it is.
import type { ConfirmedChanges } from '../guarded/confirmed-changes.ts';
import { StorageConflictError, StorageError } from '../errors.ts';
import type { CloneSteps } from './clone-steps.ts';
import type { OntapMeans } from './means.ts';
import type { OntapSettings } from './settings.ts';
import type { FoundOntapSnapshot } from './snapshots.ts';
import type { OntapVolumes } from './volumes.ts';
import type { OntapVolume, OntapWire } from './wire.ts';

const NAMESPACE_BYTES = 2 ** 30;

/** Some of it may be missing, when it was made or dropped half-way. */
export interface CloneInNamespace {
  readonly name: string;
  /** Id of the snapshot it was made from. */
  readonly origin: string;
  /** The small volume. */
  readonly top: OntapVolume;
  readonly members: readonly OntapVolume[];
}

export class CloneNamespaces {
  readonly #wire: OntapWire;
  readonly #volumes: OntapVolumes;
  readonly #changes: ConfirmedChanges;
  readonly #steps: CloneSteps;
  /** Where the filer does not tell that of the database's volume. */
  readonly #aggregate: string | undefined;

  constructor({ wire, volumes, changes, clones }: OntapMeans, { newVolume }: Pick<OntapSettings, 'newVolume'>) {
    this.#wire = wire;
    this.#volumes = volumes;
    this.#changes = changes;
    this.#steps = clones;
    this.#aggregate = newVolume.aggregate;
  }

  /** All there are, and the clones of the database's volumes that are in none of them. */
  async list(doing: string, signal: AbortSignal): Promise<{ readonly found: readonly CloneInNamespace[]; readonly others: readonly OntapVolume[] }> {
    const tops = await this.#wire.volumes({ commentStart: this.#commentStart }, doing, signal);
    const clones = await this.#clones(doing, signal);
    const found = tops.filter((top) => this.#originOf(top) !== undefined).map((top) => this.#assemble(top, clones));
    const taken = new Set(found.flatMap(({ members }) => members));
    return { found, others: clones.filter((clone) => !taken.has(clone)) };
  }

  /** The clone whose small volume that is; undefined when it is some other volume. */
  async of(top: OntapVolume, doing: string, signal: AbortSignal): Promise<CloneInNamespace | undefined> {
    return this.#originOf(top) === undefined ? undefined : this.#assemble(top, await this.#clones(doing, signal));
  }

  /** Undefined when the snapshot or its volume is not there. */
  async make({ snapshot, parts }: FoundOntapSnapshot, name: string, doing: string, signal: AbortSignal): Promise<CloneInNamespace | undefined> {
    for (const { volume } of parts) {
      const taken = await this.#volumes.find(this.#memberName(name, volume), doing, signal);
      if (taken !== undefined) throw new StorageConflictError(`cannot ${doing}: ${this.#volumes.nameOf(taken.name)} exists already`, { hint: 'choose another name, or drop what has it' });
    }
    const [main] = await this.#volumes.own(doing, signal);
    const top = await this.#makeTop(main, { name, snapshotId: snapshot.id, doing }, signal);
    const members: OntapVolume[] = [];
    for (const { volume } of parts) {
      const wanted = { volume, snapshotId: snapshot.id, name: this.#memberName(name, volume), junctionPath: `/${name}/${volume.name}`, doing };
      const member = await this.#steps.make(wanted, signal).catch(asHalfDone);
      if (member === undefined) return undefined;
      members.push(member);
    }
    return { name, origin: snapshot.id, top, members };
  }

  async destroy({ top, members }: CloneInNamespace, doing: string, signal: AbortSignal): Promise<void> {
    for (const member of members) await this.#steps.destroy(member, doing, signal);
    // The filer may still be at one when it was cancelled half-way.
    if (members.length < this.#volumes.names.length) {
      const late = await this.#changes.appears(async (signal) => (await this.of(top, doing, signal))?.members[0], signal);
      if (late !== undefined) await this.#steps.destroy(late, doing, signal);
    }
    await this.#steps.destroy(top, doing, signal);
  }

  async #makeTop(main: OntapVolume, { name, snapshotId, doing }: { readonly name: string; readonly snapshotId: string; readonly doing: string }, signal: AbortSignal): Promise<OntapVolume> {
    const { svm, aggregate = this.#aggregate, exportPolicy } = main;
    if (aggregate === undefined) {
      throw new StorageError(`cannot ${doing}: the filer does not tell in which one aggregate ${this.#volumes.nameOf(main.name)} lies`, { hint: 'write the one to use into [ontap]: aggregate' });
    }
    const wanted = { name, svm, aggregate, sizeBytes: NAMESPACE_BYTES, junctionPath: `/${name}`, exportPolicy, comment: this.#commentStart + snapshotId, permissions: '755' as const };
    const find = async (signal: AbortSignal): Promise<OntapVolume | undefined> => {
      const found = await this.#volumes.find(name, doing, signal);
      return found !== undefined && this.#originOf(found) === snapshotId ? found : undefined;
    };
    const top = await this.#changes.create({ doing, attempt: (signal) => this.#wire.createVolume(wanted, doing, signal), find }, signal);
    if (top === undefined) throw new StorageError(`cannot ${doing}: SVM ${svm} or aggregate ${aggregate} is not there any more`);
    return top;
  }

  async #clones(doing: string, signal: AbortSignal): Promise<OntapVolume[]> {
    const clones: OntapVolume[] = [];
    for (const volume of await this.#volumes.own(doing, signal)) clones.push(...(await this.#volumes.clonesOf(volume, doing, signal)));
    return clones;
  }

  #assemble(top: OntapVolume, clones: readonly OntapVolume[]): CloneInNamespace {
    const members = clones.filter((clone) => clone.svm === top.svm && clone.name === this.#memberName(top.name, { name: clone.parent?.volume ?? '' }));
    return { name: top.name, origin: this.#originOf(top) ?? '', top, members };
  }

  #memberName(clone: string, { name }: Pick<OntapVolume, 'name'>): string {
    return `${clone}${this.#volumes.names.indexOf(name)}`;
  }

  get #commentStart(): string {
    return `icb clone of ${this.#volumes.name} snapshot `;
  }

  #originOf({ comment, parent }: OntapVolume): string | undefined {
    return parent === undefined && comment.startsWith(this.#commentStart) ? comment.slice(this.#commentStart.length) : undefined;
  }
}

/** The name was free when we looked; for the caller a conflict would mean that nothing has been made yet. */
function asHalfDone(error: unknown): never {
  throw error instanceof StorageConflictError ? new StorageError(error.message, { cause: error }) : error;
}
