import { isPrimaryRole, type LabDatabase } from '#lab/oracle/database.ts';
import { standbyMustHaveApplied } from './configuration.ts';
import type { RecordedLog } from './repository.ts';

/**
 * The warning for a log that must not go because of a standby database: with APPLIED ON STANDBY it must have been applied
 * there (RMAN-08120), with NONE it must at least have been sent (RMAN-08137). Nothing when it may go. A destination that is
 * deferred asks for nothing: its standby loses what is deleted (MOS: RMAN Deletes Archivelog Files Not Yet Applied).
 */
export function keptForStandby(db: LabDatabase, log: RecordedLog): string | undefined {
  if (!isPrimaryRole(db)) return keptForOwnRecovery(db, log);
  const standbys = db.sql.all<{ dest_id: number }>("select dest_id from archive_dest where target = 'STANDBY' and status not in ('INACTIVE', 'DEFERRED') and valid_now = 'YES'");
  const sent = standbys.map(({ dest_id }) => sentLog(db, log, dest_id));
  if (standbyMustHaveApplied(db)) {
    return sent.every((copy) => copy?.applied === 'YES') ? undefined : 'RMAN-08120: warning: archived log not deleted, not yet applied by standby';
  }
  if (sent.every((copy) => copy !== undefined)) return undefined;
  return 'RMAN-08137: warning: archived log not deleted, needed for standby or upstream capture process';
}

/** A standby keeps what it has to apply itself, whatever the policy. Which of the two warnings it gives is not confirmed. */
function keptForOwnRecovery(db: LabDatabase, { next_change }: RecordedLog): string | undefined {
  const { applied } = db.sql.one<{ applied: number }>('select checkpoint_change as applied from database');
  if (next_change <= applied) return undefined;
  return standbyMustHaveApplied(db) ? 'RMAN-08120: warning: archived log not deleted, not yet applied by standby' : 'RMAN-08137: warning: archived log not deleted, needed for standby or upstream capture process';
}

function sentLog(db: LabDatabase, log: RecordedLog, destination: number): { readonly applied: string } | undefined {
  return db.sql.get<{ applied: string }>(
    'select applied from archived_log where dest_id = ? and thread = ? and sequence = ? and resetlogs_id = ?',
    destination,
    log.thread,
    log.sequence,
    log.resetlogs_id,
  );
}
