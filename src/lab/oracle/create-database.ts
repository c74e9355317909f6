import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Clock } from '#core/clock.ts';
import { releases, type DatabaseKind } from '../database-kind.ts';
import { oracleTime } from '../lab-clock.ts';
import { refreshArchiveDestinations } from './redo/archive-destinations.ts';
import { defineControlFile } from './control-file.ts';
import { createDatafile } from './create-datafile.ts';
import { createFirstContainers, newTablespace } from './create-pluggable-database.ts';
import { attachDatabase, controlFilePath, parameter, rootContainer, type LabDatabase } from './database.ts';
import { defaultParameters } from './default-parameters.ts';
import { startLog } from './redo/log-switch.ts';
import { journalPath } from './journal.ts';
import { makeMissingTempfiles } from './instance/tempfiles.ts';
import { omfName } from './omf-name.ts';
import { createKeystore } from './keystore.ts';
import type { OnlineLog } from './redo/online-logs.ts';
import { openPluggableDatabase, pluggableDatabase } from './pluggable-databases.ts';
import { resetlogsId } from './resetlogs-id.ts';

/** The database to make. */
export interface NewDatabase {
  /** DB_UNIQUE_NAME. */
  readonly name: string;
  /** DB_NAME, which the databases of a Data Guard configuration share; absent: as {@link name}. */
  readonly dbName?: string;
  readonly dbid: number;
  readonly kind: DatabaseKind;
  /** Decides the Oracle-managed file names. */
  readonly seed: number;
  readonly clock: Clock;
}

const firstScn = 790_000;
const onlineLogBytes = 1024 * 1024;
const groupCount = 3;
const tempfileBytes = 256 * 1024;
const encryptedTablespace = 'EXAMPLE';
const tablespaces = [
  { name: 'SYSTEM', contents: 'PERMANENT', blocks: 120 },
  { name: 'SYSAUX', contents: 'PERMANENT', blocks: 100 },
  { name: 'UNDOTBS1', contents: 'UNDO', blocks: 60 },
  { name: 'USERS', contents: 'PERMANENT', blocks: 160 },
  { name: 'EXAMPLE', contents: 'PERMANENT', blocks: 120 },
] as const;
/** Applications have theirs in pluggable databases. */
const rootTablespaces = tablespaces.filter(({ name }) => name !== 'EXAMPLE').map((tablespace) => (tablespace.name === 'USERS' ? { ...tablespace, blocks: 20 } : tablespace));
const firstPluggableDatabases = ['PDB1', 'PDB2'];

function tablespacesOf({ isContainer, instances }: DatabaseKind): ReadonlyArray<{ readonly name: string; readonly contents: string; readonly blocks: number }> {
  return [...(isContainer ? rootTablespaces : tablespaces), ...(instances === 2 ? [{ name: 'UNDOTBS2', contents: 'UNDO', blocks: 60 }] : [])];
}

/** INSTANCE_NAME. */
function instanceName({ name, kind }: Pick<NewDatabase, 'name' | 'kind'>, number: number): string {
  return kind.instances === 1 ? name : `${name}${number}`;
}

/** `CREATE DATABASE` of the lab: a redo thread for each instance, archiving to the recovery area; a container database with two pluggable ones that are open. */
export function createDatabase(labDir: string, wanted: NewDatabase): void {
  const path = controlFilePath(labDir, wanted.name);
  mkdirSync(join(labDir, 'world'), { recursive: true });
  using control = new DatabaseSync(path);
  defineControlFile(control);
  control.close();
  writeFileSync(journalPath({ labDir, name: wanted.name }), '', { flag: 'a' });

  using db = attachDatabase(path, { labDir, name: wanted.name, clock: wanted.clock, site: 'database host' });
  const time = oracleTime(wanted.clock.now());
  db.sql.transaction(() => {
    describeDatabase(db, wanted, time);
    for (const [name, value] of defaultParameters(labDir, wanted)) {
      db.sql.insert('parameter', { name, value: value === '' ? null : value, isdefault: value === '' ? 'TRUE' : 'FALSE' });
    }
    refreshArchiveDestinations(db);
    createTablespaces(db, wanted, time);
    for (let thread = 1; thread <= wanted.kind.instances; thread += 1) createRedoThread(db, { thread, instance: instanceName(wanted, thread), time });
    createTemporaryTablespace(db, wanted.kind);
    if (wanted.kind.isContainer) createContainers(db, wanted.kind);
  });
}

