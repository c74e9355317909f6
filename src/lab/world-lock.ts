import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** Longest time to wait for another process of the lab: far more than any single step takes. */
const waitMs = 60_000;

/**
 * Runs a synchronous change of the simulated world while nobody else changes it: across processes, and given back by
 * the kernel when a process dies. A change must not take the lock again; it would wait for itself.
 */
export function withWorldLock<T>(labDir: string, change: () => T): T {
  const folder = join(labDir, 'world');
  mkdirSync(folder, { recursive: true });
  const lock = new DatabaseSync(join(folder, 'world.lock'), { timeout: waitMs });
  try {
    // Nothing is ever written, so no journal need be made and removed on disk each time.
    lock.exec('pragma journal_mode = memory; begin exclusive');
    return change();
  } finally {
    // Closing ends the transaction, which holds nothing but the lock.
    lock.close();
  }
}
