import { lockFile } from '#core/area-layout.ts';
import { runBoundedScript } from '#core/bounded-script.ts';
import { LockNotObtainedError, NotStartedError } from '#core/errors.ts';
import { acquireLock } from '#core/lock.ts';
import { currentProcess } from '#core/process-identity.ts';
import type { SnapperCall } from './call.ts';

/** How long the share of a backup area may take to answer. */
const areaTimeLimitMs = 10_000;

/**
 * Takes the lock of the backup area, where this host sees the area, without waiting for it: a snapshot in the middle of a
 * refresh would hold image copies of no use, and yet be the newest one.
 * @throws {LockNotObtainedError} when somebody else holds it
 */
export async function lockAreaWhereSeen(call: SnapperCall): Promise<AsyncDisposable | undefined> {
  const { database, configuration, world, log } = call;
  const { area } = configuration.snapshotSettings(database);
  if (area === undefined || !(await isSeen(area, world.signal))) {
    log.debug(`no lock is taken: this host does not see the backup area of ${database}`);
    return undefined;
  }
  const path = lockFile(area);
  const command = `icb snapper ${database} create`;
  try {
    return await acquireLock({ path, command, maxWaitMs: 0, clock: world.clock, log, self: currentProcess(), signal: world.signal });
  } catch (error) {
    if (!(error instanceof NotStartedError) || error instanceof LockNotObtainedError) throw error;
    // A restore host may see the area and not be allowed to write it. That nobody holds the lock has been looked at.
    log.warn(`the snapshot is taken without the lock: ${error.message}`);
    return undefined;
  }
}

/** A share that does not answer must not hang this process, so a child looks. */
async function isSeen(area: string, signal: AbortSignal): Promise<boolean> {
  const answer = await runBoundedScript({ script: 'test -d "$1"', args: [area], timeoutMs: areaTimeLimitMs, signal });
  return answer !== 'no answer' && answer.exitCode === 0;
}
