import type { ArchiveDestination } from '#lab/oracle/redo/archive-destinations.ts';
import { isPrimaryRole, type LabDatabase } from '#lab/oracle/database.ts';
import { standbysToApply } from './configuration.ts';
import type { RecordedLog } from './repository.ts';

/**
 * The warning for a log that must not go because of a standby database: with APPLIED ON STANDBY it must have been applied
 * there (RMAN-08120), with NONE it must at least have been sent (RMAN-08137). Nothing when it may go. A destination that is
 * deferred asks for nothing: its standby loses what is deleted (MOS: RMAN Deletes Archivelog Files Not Yet Applied).
 */
export function keptForStandby(db: LabDatabase, log: RecordedLog): string | undefined {
  if (!isPrimaryRole(db)) return keptForOwnRecovery(db, log);
  const policy = standbysToApply(db);
  const sent = standbys(db)
    .filter(({ binding }) => policy !== 'mandatory' || binding === 'MANDATORY')
    .map(({ dest_id }) => sentLog(db, log, dest_id));
  if (policy !== 'none') return sent.every((copy) => copy?.applied === 'YES') ? undefined : notApplied;
  return sent.every((copy) => copy !== undefined) ? undefined : notSent;
}

/** What RMAN says of a policy that asks for standby databases where there is none it could mean; nothing when it is in order. */
export function policyWarning(db: LabDatabase): readonly string[] {
  const policy = standbysToApply(db);
  if (policy === 'none' || !isPrimaryRole(db)) return [];
  if (standbys(db).some(({ binding }) => policy === 'all' || binding === 'MANDATORY')) return [];
  return ['RMAN-08591: WARNING: invalid archived log deletion policy'];
}

const notApplied = 'RMAN-08120: warning: archived log not deleted, not yet applied by standby';
const notSent = 'RMAN-08137: warning: archived log not deleted, needed for standby or upstream capture process';

type Destination = Pick<ArchiveDestination, 'dest_id' | 'binding'>;

function standbys(db: LabDatabase): readonly Destination[] {
  return db.sql.all<Destination>("select dest_id, binding from archive_dest where target = 'STANDBY' and status not in ('INACTIVE', 'DEFERRED') and valid_now = 'YES'");
}

/** A standby keeps what it has to apply itself, whatever the policy. Which of the two warnings it gives is not confirmed. */
function keptForOwnRecovery(db: LabDatabase, { next_change }: RecordedLog): string | undefined {
  const { applied } = db.sql.one<{ applied: number }>('select checkpoint_change as applied from database');
  if (next_change <= applied) return undefined;
  return standbysToApply(db) === 'none' ? notSent : notApplied;
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
