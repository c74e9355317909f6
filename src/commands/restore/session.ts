// One restore from its session log to the copy that is up, or to the moment everything is given back.

import { chmod } from 'node:fs/promises';
import type { RestoreSettings } from '#core/config/restore-settings.ts';
import { openSessionLog } from '#core/log/session-log.ts';
import type { SessionLog } from '#core/log/session-log.ts';
import { currentProcess } from '#core/process-identity.ts';
import { openRunFolder, runFolderParent } from '#core/run-folder.ts';
import type { ToolLauncher } from '#oracle/programs/tool.ts';
import { isWithinTolerance, outcomeFacts, toleranceWarning } from '#reports/restore-outcome.ts';
import type { RestoreOutcome } from '#reports/restore-outcome.ts';
import type { Storage } from '#storage/adapter.ts';
import type { CloneMounter } from '#workflows/point-in-time/clone-mounter.ts';
import { HeldResources } from '#workflows/point-in-time/held-resources.ts';
import { openRestoreJournal, type RestoreJournal } from '#workflows/point-in-time/restore-journal.ts';
import { notingLauncher } from '#workflows/restore/noted-program.ts';
import type { PointInTimeRequest, PointInTimeRun } from '#workflows/point-in-time/point-in-time-run.ts';
import { restoreToTime } from '#workflows/point-in-time/restore-to-time.ts';
import type { RestoredCopy } from '#workflows/point-in-time/restore-to-time.ts';
import type { CommandContext } from '../context.ts';
import { recordFailure } from '../failure-record.ts';
import { announceInterruption, newToken, sessionLogOptions } from '../session-surroundings.ts';

export interface RestoreSession {
  readonly settings: RestoreSettings;
  readonly configurationFile: string;
  readonly request: PointInTimeRequest;
  readonly storage: Storage;
  readonly openMounter: (log: SessionLog, launch: ToolLauncher) => CloneMounter;
  /** Command line that drops the clone whose name follows. */
  readonly dropCloneCommand: string;
  readonly hostZone: string;
  /** Where it is written down what the restore holds. */
  readonly journalFolder: string;
}

/** Runs the restore, everything in a session log of its own. What it set up stays when it succeeds, and only then. */
export async function runRestoreSession(session: RestoreSession, context: CommandContext): Promise<RestoreOutcome> {
  const { settings, request } = session;
  const { env, cwd, signal, clock } = context.world;
  await using log = await openPrivateLog(session, context);
  const journal = openRestoreJournal(session.journalFolder, { database: settings.name, startedAt: clock.now(), process: currentProcess(), logFile: log.filePath });
  const held = new HeldResources(log, (things) => journal.write(things));
  try {
    log.info(`icb restore ${settings.name}, configuration file ${session.configurationFile}`);
    log.info(`session log: ${log.filePath}`);
    await using folder = await openRunFolder(runFolderParent(env['TMPDIR'], cwd), currentProcess());
    using _announcement = announceInterruption(log, signal, 'giving back what was set up');
    const run = openRun(session, context, { log, held, journal, temporaryFolder: folder.path });
    const copy = await restoreOrGiveBack(run, request);
    const outcome = outcomeOf(session, copy, { cleanup: held.commands, log: log.filePath });
    for (const fact of outcomeFacts(outcome)) log.info(fact);
    for (const command of outcome.cleanup) log.debug(`to give it back: ${command}`);
    if (!isWithinTolerance(outcome)) log.warn(toleranceWarning(outcome));
    // From here on the copy is the DBA's.
    await journal.remove().catch(warnOfJournal(log));
    return outcome;
  } catch (error) {
    throw recordFailure(log, error, { signal, givenBack: describeGivenBack(held) });
  }
}

/** A restore that works does not fail for it. */
function warnOfJournal(log: SessionLog): (error: unknown) => void {
  return (error) => log.warn(`the journal of this restore is not up to date: ${error instanceof Error ? error.message : String(error)}`);
}

/** The log may name what others need not know; the folder is everybody's. */
async function openPrivateLog({ settings }: RestoreSession, context: CommandContext): Promise<SessionLog> {
  const { world } = context;
  const log = openSessionLog({
    ...sessionLogOptions(settings.name, context),
    file: {
      folder: runFolderParent(world.env['TMPDIR'], world.cwd),
      name: (startedAt) => `restore_${startedAt.toFormat("yyyyMMdd'T'HHmmss")}_${settings.name}.log`,
    },
  });
  if (log.filePath !== undefined) await chmod(log.filePath, 0o600);
  return log;
}

interface RunSurroundings {
  readonly log: SessionLog;
  readonly held: HeldResources;
  readonly journal: RestoreJournal;
  readonly temporaryFolder: string;
}

function openRun(session: RestoreSession, { world }: CommandContext, { log, held, journal, temporaryFolder }: RunSurroundings): PointInTimeRun {
  const { settings, storage, hostZone, dropCloneCommand } = session;
  const { clock, signal } = world;
  const launch = notingLauncher(world.launchTool, (program) => journal.noteProgram(program).catch(warnOfJournal(log)));
  return { settings, storage, hostZone, dropCloneCommand, launch, log, clock, held, temporaryFolder, newToken, signal, mounter: session.openMounter(log, launch) };
}

async function restoreOrGiveBack(run: PointInTimeRun, request: PointInTimeRequest): Promise<RestoredCopy> {
  const { held, log } = run;
  try {
    return await restoreToTime(run, request);
  } catch (error) {
    await held.giveBack();
    for (const name of held.names) log.warn(`still there: ${name}`);
    for (const command of held.commands) log.warn(`to be done by hand: ${command}`);
    throw error;
  }
}

function describeGivenBack({ names, commands }: HeldResources): string {
  if (names.length === 0) return 'everything that had been set up is given back';
  return `${names.join(', ')} could not be given back; by hand: ${commands.join('; ')}`;
}

function outcomeOf({ settings, request }: RestoreSession, { clones: { data, redo }, restored }: RestoredCopy, rest: Pick<RestoreOutcome, 'cleanup' | 'log'>): RestoreOutcome {
  const { target, reached, differenceSeconds } = restored;
  const open = [data, ...(redo === undefined ? [] : [redo])];
  return {
    database: settings.name,
    sid: request.sid,
    oracleHome: settings.oracleHome,
    open: request.open,
    snapshots: { dataFiles: data.snapshot.id, redo: redo?.snapshot.id },
    clones: open.map(({ name }) => name),
    mounts: open.map(({ mounted }) => mounted.folder),
    target: target.time,
    zone: target.zone,
    reached: reached.verifiedTime,
    scn: reached.scn,
    pluggableDatabases: reached.pluggableDatabases,
    offlineTablespaces: reached.offlineTablespaces,
    differenceSeconds,
    toleranceSeconds: settings.toleranceMs / 1000,
    ...rest,
  };
}
