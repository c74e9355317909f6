import { join } from 'node:path';
import { failuresIn } from '#core/failures-in.ts';
import { shellWord } from '#core/shell-word.ts';
import { RestoreSteps } from '../restore/restore-steps.ts';
import { instanceTools, restoreDatabase } from '../restore/restore-database.ts';
import type { RestoredDatabase, RestoreRequest } from '../restore/restore-request.ts';
import { shutDownInstance } from '../restore/restored-instance.ts';
import { openClonesForTarget } from './clones-for-target.ts';
import type { ClonesForTarget } from './clones-for-target.ts';
import type { Held } from './held-resources.ts';
import { makeScratchFolder } from './mounted-clone.ts';
import type { PointInTimeRequest, PointInTimeRun } from './point-in-time-run.ts';
import { warnOfRepeatedHour } from './repeated-hour.ts';

/** A copy of the database as it was, open on this host. */
export interface RestoredCopy {
  readonly clones: ClonesForTarget;
  readonly restored: RestoredDatabase;
}

/**
 * Clones, mounts, restores and opens. What was set up is in `run.held`, whether this succeeds or fails: a copy that opened
 * stays up.
 * @throws {RefusedError} when production's files can be reached from this host
 * @throws {IcbError} when a step fails
 */
export async function restoreToTime(run: PointInTimeRun, request: PointInTimeRequest): Promise<RestoredCopy> {
  const { log, signal } = run;
  const clones = await openClonesForTarget(run, request);
  const { zone } = clones.data.backup.parameters;
  log.info(`target in the zone of the source database: ${request.target.setZone(zone).toFormat('yyyy-MM-dd HH:mm:ss')} ${zone}`);
  warnOfRepeatedHour(log, request.target, zone);
  signal.throwIfAborted();
  const scratchFolder = await makeScratchFolder(clones.data.mounted.folder, request.sid);
  const { target: until, sid, open } = request;
  const wanted: RestoreRequest = { data: clones.data.backup, redo: clones.redo?.backup, sid, scratchFolder, diagnosticFolder: scratchFolder, until, open };
  const instance = heldInstance(run, clones, wanted);
  const restored = await restoreOrHold(run, wanted, instance);
  signal.throwIfAborted();
  return { clones, restored };
}

/** An instance that could not be ended after a failure is still ours, and what it uses must stay. */
async function restoreOrHold(run: PointInTimeRun, wanted: RestoreRequest, instance: Held): Promise<RestoredDatabase> {
  const { held, log } = run;
  try {
    return await held.make(instance, () => restoreDatabase(run, wanted, new RestoreSteps(run)));
  } catch (error) {
    const [failure, ...others] = failuresIn(error);
    if (others.length === 0) throw error;
    for (const other of others) log.warn(`${instance.what} did not end at once: ${other instanceof Error ? other.message : String(other)}`);
    await held.add(instance);
    throw failure;
  }
}

function heldInstance(run: PointInTimeRun, { data, redo }: ClonesForTarget, wanted: RestoreRequest): Held {
  const { oracleHome } = run.settings;
  const { sid } = wanted;
  const sqlplus = shellWord(join(oracleHome, 'bin/sqlplus'));
  return {
    what: `instance ${sid}`,
    commands: [`echo shutdown abort | ORACLE_HOME=${shellWord(oracleHome)} ORACLE_SID=${sid} ${sqlplus} -S / as sysdba`],
    uses: [data.heldMount, ...(redo === undefined ? [] : [redo.heldMount])],
    giveBack: async () => void (await shutDownInstance(instanceTools(run, wanted), run.log)),
  };
}
