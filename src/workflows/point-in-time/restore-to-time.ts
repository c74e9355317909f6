import { join } from 'node:path';
import { RestoreSteps } from '../restore/restore-steps.ts';
import { instanceTools, restoreDatabase } from '../restore/restore-database.ts';
import type { RestoredDatabase, RestoreRequest } from '../restore/restore-request.ts';
import { shutDownInstance } from '../restore/restored-instance.ts';
import { openClonesForTarget } from './clones-for-target.ts';
import type { ClonesForTarget } from './clones-for-target.ts';
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
  const restored = await restoreOrHold(run, wanted, clones);
  holdInstance(run, clones, wanted, async () => restored[Symbol.asyncDispose]());
  signal.throwIfAborted();
  return { clones, restored };
}

/** An instance that could not be ended after a failure is still ours, and what it uses must stay. */
async function restoreOrHold(run: PointInTimeRun, wanted: RestoreRequest, clones: ClonesForTarget): Promise<RestoredDatabase> {
  try {
    return await restoreDatabase(run, wanted, new RestoreSteps(run));
  } catch (error) {
    if (!(error instanceof SuppressedError)) throw error;
    const { error: ending, suppressed: failure } = error as { readonly error: unknown; readonly suppressed: unknown };
    run.log.warn(`instance ${wanted.sid} did not end at once: ${ending instanceof Error ? ending.message : String(ending)}`);
    holdInstance(run, clones, wanted, () => shutDownInstance(instanceTools(run, wanted), run.log));
    throw failure;
  }
}

function holdInstance({ held, settings }: PointInTimeRun, { data, redo }: ClonesForTarget, { sid }: RestoreRequest, giveBack: () => Promise<void>): void {
  const { oracleHome } = settings;
  held.add({
    what: `instance ${sid}`,
    commands: [`echo shutdown abort | ORACLE_HOME=${oracleHome} ORACLE_SID=${sid} ${join(oracleHome, 'bin/sqlplus')} -S / as sysdba`],
    uses: [data.heldMount, ...(redo === undefined ? [] : [redo.heldMount])],
    giveBack,
  });
}
