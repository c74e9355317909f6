import type { LabDatabase } from '#lab/oracle/database.ts';
import { standbyMustHaveApplied } from './configuration.ts';
import type { RecordedLog } from './repository.ts';

/**
 * The warning for a log that must not go because of a standby database: with APPLIED ON STANDBY it must have been applied
 * there (RMAN-08120), with NONE it must at least have been sent (RMAN-08137). Nothing when it may go.
 */
export function keptForStandby(db: LabDatabase, log: RecordedLog): string | undefined {
  const standbys = db.sql.all<{ dest_id: number }>("select dest_id from archive_dest where target = 'STANDBY' and status <> 'INACTIVE'");
  const sent = standbys.map(({ dest_id }) => sentLog(db, log, dest_id));
  if (standbyMustHaveApplied(db)) {
    return sent.every((copy) => copy?.applied === 'YES') ? undefined : 'RMAN-08120: warning: archived log not deleted, not yet applied by standby';
  }
  if (sent.every((copy) => copy !== undefined)) return undefined;
  return 'RMAN-08137: warning: archived log not deleted, needed for standby or upstream capture process';
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
