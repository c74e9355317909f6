// One snapshot of several volumes at one moment: cg-start holds their writes back until cg-commit has made it. What is not
// committed in time the filer gives up by itself.
import type { Clock } from '#core/clock.ts';
import { ConfirmedChanges } from '../../guarded/confirmed-changes.ts';
import { StorageConflictError, StorageError, StorageFaultError, StorageLoginError, StorageUnreachableError } from '../../errors.ts';
import type { Outcome } from '../../volume-driver.ts';
import type { ZapiClient } from './client.ts';
import { textOf } from './xml.ts';

interface Wanted {
  /** Names of the volumes. */
  readonly volumes: readonly string[];
  readonly id: string;
  readonly doing: string;
  /** Whether all volumes have it. */
  readonly isThere: (signal: AbortSignal) => Promise<boolean>;
}

/** The filer refused to begin: nothing has happened. */
class NotBegunError extends Error {}

export class ConsistentSnapshot {
  readonly #client: ZapiClient;
  readonly #changes: ConfirmedChanges;

  constructor(client: ZapiClient, clock: Clock) {
    this.#client = client;
    this.#changes = new ConfirmedChanges(clock, 'the filer');
  }

  /** Says why when this filer cannot or may not. @throws {StorageConflictError} when a volume has one of that name */
  async make({ isThere, ...wanted }: Wanted, signal: AbortSignal): Promise<'done' | { readonly impossible: string }> {
    const { doing } = wanted;
    const find = async (signal: AbortSignal): Promise<true | undefined> => (await isThere(signal)) || undefined;
    try {
      const made = await this.#changes.create({ doing, attempt: (signal) => this.#attempt(wanted, signal), find }, signal);
      if (made === undefined) throw new StorageError(`cannot ${doing}: one of the volumes ${wanted.volumes.join(', ')} has vanished meanwhile`);
      return 'done';
    } catch (error) {
      if (error instanceof NotBegunError) return { impossible: error.message };
      throw error;
    }
  }

  async #attempt({ volumes, id, doing }: Omit<Wanted, 'isThere'>, signal: AbortSignal): Promise<Outcome> {
    const input = { snapshot: id, timeout: 'relaxed', volumes: { 'volume-name': volumes } };
    const started = await this.#client.change({ api: 'cg-start', input, doing }, signal).catch(asNotBegun);
    if (started === undefined) return 'absent';
    const group = textOf(started, 'cg-id');
    if (group === undefined) throw new StorageFaultError(`cannot ${doing}: the filer began and did not tell what (cg-id)`);
    const committed = await this.#client.change({ api: 'cg-commit', input: { 'cg-id': group }, doing }, signal);
    if (committed === undefined) throw new StorageFaultError(`cannot ${doing}: the filer has given it up meanwhile`);
    return 'done';
  }
}

function asNotBegun(error: unknown): never {
  const tellsMore = [StorageFaultError, StorageUnreachableError, StorageConflictError, StorageLoginError].some((kind) => error instanceof kind);
  throw error instanceof StorageError && !tellsMore ? new NotBegunError(error.message, { cause: error }) : error;
}
