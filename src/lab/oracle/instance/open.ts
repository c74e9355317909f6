import { closeSync, existsSync, openSync } from 'node:fs';
import { compareVersions } from '#oracle/oracle-version.ts';
import { softwareOf } from '../../database-kind.ts';
import { changeTracking } from '../change-tracking.ts';
import { checkpointDatabase, liveDescriptor } from '../checkpoint.ts';
import { databaseIdentity, databaseTime, isPrimaryRole, nextScn, rootContainer, type LabDatabase } from '../database.ts';
import { datafiles, isMoving } from '../datafiles.ts';
import { readFileHeader, writeFileHeader } from '../file-header.ts';
import { findInstance, saveInstance } from '../instance.ts';
import { onlineHeaders, requireConsistentDatafiles } from './datafiles.ts';
import { recoverInstance } from './recovery.ts';
import { makeMissingTempfiles } from './tempfiles.ts';
import { startLog } from '../redo/log-switch.ts';
import type { OnlineLog } from '../redo/online-logs.ts';
import { fileCreationLines, fileStatusLines, OracleError } from '../oracle-error.ts';
import { setContainersMounted, stopMoving } from '../pluggable-databases.ts';
import { resetlogsId } from '../resetlogs-id.ts';

// Opening a database that an instance on the restore host has mounted (law 34). A restored control file is a backup: it does
// not know the end of redo, so only RESETLOGS opens it for changes, and makes it current. All of this runs inside the world
// lock. What is refused leaves the database mounted.

/**
 * `ALTER DATABASE OPEN READ ONLY`.
 * @throws {OracleError} ORA-01531, ORA-01157, ORA-01194, ORA-01195, ORA-16005, ORA-19751, ORA-38760
 */
export function openReadOnly(db: LabDatabase): void {
  requireMounted(db);
  if (isCurrent(db)) requireCleanShutdown(db);
  const scn = requireConsistentDatafiles(db);
  requireSurroundings(db);
  db.sql.transaction(() => {
    beginAt(db, scn);
    setOpen(db, 'READ ONLY');
  });
}

/**
 * `ALTER DATABASE OPEN`: read only for a standby, else only with a control file that RESETLOGS made current.
 * @throws {OracleError} ORA-01531, ORA-01589, ORA-01157, ORA-19751, ORA-38760
 */
export function openReadWrite(db: LabDatabase): void {
  requireMounted(db);
  if (!isPrimaryRole(db)) return openReadOnly(db);
  if (!isCurrent(db)) throw new OracleError('ORA-01589: must use RESETLOGS or NORESETLOGS option for database open');
  requireThisIncarnation(db);
  requireSurroundings(db);
  recoverInstance(db);
  db.sql.transaction(() => {
    stopMoving(db, datafiles(db).filter(({ con_id }) => con_id > rootContainer));
    setOpenForChanges(db);
  });
}

/**
 * `ALTER DATABASE OPEN RESETLOGS`: a new incarnation begins; log sequences start at 1 under a new RESETLOGS_ID (law 2) in online
 * logs that are made anew under their names, temporary files that are missing are made.
 * @throws {OracleError} ORA-01531, ORA-01139 for a control file that is current, ORA-00344 for an online log that cannot be made,
 * and as {@link openReadOnly}
 */
export function openResetlogs(db: LabDatabase): void {
  requireMounted(db);
  if (!isPrimaryRole(db)) throw new OracleError('ORA-01666: control file is for a standby database');
  if (isCurrent(db)) throw new OracleError('ORA-01139: RESETLOGS option only valid after an incomplete database recovery');
  resetLogs(db);
  db.sql.transaction(() => setOpenForChanges(db));
}

/**
 * `ALTER DATABASE ACTIVATE [PHYSICAL] STANDBY DATABASE`: the standby becomes a primary of a new incarnation, and stays mounted.
 * @throws {OracleError} ORA-01665 for a control file that is none of a standby, and as {@link openResetlogs}
 */
export function activateStandby(db: LabDatabase): void {
  requireMounted(db);
  if (isPrimaryRole(db)) throw new OracleError('ORA-01665: control file is not a standby control file');
  db.sql.run("update database set role = 'PRIMARY'");
  try {
    resetLogs(db);
  } catch (error) {
    db.sql.run("update database set role = 'PHYSICAL STANDBY'");
    throw error;
  }
}

function resetLogs(db: LabDatabase): void {
  const reached = requireConsistentDatafiles(db);
  requireSurroundings(db);
  const logs = db.sql.all<OnlineLog>('select * from online_log order by group_no');
  for (const log of logs) makeOnlineLog(db, log);

  db.sql.transaction(() => {
    beginAt(db, reached);
    const moment = { scn: nextScn(db), time: databaseTime(db) };
    beginIncarnation(db, moment);
    db.sql.run("update online_log set status = 'UNUSED', archived = 'YES', sequence = 0");
    for (const log of logs.filter((each) => logs.find(({ thread }) => thread === each.thread) === each)) startLog(db, log, { ...moment, sequence: 1 });
    checkpointDatabase(db, moment);
    stopMoving(db, datafiles(db).filter(({ con_id }) => con_id > rootContainer));
    db.sql.run("insert or replace into counter (name, value) values ('current control file', 1)");
  });
}

/** What SHUTDOWN does before the instance ends, unless it aborts: a database open for changes gets a last checkpoint. */
export function closeDatabase(db: LabDatabase): void {
  const { open_mode } = db.sql.one<{ open_mode: string }>('select open_mode from database');
  if (open_mode !== 'READ WRITE') return;
  db.sql.transaction(() => {
    checkpointDatabase(db, { scn: nextScn(db), time: databaseTime(db) });
    markFuzzy(db, false);
  });
}

