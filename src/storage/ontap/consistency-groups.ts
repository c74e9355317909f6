// One snapshot of several volumes at one moment: that of a consistency group, which ONTAP has since 9.10.1. Volumes that are in a
// group already, and alone in it, are snapshotted through it; else icb makes a group for the purpose and takes it away again,
// which leaves volumes and snapshots as they are.
import type { Clock } from '#core/clock.ts';
import { ConfirmedChanges } from '../guarded/confirmed-changes.ts';
import { StorageConflictError, StorageError, StorageFaultError, StorageUnreachableError } from '../errors.ts';
import type { SnapHandlerContext } from '../snap-handler.ts';
import { withinLimit } from '../time-limit.ts';
import type { OntapClient } from './client.ts';
import { NoSuchApiError } from './failures.ts';
import { type OntapGroup, parseGroup, parseMissingVolumes } from './responses.ts';
import type { OntapVolume } from './wire.ts';

export interface ConsistencyGroupsOptions extends Pick<SnapHandlerContext, 'log'> {
  readonly clock: Clock;
}

const PATH = ['application', 'consistency-groups'];
const UNDO_TIMEOUT_MS = 60_000;

interface Impossible {
  readonly impossible: string;
}

export class ConsistencyGroups {
  readonly #client: OntapClient;
  readonly #changes: ConfirmedChanges;
  readonly #log: SnapHandlerContext['log'];

  constructor(client: OntapClient, { clock, log }: ConsistencyGroupsOptions) {
    this.#client = client;
    this.#changes = new ConfirmedChanges(clock, 'the filer');
    this.#log = log;
  }

  async snapshot(volumes: readonly OntapVolume[], id: string, doing: string, signal: AbortSignal): Promise<'done' | Impossible> {
    const name = `icb_${volumes[0]?.name ?? ''}`;
    const present = await orImpossible(() => this.#groupOf(volumes, name, doing, signal));
    if (present !== undefined && 'impossible' in present) return present;
    if (present !== undefined) {
      await this.#snapshot(present, id, doing, signal);
      return 'done';
    }
    try {
      const made = await orImpossible(() => this.#create(volumes, name, doing, signal));
      if ('impossible' in made) return made;
      await this.#snapshot(made, id, doing, signal);
      return 'done';
    } finally {
      await this.#clearAway(volumes, name);
    }
  }

  /** The group they are in; undefined when they are in none. */
  async #groupOf(volumes: readonly OntapVolume[], name: string, doing: string, signal: AbortSignal): Promise<OntapGroup | Impossible | undefined> {
    const wanted = volumes.map((volume) => volume.name);
    const holders = (await this.#list(volumes, doing, signal)).filter((group) => group.volumes.some((member) => wanted.includes(member)));
    // Left by a run that was killed, perhaps with other volumes.
    const leftover = holders.find((group) => group.name === name);
    if (leftover !== undefined) await this.#delete(volumes, leftover, doing, signal);
    const [holder] = holders.filter((group) => group !== leftover);
    if (holder === undefined) return undefined;
    const isTheirs = holder.volumes.length === wanted.length && holder.volumes.every((member) => wanted.includes(member));
    return isTheirs ? holder : { impossible: `consistency group ${holder.name} does not hold just ${wanted.join(', ')}` };
  }

  async #create(volumes: readonly OntapVolume[], name: string, doing: string, signal: AbortSignal): Promise<OntapGroup> {
    const add = { provisioning_options: { action: 'add' } };
    const body = { name, svm: { name: volumes[0]?.svm ?? '' }, volumes: volumes.map((volume) => ({ name: volume.name, ...add })) };
    const attempt = (signal: AbortSignal): Promise<'done' | 'absent'> => this.#client.attempt({ method: 'POST', path: PATH, body, doing }, signal);
    const created = await this.#changes.create({ doing, attempt, find: (signal) => this.#find(volumes, name, doing, signal) }, signal);
    if (created === undefined) throw new StorageConflictError(`cannot ${doing}: the volumes have vanished meanwhile`);
    return created;
  }

  async #snapshot({ name, uuid }: OntapGroup, id: string, doing: string, signal: AbortSignal): Promise<void> {
    const path = [...PATH, uuid, 'snapshots'];
    const find = async (signal: AbortSignal): Promise<readonly string[] | undefined> =>
      (await this.#client.list({ path, query: { name: id, fields: 'name,is_partial,missing_volumes' }, doing }, parseMissingVolumes, signal))?.[0];
    const attempt = (signal: AbortSignal): Promise<'done' | 'absent'> => this.#client.attempt({ method: 'POST', path, body: { name: id }, doing }, signal);
    const missing = await this.#changes.create({ doing, attempt, find }, signal);
    if (missing === undefined) throw new StorageError(`cannot ${doing}: consistency group ${name} has vanished meanwhile`);
    if (missing.length > 0) throw new StorageError(`cannot ${doing}: the snapshot of consistency group ${name} is partial, it lacks ${missing.join(', ')}`);
  }

  // Takes no signal: it must run after a cancellation too. The snapshot is there or not, whatever becomes of the group.
  async #clearAway(volumes: readonly OntapVolume[], name: string): Promise<void> {
    const doing = `take away consistency group ${name}`;
    try {
      await withinLimit({ limitMs: UNDO_TIMEOUT_MS, doing }, undefined, async (signal) => {
        // The filer may still be at it when the request was cancelled.
        const group = await this.#changes.appears((signal) => this.#find(volumes, name, doing, signal), signal);
        if (group?.volumes.every((member) => volumes.some((volume) => volume.name === member)) === true) await this.#delete(volumes, group, doing, signal);
      });
    } catch (error) {
      this.#log.warn(`${error instanceof Error ? error.message : String(error)}; if it is there, the next snapshot takes it away`);
    }
  }

  async #delete(volumes: readonly OntapVolume[], { name, uuid }: OntapGroup, doing: string, signal: AbortSignal): Promise<void> {
    const attempt = (signal: AbortSignal): Promise<'done' | 'absent'> => this.#client.attempt({ method: 'DELETE', path: [...PATH, uuid], doing }, signal);
    await this.#changes.remove({ doing, attempt, find: (signal) => this.#find(volumes, name, doing, signal) }, signal);
  }

  async #find(volumes: readonly OntapVolume[], name: string, doing: string, signal: AbortSignal): Promise<OntapGroup | undefined> {
    return (await this.#list(volumes, doing, signal)).find((group) => group.name === name);
  }

  async #list([first]: readonly OntapVolume[], doing: string, signal: AbortSignal): Promise<OntapGroup[]> {
    const query = { 'svm.name': first?.svm ?? '', fields: 'name,uuid,volumes' };
    return (await this.#client.list({ path: PATH, query, doing }, parseGroup, signal)) ?? [];
  }
}

/** Why, when the filer answers that it will not do it: then nothing has happened. */
async function orImpossible<T>(work: () => Promise<T>): Promise<T | Impossible> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof NoSuchApiError) return { impossible: 'consistency groups came with ONTAP 9.10.1' };
    if (!(error instanceof StorageError) || error instanceof StorageFaultError || error instanceof StorageUnreachableError) throw error;
    return { impossible: error.message };
  }
}
