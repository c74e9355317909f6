// What the next snapshot can serve up to: the primary's time and SCN are read, then the current log is archived, so that all
// redo up to that instant is in the backup area. The order matters: read after the switch, they would promise redo that
// still sits in the new current log.

import { archivedLogFolder } from '#core/area-layout.ts';
import { destinationTrouble, queryArchiveDestinations, slotsInFolder } from '#oracle/archive-destinations.ts';
import type { RedoGap } from '#oracle/archived-logs.ts';
import { queryDatabaseTime } from '#oracle/database-facts.ts';
import type { DatabaseTime } from '#oracle/database-facts.ts';
import { awaitRedoFromPrimary } from './await-standby.ts';
import { tellOfAreaDestination } from './area-destination.ts';
import { repairMissingArchivedLogs } from './archived-log-repair.ts';
import type { BackupRun } from './backup-run.ts';
import { databaseInstant, secondsAhead } from './clock-differences.ts';
import { isStandby } from './data-guard-role.ts';
import { surveyRedo } from './redo-in-area.ts';
import type { NeededRedo } from './redo-in-area.ts';

/** How long an archiver may take to finish writing the log that was just switched out, in seconds. */
const archiverPatienceSeconds = 60;

/** The primary's present instant, and how far its clock is ahead of this host's. */
export interface MeasuredTime extends DatabaseTime {
  readonly secondsAhead: number;
}

/** Reads time and SCN at the primary and archives the current log of every thread. */
export async function archiveUpToNow(run: BackupRun): Promise<MeasuredTime> {
  const from = run.clock.now();
  const read = await queryDatabaseTime(run.oracle, run.signal);
  const now = { ...read, secondsAhead: secondsAhead(databaseInstant(read), { from, to: run.clock.now() }) };
  await run.oracle.sql('archive-current-log.sql', { step: 'archive the current log', at: 'primary' }, run.signal);
  return now;
}

/** Where the needed redo breaks off. */
export interface MissingRedo extends RedoGap {
  /** At a standby, why the primary's redo did not come: a clause. */
  readonly awaitedInVain?: string | undefined;
}

/**
 * Waits for archivers still at work, at a standby for redo transport, copies what did not reach the backup area, and returns
 * where the needed redo breaks off all the same.
 */
export async function ensureLogsReachedArea(run: BackupRun, needed: NeededRedo): Promise<MissingRedo | undefined> {
  if (isStandby(run.facts)) return await ensureStandbyHasLogs(run, needed);
  for (let second = 0; second < archiverPatienceSeconds; second += 1) {
    const { missing, gap, arriving } = await surveyRedo(run, needed);
    if (missing.length === 0 && !arriving) return gap;
    if (!arriving || !(await archivingToArea(run))) break;
    await run.clock.sleep(1000, run.signal);
  }
  await repairAndTell(run);
  return (await surveyRedo(run, needed)).gap;
}

async function ensureStandbyHasLogs(run: BackupRun, needed: NeededRedo): Promise<MissingRedo | undefined> {
  const awaitedInVain = await awaitRedoFromPrimary(run, needed);
  await repairAndTell(run);
  const { gap, isGapUnheard } = await surveyRedo(run, needed);
  // Until it has applied a log, a standby's image copies do not go past it: nothing is lost as long as the primary can send it.
  return gap === undefined ? undefined : { ...gap, pending: isGapUnheard, awaitedInVain };
}

async function repairAndTell(run: BackupRun): Promise<void> {
  const { copied } = await repairMissingArchivedLogs(run);
  if (copied.length > 0) await tellOfAreaDestination(run);
}

/** A destination that is not there or in error will not deliver, however long one waits. */
async function archivingToArea(run: BackupRun): Promise<boolean> {
  const destinations = await queryArchiveDestinations(run.oracle, run.signal);
  const slots = slotsInFolder(destinations, archivedLogFolder(run.database.area));
  return slots.length > 0 && destinationTrouble(destinations, slots) === undefined;
}
