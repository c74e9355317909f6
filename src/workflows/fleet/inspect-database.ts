// All that the report wants to know of one database, asked of everybody at the same time. Who does not answer in time, or
// fails, is among the failures; what the others said stands.
import { setImmediate as nextTurn } from 'node:timers/promises';
import { DateTime } from 'luxon';
import type { ReportSettings } from '#core/config/report-settings.ts';
import { IcbError } from '#core/errors.ts';
import { untilAborted } from '#core/until-aborted.ts';
import type { Clock } from '#core/clock.ts';
import type { DatabaseFindings, Part, PartFailure, RedoEnd, SnapshotFinding } from '#reports/fleet/findings.ts';
import { restorableWindow } from '#retention/restorable-window.ts';
import type { SnapshotBounds } from '#retention/snapshot-bounds.ts';
import type { Storage } from '#storage/adapter.ts';
import { restorableSnapshots } from '#storage/restorable-snapshots.ts';
import type { Snapshot } from '#storage/snap-handler.ts';
import { surveyArea } from './area-survey.ts';
import type { AreaSurvey } from './area-survey.ts';
import { askOracle } from './ask-oracle.ts';
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
  const { name, certificateFolder, isTested, timeLimitMs, limits, takesSnapshots, backupJobEnabled, recoveryWindowDays } = settings;
  using limit = timeLimit(name, inspection);
  const { signal } = limit;
  const asking = new Asking(signal);
  const oracle = askOracle(inspection.openOracle(), settings, signal);
  const [listed, survey, redoAgeMs, jobs, restoreTests] = await Promise.all([
    asking.ask('storage', listSnapshots(inspection, signal)),
    asking.ask('backup area', surveyLater(oracle.underWay, settings, { zone, signal })),
    asking.ask('database', oracle.redoAgeMs),
    asking.ask('scheduler', oracle.jobs),
    asking.ask('restore tests', certificateFolder === undefined || !isTested ? Promise.resolve(undefined) : inspection.restoreTests.of(name, certificateFolder, { timeLimitMs, signal: inspection.signal })),
  ]);
  inspection.signal.throwIfAborted();
  const now = clock.now();
  const { ledger = [], newestLogAt, backupRuns = [], archivedLogRuns = [] } = survey ?? {};
  const window = listed === undefined ? undefined : restorableWindow(listed, ledger, recoveryWindowDays);
  return {
    database: name,
    expectations: { limits, takesSnapshots, backupJobEnabled, isTested },
    failures: distinct(asking.failures),
    snapshots: listed?.map((snapshot) => snapshotFinding(snapshot, ledger)),
    window,
    redoEnd: redoEnd({ fromDatabase: redoAgeMs === undefined ? undefined : now.minus(redoAgeMs), fromFiles: newestLogAt, fromLedger: window?.until, hasBounds: ledger.length > 0 }),
    backupJob: jobFinding(jobs?.backup, backupRuns),
    archivedLogJob: jobFinding(jobs?.archivedLogs, archivedLogRuns),
    restoreTests,
  };
}

/** Collects who could not answer. */
class Asking {
  readonly failures: PartFailure[] = [];
  readonly #signal: AbortSignal;

  constructor(signal: AbortSignal) {
    this.#signal = signal;
  }

  async ask<Answer>(part: Part, answer: Promise<Answer>): Promise<Answer | undefined> {
    try {
      return await untilAborted(this.#signal, answer);
    } catch (error) {
      const failure: unknown = this.#signal.aborted ? this.#signal.reason : error;
      if (!(failure instanceof IcbError)) throw failure;
      this.failures.push({ part, message: failure.message, hint: failure.hint });
      return undefined;
    }
  }
}

/** A database that is away is so for its jobs as well, and said once. */
function distinct(failures: readonly PartFailure[]): readonly PartFailure[] {
  const isAway = failures.some(({ part }) => part === 'database');
  const byMessage = new Map(failures.filter(({ part }) => part !== 'scheduler' || !isAway).map((failure) => [`${failure.part} ${failure.message}`, failure]));
  return [...byMessage.values()];
}

function timeLimit(database: string, { settings, signal }: Inspection): { readonly signal: AbortSignal } & Disposable {
  const controller = new AbortController();
  const { timeLimitMs } = settings;
  const timer = setTimeout(() => controller.abort(new IcbError(`${database}: no answer within ${timeLimitMs / 1000} s`, { hint: 'reporttimelimit says how long to wait' })), timeLimitMs);
  return { signal: AbortSignal.any([signal, controller.signal]), [Symbol.dispose]: () => clearTimeout(timer) };
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

function redoEnd({ fromDatabase, fromFiles, fromLedger, hasBounds }: RedoWitnesses): RedoEnd | undefined {
  if (fromDatabase !== undefined) return { time: fromDatabase, source: 'database' };
  if (fromFiles !== undefined) return { time: fromFiles, source: 'archived logs' };
  return fromLedger === undefined ? undefined : { time: fromLedger, source: hasBounds ? 'ledger' : 'snapshot' };
}
