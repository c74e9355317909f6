import { refreshArchiveDestinations } from '../redo/archive-destinations.ts';
import { checkpointDatabase, liveDescriptor } from '../checkpoint.ts';
import { moveRedo } from '../data-guard.ts';
import { databaseTime, nextScn, type LabDatabase } from '../database.ts';
import { datafiles, isMoving } from '../datafiles.ts';
import { readFileHeader, writeFileHeader } from '../file-header.ts';
import { activateStandby, openReadWrite } from '../instance/open.ts';
import { archiveLogCurrent, startLog } from '../redo/log-switch.ts';
import { currentLog, type OnlineLog } from '../redo/online-logs.ts';
import { OracleError } from '../oracle-error.ts';

/**
 * A planned change of roles: the primary archives its last log, the standby applies it and goes on as the primary, in the same
 * incarnation. @throws {OracleError} ORA-16467 when the standby has not applied all redo
 */
export function switchOver(primary: LabDatabase, standby: LabDatabase): void {
  archiveLogCurrent(primary);
  moveRedo(primary);
  const last = currentLog(primary);
  const { applied } = standby.sql.one<{ applied: number }>('select checkpoint_change as applied from database');
  if (applied !== last.first_change) throw new OracleError('ORA-16467: switchover target is not synchronized');
  primary.sql.transaction(() => {
    markFuzzy(primary, false);
    primary.sql.run("update online_log set status = 'UNUSED', archived = 'YES', used_bytes = 0");
    primary.sql.run("update database set role = 'PHYSICAL STANDBY', open_mode = 'MOUNTED', current_scn = ?, checkpoint_change = ?", applied, applied);
    primary.sql.run("update instance set status = 'MOUNTED'");
    refreshArchiveDestinations(primary);
  });
  standby.sql.transaction(() => {
    standby.sql.run("update database set role = 'PRIMARY', open_mode = 'READ WRITE'");
    standby.sql.run("update instance set status = 'OPEN'");
    refreshArchiveDestinations(standby);
    const [first] = standby.sql.all<OnlineLog>('select * from online_log order by group_no');
    if (first !== undefined) startLog(standby, first, { scn: applied, time: last.first_time, sequence: last.sequence });
    carryOn(primary, standby);
    checkpointDatabase(standby, { scn: nextScn(standby), time: databaseTime(standby) });
    markFuzzy(standby, true);
  });
}

/**
 * A change of roles without the primary, which is lost: the standby applies what it has received and goes on in an incarnation of
 * its own. What had not come is lost, too. The former primary would need to be made a standby anew.
 */
export function failOver(formerPrimary: LabDatabase, standby: LabDatabase): void {
  activateStandby(standby);
  openReadWrite(standby);
  refreshArchiveDestinations(standby);
  carryOn(formerPrimary, standby);
}

/** Numbers that the application and SMON go on with: they are in the data, not in a control file. */
const carriedOn = ['row key', 'smon row', 'smon time', 'workload run'];

function carryOn(before: LabDatabase, after: LabDatabase): void {
  for (const name of carriedOn) after.sql.run('insert or replace into counter (name, value) values (?, ?)', name, counter(before, name));
}

function counter(db: LabDatabase, name: string): number {
  return db.sql.get<{ value: number }>('select value from counter where name = ?', name)?.value ?? 0;
}

function markFuzzy(db: LabDatabase, fuzzy: boolean): void {
  for (const file of datafiles(db).filter(isMoving)) {
    const descriptor = liveDescriptor(db, file);
    const header = readFileHeader(descriptor);
    if (header !== undefined) writeFileHeader(descriptor, { ...header, fuzzy, fuzzyChange: null });
  }
}
