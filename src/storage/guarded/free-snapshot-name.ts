import type { Clock } from '#core/clock.ts';
import { snapshotName } from '#core/snapshot-name.ts';
import { StorageError } from '../errors.ts';

/** Names are one second apart; so many taken in a row mean that something else is wrong. */
const LARGEST_SHIFT_SECONDS = 120;

export interface SnapshotNaming {
  readonly database: string;
  readonly clock: Clock;
  /** IANA zone of the times in names. */
  readonly zone: string;
  readonly separator?: '-' | '_';
  /** For the message, as the adapter calls it. */
  readonly volume: string;
}

/**
 * Creates a snapshot under the name of this second, or of the next free one when that is taken: two in one second, or the hour
 * that comes twice in autumn.
 * @param create whether it was created; false: the name is taken
 * @throws {StorageError} when no name is free, and whatever `create` throws
 */
export async function createUnderFreeName({ database, clock, zone, separator, volume }: SnapshotNaming, create: (id: string) => Promise<boolean>): Promise<string> {
  const now = clock.now();
  for (let seconds = 0; seconds <= LARGEST_SHIFT_SECONDS; seconds += 1) {
    const id = snapshotName(database, now.plus({ seconds }).setZone(zone), separator);
    if (await create(id)) return id;
  }
  throw new StorageError(`cannot create a snapshot of ${volume}: no name is free, ${now.toISO()} and onwards`);
}
