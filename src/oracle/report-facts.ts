// What the report asks the database itself: where the redo in its backup area ends, and what became of its scheduled jobs. A
// primary answers both in one login.
import { readBackupJobs, scheduledJobsRequest } from './backup-jobs.ts';
import type { ScheduledJobs } from './backup-jobs.ts';
import { archivedRedoRequest, readArchivedRedo } from './redo-in-area.ts';
import type { ArchivedRedo, AskedArea } from './redo-in-area.ts';
import type { OracleTools } from './tools.ts';

export interface ReportFacts {
  readonly redo: ArchivedRedo;
  readonly jobs: ScheduledJobs;
}

/** @throws {ConfigurationError} when the alias leads to another database */
export async function queryReportFacts(oracle: OracleTools, area: AskedArea, signal: AbortSignal): Promise<ReportFacts> {
  const { script, values } = archivedRedoRequest(area);
  const rows = await oracle.sql(script, { step: 'ask about archived logs and scheduled jobs', values, followedBy: scheduledJobsRequest }, signal);
  return { redo: readArchivedRedo(rows, area), jobs: readBackupJobs(rows) };
}

/** Of a standby, which receives redo of its own. @throws {ConfigurationError} when the alias leads to another database */
export async function queryArchivedRedo(oracle: OracleTools, area: AskedArea, signal: AbortSignal): Promise<ArchivedRedo> {
  const { script, values } = archivedRedoRequest(area);
  return readArchivedRedo(await oracle.sql(script, { step: 'ask how far the redo in the backup area reaches', values }, signal), area);
}

/** Of a standby's primary: a standby's dictionary cannot be read. */
export async function queryBackupJobs(oracle: OracleTools, signal: AbortSignal): Promise<ScheduledJobs> {
  const { script, values } = scheduledJobsRequest;
  return readBackupJobs(await oracle.sql(script, { step: 'ask what became of the scheduled jobs', values, at: 'primary' }, signal));
}
