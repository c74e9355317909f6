import { parameter } from '#lab/oracle/database.ts';
import type { LabDatabase } from '#lab/oracle/database.ts';
import { releaseAutomaticChannels, takeChannels } from '../channel-allocation.ts';
import type { CommandResult } from '../command-result.ts';
import { deleteFiles } from '../delete-files.ts';
import { keptForStandby, policyWarning } from '../deletion-policy.ts';
import { recordedLogs } from '../repository.ts';
import type { RecordedLog } from '../repository.ts';
import { logTable } from '../repository-tables.ts';
import type { RmanSession } from '../session.ts';
import type { Delete } from '../statement.ts';
import { timeOf } from '../time-expression.ts';
import { requireRegistration } from './catalog.ts';

/**
 * DELETE ARCHIVELOG: from every local destination, as V$ARCHIVED_LOG has one row for each; the deletion policy keeps what a
 * standby database still needs, with a warning, unless FORCE (law 21). UNTIL TIME takes logs that begin up to that time; that
 * one which spans it goes too could not be confirmed.
 */
export async function deleteArchivedLogs(
  session: RmanSession,
  { until, force }: Extract<Delete, { readonly kind: 'delete-archived-log' }>,
): Promise<CommandResult> {
  const { out } = session;
  session.requireTarget();
  const limit = until === undefined ? undefined : timeOf(until, session);
  releaseAutomaticChannels(session);
  takeChannels(session);
  requireRegistration(session);

  const policy = force ? [] : session.step(policyWarning);
  out.lines(...policy);
  const { logs, kept, uniqueName } = session.step((db) => chooseLogs(db, { limit, force }));
  for (const { log, warning } of kept) out.lines(warning, `archived log file name=${log.name} thread=${log.thread} sequence=${log.sequence}`);
  if (logs.length === 0) {
    if (kept.length === 0) out.lines('specification does not match any archived log in the repository');
    return { warned: policy.length + kept.length > 0 };
  }
  out.lines(...logTable(logs, { uniqueName, dates: session.dates }));
  const files = logs.map((log) => ({ ...log, table: 'archived_log' as const, path: log.name }));
  const mismatched = await deleteFiles(session, files, { force });
  return { warned: mismatched || policy.length + kept.length > 0 };
}

interface Choice {
  readonly logs: readonly RecordedLog[];
  readonly kept: readonly { readonly log: RecordedLog; readonly warning: string }[];
  readonly uniqueName: string;
}

function chooseLogs(db: LabDatabase, { limit, force }: { readonly limit: string | undefined; readonly force: boolean }): Choice {
  const meant = recordedLogs(db).filter(({ first_time }) => limit === undefined || first_time <= limit);
  const judged = meant.map((log) => ({ log, warning: force ? undefined : keptForStandby(db, log) }));
  return {
    logs: judged.flatMap(({ log, warning }) => (warning === undefined ? [log] : [])),
    kept: judged.flatMap(({ log, warning }) => (warning === undefined ? [] : [{ log, warning }])),
    uniqueName: parameter(db, 'db_unique_name'),
  };
}
