// All that the report wants to know of one database, asked of everybody at the same time.
import { setImmediate as nextTurn } from 'node:timers/promises';
import { DateTime } from 'luxon';
import { archivedLogFolder } from '#core/area-layout.ts';
import type { ReportSettings } from '#core/config/report-settings.ts';
import type { Clock } from '#core/clock.ts';
import { utcSecond } from '#core/utc-time.ts';
import type { DatabaseFindings, PartFailure, RedoEnd, SnapshotFinding } from '#reports/fleet/findings.ts';
import { restorableWindow } from '#retention/restorable-window.ts';
import type { SnapshotBounds } from '#retention/snapshot-bounds.ts';
import type { Storage } from '#storage/adapter.ts';
import { restorableSnapshots } from '#storage/restorable-snapshots.ts';
import type { Snapshot } from '#storage/snap-handler.ts';
import { surveyArea } from './area-survey.ts';
import type { AreaSurvey } from './area-survey.ts';
import { Asking } from './asking.ts';
import { askOracle } from './ask-oracle.ts';
import { logAway } from './log-away.ts';
import type { LogAway } from './log-away.ts';
import type { OpenedOracle } from './ask-oracle.ts';
import { jobFinding } from './job-finding.ts';
import type { RestoreTestHistory } from './restore-test-history.ts';

export interface Inspection {
  readonly settings: ReportSettings;
  /** Each throws when the configuration, or this host, has not what it takes. */
  readonly openStorage: () => Promise<Storage>;
  readonly openOracle: () => Promise<OpenedOracle>;
  readonly restoreTests: RestoreTestHistory;
  readonly clock: Clock;
  /** Zone of the local times in session logs. */
  readonly zone: string;
  readonly signal: AbortSignal;
}

export async function inspectDatabase(inspection: Inspection): Promise<DatabaseFindings> {
  const { settings, clock, zone } = inspection;
  const { name, area, certificateFolder, isTested, timeLimitMs, limits, takesSnapshots, backupJobEnabled, recoveryWindowDays } = settings;
  using asking = new Asking({ timeLimitMs, signal: inspection.signal });
  const { signal } = asking;
  const oracle = askOracle(inspection.openOracle(), settings, signal);
  const reading = { timeLimitMs, signal: inspection.signal };
  const [listed, survey, redo, jobs, restoreTests, lastIsUnknown] = await Promise.all([
    asking.ask('storage', listSnapshots(inspection, signal)),
    asking.ask('backup area', surveyLater(oracle.underWay, settings, { zone, signal })),
    asking.ask('database', oracle.redo),
    asking.ask('scheduler', oracle.jobs),
    asking.ask('restore tests', certificateFolder === undefined || !isTested ? Promise.resolve(undefined) : inspection.restoreTests.of(name, certificateFolder, reading)),
    // What keeps the folder from being read is told already.
    certificateFolder === undefined || !isTested ? undefined : inspection.restoreTests.whyLastIsUnknown(name, certificateFolder, reading).catch(() => undefined),
  ]);
  inspection.signal.throwIfAborted();
  const now = clock.now();
  const { ledger = [], logNames = new Set<string>(), newestLogAt, backupRuns = [], archivedLogRuns = [] } = survey ?? {};
  const window = listed === undefined ? undefined : restorableWindow(listed, ledger, recoveryWindowDays);
  const witnesses = { fromDatabase: redo?.ageMs === undefined ? undefined : now.minus(redo.ageMs), fromFiles: newestLogAt, fromLedger: window?.until, hasBounds: ledger.length > 0 };
  const contradiction = survey === undefined ? undefined : contradictionIn(name, witnesses);
  const believed = contradiction === undefined ? witnesses : { ...witnesses, fromDatabase: undefined };
  const newestSnapshot = ledger.at(-1)?.upperTime;
  const away = survey === undefined || area === undefined ? undefined : logAway(redo?.places ?? [], { folder: archivedLogFolder(area), files: logNames, sinceMsAgo: newestSnapshot === undefined ? undefined : now.diff(newestSnapshot).toMillis() });
  return {
    database: name,
    expectations: { limits, takesSnapshots, backupJobEnabled, isTested },
    failures: [...asking.failures, ...[away === undefined ? contradiction : awayFinding(name, away, now), lastIsUnknown].filter((failure) => failure !== undefined)],
    snapshots: listed?.map((snapshot) => snapshotFinding(snapshot, ledger)),
    window,
    redoEnd: away === undefined ? redoEnd(believed) : { time: now.minus(away.first.beginsMsAgo), source: 'archived logs' },
    backupJob: jobFinding(jobs?.backup, backupRuns),
    archivedLogJob: jobFinding(jobs?.archivedLogs, archivedLogRuns),
    restoreTests,
  };
}

