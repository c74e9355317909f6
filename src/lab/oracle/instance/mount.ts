import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from '#core/clock.ts';
import { compareVersions } from '#oracle/oracle-version.ts';
import { softwareOf } from '../../database-kind.ts';
import { refreshArchiveDestinations } from '../redo/archive-destinations.ts';
import { attachDatabase, type LabDatabase } from '../database.ts';
import { instanceControlFile, instances, saveInstance, uniqueNameOf, type LabInstance } from '../instance.ts';
import { describeInstance } from './memory.ts';
import { OracleError } from '../oracle-error.ts';
import { setContainersMounted } from '../pluggable-databases.ts';

/**
 * `ALTER DATABASE MOUNT` of a started instance: its control file must be there and fit. Afterwards the control file shows this
 * instance, its parameters and a mounted database; all else is what it knew when it was backed up (law 28). Called inside the
 * world lock.
 * @throws {OracleError} ORA-01100, ORA-00205, ORA-01102, ORA-01103, ORA-00201, ORA-65093, ORA-65101
 */
export function mountInstance(labDir: string, instance: LabInstance, clock: Clock): void {
  if (instance.status !== 'STARTED') throw new OracleError('ORA-01100: database already mounted');
  const controlFiles = controlFilesOf(instance);
  if (controlFiles.length === 0 || !controlFiles.every((path) => existsSync(path))) throw unidentified();
  refuseSecondMount(labDir, instance);

  using db = attach(controlFiles[0] ?? '', { labDir, name: uniqueNameOf(instance).toLowerCase(), clock });
  requireFitting(db, instance);
  requireReadable(db, instance);
  const mounted = { ...instance, status: 'MOUNTED' } as const;
  db.sql.transaction(() => {
    describeMount(db, mounted);
  });
  mkdirSync(join(instance.oracleHome, 'dbs'), { recursive: true });
  writeFileSync(lockFile(instance), '');
  saveInstance(labDir, mounted);
}

/** CONTROL_FILES of an instance, all of them. */
export function controlFilesOf({ parameters }: Pick<LabInstance, 'parameters'>): readonly string[] {
  return (parameters['control_files'] ?? '').split(',').map((path) => path.trim()).filter((path) => path !== '');
}

function unidentified(): OracleError {
  return new OracleError('ORA-00205: error in identifying control file, check alert log for more info');
}

/** ORACLE_HOME/dbs/lk<DB_UNIQUE_NAME>, which a mounted database holds; it stays when the instance is gone (law 41). */
function lockFile(instance: LabInstance): string {
  return join(instance.oracleHome, 'dbs', `lk${uniqueNameOf(instance).toUpperCase()}`);
}

function refuseSecondMount(labDir: string, instance: LabInstance): void {
  const others = instances(labDir).filter(({ sid, status }) => sid !== instance.sid && status !== 'STARTED');
  if (others.some((other) => lockFile(other) === lockFile(instance))) throw new OracleError('ORA-01102: cannot mount database in EXCLUSIVE mode');
}

/** What is no control file is not told from one that is not there. */
function attach(path: string, place: Pick<LabDatabase, 'labDir' | 'name' | 'clock'>): LabDatabase {
  let db: LabDatabase | undefined;
  try {
    db = attachDatabase(path, { ...place, site: 'restore host' });
    db.sql.one('select dbid from database');
    return db;
  } catch {
    db?.[Symbol.dispose]();
    throw unidentified();
  }
}

function requireFitting(db: LabDatabase, { parameters }: LabInstance): void {
  const { name, cdb } = db.sql.one<{ name: string; cdb: string }>('select name, cdb from database');
  const wanted = parameters['db_name'] ?? '';
  if (name !== wanted.toUpperCase()) throw new OracleError(`ORA-01103: database name '${name}' in control file is not '${wanted.toUpperCase()}'`);
  const isEnabled = parameters['enable_pluggable_database']?.toUpperCase() === 'TRUE';
  if (cdb === 'YES' && !isEnabled) throw new OracleError('ORA-65093: multitenant container database not set up properly');
  if (cdb !== 'YES' && isEnabled) throw new OracleError('ORA-65101: container database set up incorrectly');
}

/** A control file of a later COMPATIBLE than the instance's cannot be read by it. The text is from memory. */
function requireReadable(db: LabDatabase, instance: LabInstance): void {
  const { value } = db.sql.get<{ value: string | null }>("select value from parameter where name = 'compatible'") ?? { value: null };
  const own = instance.parameters['compatible'] ?? softwareOf(instance.oracleHome).version;
  if (value === null || compareVersions(value, own) <= 0) return;
  throw new OracleError(`ORA-00201: control file version ${value} incompatible with ORACLE version ${own}`, `ORA-00202: control file: '${instanceControlFile(instance)}'`);
}

function describeMount(db: LabDatabase, instance: LabInstance): void {
  db.sql.run("update database set open_mode = 'MOUNTED', db_unique_name = ?", uniqueNameOf(instance));
  describeInstance(db, instance);
  refreshArchiveDestinations(db);
  setContainersMounted(db, { isSeedOpen: false });
  db.sql.run("update redo_thread set status = 'CLOSED'");
  // The session that backed the control file up was running when it did.
  db.sql.run("update rman_status set status = 'FAILED' where status like 'RUNNING%'");
}