/** Whether the control file knows the end of redo: after RESETLOGS it does, a restored one does not. */
export function isCurrent(db: LabDatabase): boolean {
  return db.sql.get("select 1 from counter where name = 'current control file'") !== undefined;
}

function requireMounted(db: LabDatabase): void {
  const { open_mode } = db.sql.one<{ open_mode: string }>('select open_mode from database');
  if (open_mode !== 'MOUNTED') throw new OracleError('ORA-01531: a database already open by the instance');
  requireDictionaryOfRelease(db);
}

/** Later software than the dictionary's opens a database for its upgrade only. */
function requireDictionaryOfRelease(db: LabDatabase): void {
  const { instance_name } = db.sql.one<{ instance_name: string }>('select instance_name from instance');
  const instance = findInstance(db.labDir, instance_name);
  if (instance === undefined) return;
  const { version } = db.sql.one<{ version: string }>('select version from database');
  if (compareVersions(version.split('.', 2).join('.'), softwareOf(instance.oracleHome).version) === 0) return;
  throw new OracleError('ORA-01092: ORACLE instance terminated. Disconnection forced', 'ORA-00704: bootstrap process failure', 'ORA-39700: database must be opened with UPGRADE option');
}

/** Reading only cannot finish what an aborted instance left. */
function requireCleanShutdown(db: LabDatabase): void {
  if (onlineHeaders(db).some(({ file, header }) => isMoving(file) && header.fuzzy)) throw new OracleError('ORA-16005: database requires recovery');
}

function requireThisIncarnation(db: LabDatabase): void {
  const { resetlogs_id } = databaseIdentity(db);
  const older = onlineHeaders(db).find(({ file, header }) => isMoving(file) && header.resetlogsId !== resetlogs_id);
  if (older === undefined) return;
  const { file, name } = older.file;
  throw new OracleError(`ORA-01190: control file or data file ${file} is from before the last RESETLOGS`, `ORA-01110: data file ${file}: '${name}'`);
}

/** What else must be there although nobody restored it: the change tracking file (law 35), flashback logs (law 37). */
function requireSurroundings(db: LabDatabase): void {
  const { status, filename } = changeTracking(db);
  if (status === 'ENABLED' && !existsSync(db.files.path(filename ?? ''))) {
    const named = `ORA-19750: change tracking file: '${filename}'`;
    throw new OracleError('ORA-19751: could not create the change tracking file', named, ...fileStatusLines({ code: 'ENOENT', errno: 2 }));
  }
  const { flashback_on } = db.sql.one<{ flashback_on: string }>('select flashback_on from database');
  if (flashback_on !== 'NO') throw new OracleError('ORA-38760: This database instance failed to turn on flashback database');
}

/** Whatever lies under its name is overwritten. */
function makeOnlineLog(db: LabDatabase, { group_no, thread, member }: OnlineLog): void {
  try {
    closeSync(openSync(db.files.path(member), 'w'));
  } catch (error) {
    throw new OracleError(`ORA-00344: unable to re-create online log '${member}'`, ...fileCreationLines(error), `ORA-00312: online log ${group_no} thread ${thread}: '${member}'`);
  }
}

/** The control file takes over how far recovery brought the datafiles. */
function beginAt(db: LabDatabase, scn: number): void {
  db.sql.run('update database set current_scn = ?, checkpoint_change = ?', scn, scn);
  for (const { file, header } of onlineHeaders(db)) {
    db.sql.run('update datafile set checkpoint_change = ?, checkpoint_time = ? where file = ?', header.checkpointChange, header.checkpointTime, file.file);
  }
}

function beginIncarnation(db: LabDatabase, { scn, time }: { readonly scn: number; readonly time: string }): void {
  const parent = db.sql.one<{ incarnation: number }>("select incarnation from incarnation where status = 'CURRENT'").incarnation;
  const next = db.sql.one<{ incarnation: number }>('select max(incarnation) + 1 as incarnation from incarnation').incarnation;
  const began = { resetlogs_change: scn, resetlogs_time: time, resetlogs_id: resetlogsId(time) };
  db.sql.run("update incarnation set status = 'PARENT' where incarnation = ?", parent);
  db.sql.insert('incarnation', { incarnation: next, ...began, prior_incarnation: parent, status: 'CURRENT' });
  db.sql.run('update database set resetlogs_change = ?, resetlogs_time = ?, resetlogs_id = ?', scn, time, began.resetlogs_id);
}

function setOpenForChanges(db: LabDatabase): void {
  markFuzzy(db, true);
  db.sql.run("update redo_thread set status = 'OPEN' where thread = (select thread from instance)");
  makeMissingTempfiles(db);
  setOpen(db, 'READ WRITE');
}

/** While a database is open for changes its files are fuzzy: blocks may be newer than the checkpoint. */
function markFuzzy(db: LabDatabase, fuzzy: boolean): void {
  for (const file of datafiles(db).filter(isMoving)) {
    const descriptor = liveDescriptor(db, file);
    const header = readFileHeader(descriptor);
    if (header !== undefined) writeFileHeader(descriptor, { ...header, fuzzy, fuzzyChange: null });
  }
}

/** Pluggable databases stay closed, but for the seed. */
function setOpen(db: LabDatabase, mode: 'READ ONLY' | 'READ WRITE'): void {
  db.sql.run('update database set open_mode = ?', mode);
  setContainersMounted(db, { isSeedOpen: true });
  db.sql.run("update instance set status = 'OPEN'");
  const { instance_name } = db.sql.one<{ instance_name: string }>('select instance_name from instance');
  const instance = findInstance(db.labDir, instance_name);
  if (instance !== undefined) saveInstance(db.labDir, { ...instance, status: 'OPEN' });
}
