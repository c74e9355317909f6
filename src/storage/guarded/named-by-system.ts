// Making a snapshot on a system that names it: what is new in the list is ours, and which one that is must be beyond doubt.
import type { Clock } from '#core/clock.ts';
import { admitDoubt } from './admit-doubt.ts';
import type { ConfirmedChanges } from './confirmed-changes.ts';
import { StorageConflictError, StorageError } from '../errors.ts';
import type { FoundSnapshot, NamedBySystem, Outcome, VolumeDriver } from '../volume-driver.ts';

/** Such systems name snapshots after the minute. */
const NAME_PAUSE_MS = 20_000;
const LONGEST_WAIT_MS = 120_000;

interface Tools {
  readonly changes: ConfirmedChanges;
  readonly clock: Clock;
}

/** Returns the id once the snapshot is listed. While the name it would get is taken, waits for the next one. */
export async function createNamedBySystem<S extends FoundSnapshot>(driver: VolumeDriver<S> & NamedBySystem, { changes, clock }: Tools, signal: AbortSignal): Promise<string> {
  const doing = `create a snapshot of ${driver.nameOf(driver.volume)}`;
  for (let waitedMs = 0; ; waitedMs += NAME_PAUSE_MS) {
    try {
      return await createOnce(driver, { changes, doing }, signal);
    } catch (error) {
      if (!(error instanceof StorageConflictError) || waitedMs >= LONGEST_WAIT_MS) throw error;
      await clock.sleep(NAME_PAUSE_MS, signal);
    }
  }
}

async function createOnce<S extends FoundSnapshot>(driver: VolumeDriver<S> & NamedBySystem, { changes, doing }: Pick<Tools, 'changes'> & { readonly doing: string }, signal: AbortSignal): Promise<string> {
  const before = new Set(await listIds(driver, doing, signal));
  let told: string | undefined;
  const attempt = async (signal: AbortSignal): Promise<Outcome> => {
    const { outcome, id } = await driver.givenNames.makeSnapshot(doing, signal);
    told = id;
    // At once: it is icb's whatever comes of the look.
    if (id !== undefined) await driver.givenNames.note(id);
    return outcome;
  };
  const find = async (signal: AbortSignal): Promise<string | undefined> => {
    const fresh = (await listIds(driver, doing, signal).catch(admitDoubt)).filter((id) => !before.has(id));
    if (told !== undefined) return fresh.find((id) => id === told);
    if (fresh.length < 2) return fresh[0];
    throw new StorageError(`cannot ${doing}: which of ${fresh.join(', ')} it is cannot be told`, { hint: 'the answer of the storage system was lost, and somebody else makes snapshots there too: run again' });
  };
  const created = (await changes.create({ doing, attempt, find }, signal)) ?? (await driver.raiseMissing(doing, signal));
  if (told === undefined) await driver.givenNames.note(created);
  return created;
}

async function listIds<S extends FoundSnapshot>(driver: VolumeDriver<S>, doing: string, signal: AbortSignal): Promise<string[]> {
  return (await driver.listSnapshots(doing, signal)).map(({ snapshot }) => snapshot.id);
}