function describeDatabase(db: LabDatabase, { name, dbName = name, dbid, kind, seed, clock }: NewDatabase, time: string): void {
  const release = releases[kind.release];
  const incarnation = { resetlogs_change: 1, resetlogs_time: time, resetlogs_id: resetlogsId(time) };
  db.sql.insert('database', {
    dbid,
    name: dbName.toUpperCase().slice(0, 8),
    db_unique_name: name,
    created: time,
    ...incarnation,
    log_mode: 'ARCHIVELOG',
    open_mode: 'READ WRITE',
    role: 'PRIMARY',
    force_logging: kind.dataGuard === 'none' ? 'NO' : 'YES',
    flashback_on: 'NO',
    current_scn: firstScn + tablespaces.length + (kind.instances - 1),
    scn_time: time,
    checkpoint_change: firstScn,
    cdb: kind.isContainer ? 'YES' : 'NO',
    version: release.version,
    version_full: release.fullVersion,
    edition: kind.edition === 'enterprise' ? 'EE' : 'SE',
    banner: kind.edition === 'enterprise' ? release.enterpriseBanner : release.standardBanner,
  });
  db.sql.insert('incarnation', { incarnation: 1, ...incarnation, prior_incarnation: 0, status: 'CURRENT' });
  for (let number = 1; number <= kind.instances; number += 1) {
    db.sql.insert('instance', {
      instance_name: instanceName({ name, kind }, number),
      instance_number: number,
      thread: number,
      host_name: number === 1 ? 'labhost' : `labhost${number}`,
      status: 'OPEN',
      database_status: 'ACTIVE',
      startup_time: time,
    });
  }
  db.sql.insert('block_change_tracking', { status: 'DISABLED', filename: null, bytes: null, enabled_change: null });
  db.sql.insert('counter', { name: 'seed', value: seed });
  db.sql.insert('counter', { name: 'smon time', value: Math.floor(clock.now().toSeconds()) });
}

function createTablespaces(db: LabDatabase, { dbid, kind }: NewDatabase, time: string): void {
  const encrypted = kind.encrypted ? encryptedTablespace : undefined;
  if (kind.encrypted) createKeystore(db.files.path(parameter(db, 'wallet_root')), dbid);
  const folder = join(db.labDir, 'oradata', db.name.toUpperCase(), 'datafile');
  for (const [number, { name, contents, blocks }] of tablespacesOf(kind).entries()) {
    const ts = newTablespace(db, { conId: kind.isContainer ? rootContainer : 0, name, contents });
    if (name === encrypted) db.sql.run("update tablespace set encrypted = 'YES' where ts = ?", ts);
    const path = join(folder, omfName(db, 'dbf', name.toLowerCase()));
    createDatafile(db, { file: number + 1, ts, tablespace: name, path, blocks, scn: firstScn + number, time });
  }
}

function createRedoThread(db: LabDatabase, { thread, instance, time }: { readonly thread: number; readonly instance: string; readonly time: string }): void {
  const folder = join(db.labDir, 'oradata', db.name.toUpperCase(), 'onlinelog');
  mkdirSync(db.files.path(folder), { recursive: true });
  const firstGroup = (thread - 1) * groupCount + 1;
  db.sql.insert('redo_thread', { thread, status: 'OPEN', enabled: 'PUBLIC', instance, current_group: firstGroup, current_sequence: 1 });
  for (let group = firstGroup; group < firstGroup + groupCount; group += 1) {
    const member = join(folder, omfName(db, 'log', String(group)));
    writeFileSync(db.files.path(member), '');
    db.sql.insert('online_log', {
      group_no: group,
      thread,
      sequence: 0,
      bytes: onlineLogBytes,
      used_bytes: 0,
      archived: 'YES',
      status: 'UNUSED',
      member,
      first_change: 0,
      first_time: time,
    });
  }
  const first = db.sql.one<OnlineLog>('select * from online_log where group_no = ?', firstGroup);
  startLog(db, first, { scn: firstScn, time, sequence: 1 });
}

function createTemporaryTablespace(db: LabDatabase, { isContainer }: DatabaseKind): void {
  const conId = isContainer ? rootContainer : 0;
  const ts = newTablespace(db, { conId, name: 'TEMP', contents: 'TEMPORARY' });
  const name = join(db.labDir, 'oradata', db.name.toUpperCase(), 'datafile', 'temp01.dbf');
  db.sql.insert('tempfile', { file: 1, ts, con_id: conId, name, bytes: tempfileBytes });
  makeMissingTempfiles(db);
}

/** A DBA opens them once. Shared undo is all there was in 12.1. */
function createContainers(db: LabDatabase, { release }: DatabaseKind): void {
  createFirstContainers(db, { names: firstPluggableDatabases, hasLocalUndo: release !== '12.1' });
  for (const name of firstPluggableDatabases) openPluggableDatabase(db, pluggableDatabase(db, name), 'READ WRITE');
}
