import { mapBounded } from '#core/bounded-parallel.ts';
import { IcbError } from '#core/errors.ts';
import type { DatabaseFindings } from '#reports/fleet/findings.ts';
import { inspectDatabase } from './inspect-database.ts';
import type { Inspection } from './inspect-database.ts';
import { RestoreTestHistory } from './restore-test-history.ts';

interface FleetInspection extends Pick<Inspection, 'clock' | 'zone' | 'signal'> {
  /** How many databases are asked at the same time. */
  readonly jobs: number;
  /** @throws {IcbError} for a database whose configuration cannot be used */
  readonly open: (database: string) => Pick<Inspection, 'settings' | 'openStorage' | 'openOracle'>;
}

/** Asks about each database; one that cannot be asked about does not stop the others. Returns the findings in the order of the names. */
export async function inspectFleet(databases: readonly string[], { jobs, open, ...shared }: FleetInspection): Promise<readonly DatabaseFindings[]> {
  const restoreTests = new RestoreTestHistory(databases);
  return await mapBounded(databases, jobs, async (database) => {
    shared.signal.throwIfAborted();
    try {
      return await inspectDatabase({ ...shared, ...open(database), restoreTests });
    } catch (error) {
      if (shared.signal.aborted) throw error;
      return unusable(database, error instanceof IcbError ? error : { message: `internal error, please report it: ${error instanceof Error ? error.message : String(error)}`, hint: undefined });
    }
  });
}

function unusable(database: string, { message, hint }: Pick<IcbError, 'message' | 'hint'>): DatabaseFindings {
  const noJob = { scheduled: undefined, lastRun: undefined, lastSuccess: undefined, lastFailure: undefined };
  return {
    database,
    expectations: undefined,
    failures: [{ part: 'configuration', message, hint }],
    snapshots: undefined,
    window: undefined,
    redoEnd: undefined,
    backupJob: noJob,
    archivedLogJob: noJob,
    restoreTests: undefined,
  };
}