async function listSnapshots({ openStorage }: Inspection, signal: AbortSignal): Promise<readonly Snapshot[]> {
  await using storage = await openStorage();
  return await restorableSnapshots(storage, signal);
}

/** Starting programs takes time: the one whose answer takes longest goes first. */
async function surveyLater(underWay: Promise<unknown>, { name: database, area, timeLimitMs }: ReportSettings, { zone, signal }: Pick<Inspection, 'zone' | 'signal'>): Promise<AreaSurvey | undefined> {
  await underWay;
  await nextTurn();
  return area === undefined ? undefined : await surveyArea({ database, area, zone, timeLimitMs }, signal);
}

function snapshotFinding({ id, createdAt, totalBytes, uniqueBytes, cloneCount }: Snapshot, ledger: readonly SnapshotBounds[]): SnapshotFinding {
  const bounds = ledger.find(({ snapshotId }) => snapshotId === id);
  const serves = bounds === undefined ? undefined : { from: bounds.lowerTime, until: bounds.upperTime };
  return { id, createdAt: DateTime.fromJSDate(createdAt, { zone: 'utc' }), serves, totalBytes, uniqueBytes, cloneCount };
}

interface RedoWitnesses {
  readonly fromDatabase: DateTime | undefined;
  readonly fromFiles: DateTime | undefined;
  readonly fromLedger: DateTime | undefined;
  readonly hasBounds: boolean;
}

/** The clocks of a database and of a file server may differ by this much. */
const clockToleranceMinutes = 5;

/** V$ARCHIVED_LOG knows nothing of files that somebody removed; each was written after the redo in it. */
function contradictionIn(database: string, { fromDatabase, fromFiles }: RedoWitnesses): PartFailure | undefined {
  if (fromDatabase === undefined || (fromFiles !== undefined && fromFiles >= fromDatabase.minus({ minutes: clockToleranceMinutes }))) return undefined;
  const found = fromFiles === undefined ? 'there is none in its folder archivelog' : `the newest file there is of ${utcSecond(fromFiles)}`;
  return { part: 'backup area', message: `the database has archived redo until ${utcSecond(fromDatabase)} to the backup area, but ${found}`, hint: `archived logs were removed, this host sees another folder than the database does, or the clocks of database and storage system differ; icb backup ${database} missingarchlog copies what is missing` };
}

function awayFinding(database: string, { first, count }: LogAway, now: DateTime): PartFailure {
  const more = count === 1 ? '' : `, and ${count - 1} more`;
  return {
    part: 'backup area',
    message: `archived log thread ${first.thread} sequence ${first.sequence} is not in the backup area${more}: nothing after ${utcSecond(now.minus(first.beginsMsAgo))} can be restored`,
    hint: `icb backup ${database} missingarchlog copies what is still elsewhere; after it, take a new backup if the log is lost`,
  };
}

function redoEnd({ fromDatabase, fromFiles, fromLedger, hasBounds }: RedoWitnesses): RedoEnd | undefined {
  if (fromDatabase !== undefined) return { time: fromDatabase, source: 'database' };
  if (fromFiles !== undefined) return { time: fromFiles, source: 'archived logs' };
  return fromLedger === undefined ? undefined : { time: fromLedger, source: hasBounds ? 'ledger' : 'snapshot' };
}
