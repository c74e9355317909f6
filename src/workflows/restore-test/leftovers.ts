// Clears what a restore test left behind that was killed: the program it ran, its instance, its mount, its clone. Each on its
// own, so that one that resists does not keep the others; but a clone is never dropped under a mount that still shows it, and
// nothing is touched while a program of the test may still be at work on it.
import type { Clock } from '#core/clock.ts';
import type { RestoreSettings } from '#core/config/restore-settings.ts';
import { IcbError } from '#core/errors.ts';
import type { Log } from '#core/log.ts';
import type { Mount } from '#core/mount-table.ts';
import { canBeJudged, isSurelyDead, type ProcessIdentity, type ProcessTable } from '#core/process-identity.ts';
import type { ToolLauncher } from '#oracle/programs/tool.ts';
import type { Storage } from '#storage/adapter.ts';
import { unmountClone } from '../restore/clone-mount.ts';
import { endOrphan } from '../restore/noted-program.ts';
import { dropTemporaryClone } from '../restore/temporary-clone.ts';
import type { JournaledTest } from './test-journal.ts';

export interface LeftoverSurroundings {
  readonly settings: Pick<RestoreSettings, 'mountCommand' | 'unmountCommand' | 'requireMount'>;
  readonly openStorage: () => Promise<Storage>;
  /** Ends the instance with ABORT if it is there, and says whether it was. */
  readonly shutDown: (test: JournaledTest) => Promise<boolean>;
  readonly launch: ToolLauncher;
  readonly log: Log;
  readonly clock: Clock;
  readonly self: ProcessIdentity;
  readonly processTable: ProcessTable;
  readonly signal: AbortSignal;
  readonly readMounts?: () => readonly Mount[];
  readonly endGroup?: (leader: number, signalName: 'SIGTERM' | 'SIGKILL') => void;
}

/** What came of it, in the order it was tried. */
export interface ClearedLeftovers {
  /** What was there. */
  readonly cleared: readonly string[];
  /** What stays, each with its reason. While there is any, this database must not be tested. */
  readonly remaining: readonly string[];
}

/** To be called under the lock of the log folder. The journal stays: the caller removes it once the test has been reported. */
export async function clearLeftovers(test: JournaledTest, surroundings: LeftoverSurroundings): Promise<ClearedLeftovers> {
  const obstacle = foreignTest(test, surroundings);
  if (obstacle !== undefined) return { cleared: [], remaining: [obstacle] };
  const { log } = surroundings;
  const left = test.isReported === true ? 'left by an earlier test' : 'left by an interrupted test';
  const cleared: string[] = [];
  const remaining: string[] = [];
  const clear = async (what: string, work: () => Promise<boolean>): Promise<boolean> => {
    try {
      if (!(await work())) return true;
      cleared.push(what);
      log.info(`${left}, cleared`, { what });
      return true;
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      remaining.push(`${what}: ${reason}`);
      log.error(`${left}, cannot be cleared`, { what, reason });
      return false;
    }
  };
  const { program } = test;
  // It may mount the clone, or write into it, any moment.
  if (program !== undefined && !(await clear(`process ${program.pid} (${program.program})`, () => endOrphan(program, test.process, surroundings)))) return { cleared, remaining };
  if (test.hasInstance === true) await clear(`instance ${test.sid}`, async () => surroundings.shutDown(test));
  const isUnmounted = test.mountSource === undefined || (await clear(`mount ${test.mountPoint}`, async () => unmount(test, surroundings)));
  const { cloneName } = test;
  if (cloneName !== undefined && isUnmounted) await clear(`clone ${cloneName}`, async () => dropClone(test, cloneName, surroundings));
  if (cloneName !== undefined && !isUnmounted) remaining.push(`clone ${cloneName}: it is still mounted`);
  return { cleared, remaining };
}

/** Why the test is none of ours to clear: its mount and its instance are elsewhere, or it is alive. */
function foreignTest({ database, process: other, isReported }: JournaledTest, { self, processTable }: LeftoverSurroundings): string | undefined {
  if (isSurelyDead(other, self, processTable)) return undefined;
  // A reported test is over, though its process may have gone on to the next database.
  if (canBeJudged(other, self) && isReported === true) return undefined;
  if (canBeJudged(other, self)) return `the restore test of ${database} still runs as process ${other.pid}`;
  return `the restore test of ${database} ran on host ${other.host}, and from here nobody can tell whether it still does: clear its instance, mount and clone there`;
}

async function unmount({ mountPoint, mountSource = '' }: JournaledTest, surroundings: LeftoverSurroundings): Promise<boolean> {
  return await unmountClone({ ...surroundings, mountPoint, source: mountSource });
}

/** Somebody may have made a clone of the same name since, from another snapshot. */
async function dropClone({ database, snapshot }: JournaledTest, cloneName: string, { openStorage, log, signal }: LeftoverSurroundings): Promise<boolean> {
  await using storage = await openStorage();
  const clone = (await storage.listClones(signal)).find(({ name }) => name === cloneName);
  if (clone === undefined) return false;
  if (clone.origin !== snapshot?.id) throw new IcbError(`it was made from snapshot ${clone.origin}, not by this test`);
  await dropTemporaryClone(storage, { database, cloneName, log });
  return true;
}
