import { readFileSync } from 'node:fs';
import { takeFault } from '../../faults.ts';
import { instantOf } from '../../lab-clock.ts';
import { recoveryAreaLocation, type ArchiveDestination } from '../redo/archive-destinations.ts';
import { archivedLogPath, readArchivedLog, recordArchivedLog, writeArchivedLog, type ArchivedLog } from '../redo/archived-logs.ts';
import { deliverLog } from '../redo/archiver.ts';
import { databaseIdentity, parameter, type LabDatabase } from '../database.ts';
import { OracleError } from '../oracle-error.ts';
import { decodeLogHeader } from '../redo/redo.ts';

/** DEST_ID of a log for which the standby has no destination of its own: the recovery area takes it. Not confirmed. */
const fallbackDestination = 32;

/**
 * Sends a standby every archived log of its primary that it lacks, older ones first. A log whose files are gone leaves a gap.
 * The faults `redo-transport-lag` {seconds} and `redo-transport-error` delay and stop it, as a deferred destination does.
 */
export function shipRedo(primary: LabDatabase, standby: LabDatabase): void {
  const destination = primary.sql.get<ArchiveDestination>("select * from archive_dest where target = 'STANDBY' and valid_now = 'YES' and lower(destination) = ?", standby.name);
  if (destination === undefined || destination.status === 'DEFERRED') return;
  if (takeFault(primary.labDir, 'redo-transport-error') !== undefined) {
    primary.sql.run("update archive_dest set status = 'ERROR', error = 'ORA-12541: TNS:no listener' where dest_id = ?", destination.dest_id);
    return;
  }
  primary.sql.run("update archive_dest set status = 'VALID', error = null where dest_id = ?", destination.dest_id);
  if (!followIncarnation(primary, standby)) return;
  for (const log of logsToSend(primary, standby)) sendLog(primary, standby, { log, destId: destination.dest_id });
}

/** A standby follows its primary into a new incarnation unless it has gone past where that began. */
function followIncarnation(primary: LabDatabase, standby: LabDatabase): boolean {
  const theirs = databaseIdentity(primary);
  if (theirs.resetlogs_id === databaseIdentity(standby).resetlogs_id) return true;
  const { applied } = standby.sql.one<{ applied: number }>('select checkpoint_change as applied from database');
  if (applied > theirs.resetlogs_change) return false;
  standby.sql.transaction(() => {
    standby.sql.run('delete from incarnation');
    for (const row of primary.sql.all<Record<string, string | number>>('select * from incarnation')) standby.sql.insert('incarnation', row);
    standby.sql.run('update database set resetlogs_change = ?, resetlogs_time = ?, resetlogs_id = ?', theirs.resetlogs_change, theirs.resetlogs_time, theirs.resetlogs_id);
  });
  return true;
}

function logsToSend(primary: LabDatabase, standby: LabDatabase): readonly ArchivedLog[] {
  const lag = Number(takeFault(primary.labDir, 'redo-transport-lag')?.['seconds'] ?? 0);
  const sentBefore = primary.clock.now().minus({ seconds: lag });
  const { reached } = standby.sql.one<{ reached: number }>('select checkpoint_change as reached from database');
  return primary.sql
    .all<ArchivedLog & { readonly completion_time: string }>("select * from archived_log where creator = 'ARCH' and next_change > ? and dest_id not in (select dest_id from archive_dest where target = 'STANDBY') group by thread, sequence, resetlogs_id order by first_change", reached)
    .filter(({ completion_time }) => instantOf(completion_time) <= sentBefore)
    .filter(({ thread, sequence, resetlogs_id }) => standby.sql.get("select 1 from archived_log where thread = ? and sequence = ? and resetlogs_id = ? and creator = 'ARCH'", thread, sequence, resetlogs_id) === undefined);
}

function sendLog(primary: LabDatabase, standby: LabDatabase, { log, destId }: { readonly log: ArchivedLog; readonly destId: number }): void {
  const content = readAnyCopy(primary, log);
  const header = content === undefined ? undefined : decodeLogHeader(content);
  if (content === undefined || header === undefined) return;
  const { destinations, succeeded } = deliverLog(standby, { header, content });
  if (destinations.length === 0) {
    const path = archivedLogPath(standby, recoveryAreaLocation, header);
    writeArchivedLog(standby, path, { content, isRecoveryArea: true });
    recordArchivedLog(standby, header, { path, destId: fallbackDestination, creator: 'ARCH' });
  } else if (succeeded.length === 0) return;
  if (primary.sql.get('select 1 from archived_log where dest_id = ? and thread = ? and sequence = ? and resetlogs_id = ?', destId, log.thread, log.sequence, log.resetlogs_id) !== undefined) return;
  recordArchivedLog(primary, header, { path: parameter(standby, 'db_unique_name'), destId, creator: 'ARCH' });
}

/** The primary's file of a log, or a copy that RMAN made of it. */
function readAnyCopy(primary: LabDatabase, { thread, sequence, resetlogs_id }: ArchivedLog): Buffer | undefined {
  const rows = primary.sql.all<{ name: string }>("select name from archived_log where thread = ? and sequence = ? and resetlogs_id = ? and deleted = 'NO' and status = 'A' and name like '/%' order by recid", thread, sequence, resetlogs_id);
  for (const { name } of rows) {
    const onDisk = primary.files.path(name);
    try {
      readArchivedLog(name, onDisk);
      return readFileSync(onDisk);
    } catch (error) {
      if (!(error instanceof OracleError)) throw error;
    }
  }
  return undefined;
}
