import { takeFault } from '../../faults.ts';
import type { ArchivedLog } from '../redo/archived-logs.ts';
import type { LabDatabase } from '../database.ts';
import { openThreads } from '../redo/online-logs.ts';
import { OracleError } from '../oracle-error.ts';
import { recoverDatafiles } from '../restore/recovery.ts';

/**
 * Managed recovery of a standby: applies what was received of all threads, without a gap, as far as the thread that ends first,
 * and notes on both sides which logs were applied. The fault `redo-apply-stopped` stops it.
 */
export function applyReceivedRedo(standby: LabDatabase, primary: LabDatabase): void {
  if (takeFault(standby.labDir, 'redo-apply-stopped') !== undefined) return;
  const chains = openThreads(primary).map((thread) => logsToApply(standby, primary, thread));
  const ends = chains.map((chain) => chain.at(-1)).filter((log) => log !== undefined);
  const [end] = ends.toSorted((one, other) => one.next_change - other.next_change);
  if (end === undefined || ends.length < chains.length) return;
  const logs = chains.flat().filter(({ first_change }) => first_change < end.next_change);
  try {
    recoverDatafiles(standby, logs, { until: undefined, nameOf: () => 'new' });
  } catch (error) {
    // Managed recovery ends, and is started again at the next step.
    if (error instanceof OracleError) return;
    throw error;
  }
  standby.sql.run('update database set current_scn = ?, checkpoint_change = ?, scn_time = ?', end.next_change, end.next_change, end.next_time);
  for (const { thread, sequence, resetlogs_id } of logs.filter(({ next_change }) => next_change <= end.next_change)) {
    const applied = "update archived_log set applied = 'YES' where thread = ? and sequence = ? and resetlogs_id = ?";
    standby.sql.run(applied, thread, sequence, resetlogs_id);
    primary.sql.run(`${applied} and dest_id in (select dest_id from archive_dest where target = 'STANDBY')`, thread, sequence, resetlogs_id);
  }
}

/** Of one thread, from where recovery is, each log joining on to the one before. An incarnation begins a little after its parent's end. */
function logsToApply(standby: LabDatabase, primary: LabDatabase, thread: number): readonly ArchivedLog[] {
  let { scn } = standby.sql.one<{ scn: number }>('select checkpoint_change as scn from database');
  const logs: ArchivedLog[] = [];
  const received = standby.sql.all<ArchivedLog>("select * from archived_log where thread = ? and deleted = 'NO' and status = 'A' and name is not null and next_change > ? order by first_change, recid", thread, scn);
  for (const log of received) {
    if (log.next_change <= scn) continue;
    if (log.first_change > scn && !(beginsIncarnation(log) && endOfParent(primary, log) <= scn)) continue;
    logs.push(log);
    scn = log.next_change;
  }
  return logs;
}

function beginsIncarnation({ sequence, first_change, resetlogs_change }: ArchivedLog): boolean {
  return sequence === 1 && first_change === resetlogs_change;
}

function endOfParent(primary: LabDatabase, { thread, first_change }: ArchivedLog): number {
  return primary.sql.one<{ scn: number }>('select coalesce(max(next_change), 0) as scn from archived_log where thread = ? and next_change <= ?', thread, first_change).scn;
}
