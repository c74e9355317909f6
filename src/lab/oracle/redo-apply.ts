import { takeFault } from '../faults.ts';
import type { ArchivedLog } from './archived-logs.ts';
import type { LabDatabase } from './database.ts';
import { OracleError } from './oracle-error.ts';
import { recoverDatafiles } from './restore-recovery.ts';

/**
 * Managed recovery of a standby: applies what was received, without a gap, and notes it as applied on both sides. The fault
 * `redo-apply-stopped` stops it. Redo of one thread only.
 */
export function applyReceivedRedo(standby: LabDatabase, primary: LabDatabase): void {
  if (takeFault(standby.labDir, 'redo-apply-stopped') !== undefined) return;
  const logs = logsToApply(standby, primary);
  const last = logs.at(-1);
  if (last === undefined) return;
  try {
    recoverDatafiles(standby, logs, { until: undefined, nameOf: () => 'new' });
  } catch (error) {
    // Managed recovery ends, and is started again at the next step.
    if (error instanceof OracleError) return;
    throw error;
  }
  standby.sql.run('update database set current_scn = ?, checkpoint_change = ?, scn_time = ?', last.next_change, last.next_change, last.next_time);
  for (const { thread, sequence, resetlogs_id } of logs) {
    const applied = "update archived_log set applied = 'YES' where thread = ? and sequence = ? and resetlogs_id = ?";
    standby.sql.run(applied, thread, sequence, resetlogs_id);
    primary.sql.run(`${applied} and dest_id in (select dest_id from archive_dest where target = 'STANDBY')`, thread, sequence, resetlogs_id);
  }
}

/** Where recovery is, each log joins on to the one before. An incarnation begins a little after the last log of its parent. */
function logsToApply(standby: LabDatabase, primary: LabDatabase): readonly ArchivedLog[] {
  let { scn } = standby.sql.one<{ scn: number }>('select checkpoint_change as scn from database');
  const logs: ArchivedLog[] = [];
  const received = standby.sql.all<ArchivedLog>("select * from archived_log where deleted = 'NO' and status = 'A' and name is not null and next_change > ? order by first_change, recid", scn);
  for (const log of received) {
    if (log.next_change <= scn) continue;
    if (log.first_change > scn && !(log.sequence === 1 && log.first_change === log.resetlogs_change && endOfParent(primary, log) === scn)) continue;
    logs.push(log);
    scn = log.next_change;
  }
  return logs;
}

function endOfParent(primary: LabDatabase, { first_change }: ArchivedLog): number {
  return primary.sql.one<{ scn: number }>('select max(next_change) as scn from archived_log where next_change <= ?', first_change).scn;
}
