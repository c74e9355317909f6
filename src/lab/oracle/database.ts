import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Clock } from '#core/clock.ts';
import { oracleTime } from '../lab-clock.ts';
import { hostPath } from './host-path.ts';
import { OpenFiles } from './open-files.ts';
import { SqlAccess } from './sql-access.ts';

/** A simulated database, open for one locked step of work. */
export interface LabDatabase extends Disposable {
  readonly labDir: string;
  readonly name: string;
  readonly clock: Clock;
  /** The database host's own database, or one that an instance on the restore host has mounted. */
  readonly site: 'database host' | 'restore host';
  /** CON_ID of the container its statements are about; absent: the root, or the database that is no container. */
  readonly container?: number;
  readonly sql: SqlAccess;
  /** Datafiles, redo logs and copies, kept open until the step ends. */
  readonly files: OpenFiles;
}

/** CON_ID of CDB$ROOT. */
export const rootContainer = 1;

export function controlFilePath(labDir: string, name: string): string {
  return join(labDir, 'world', `${name}.control.db`);
}

/** Opens a control file as it is: for creating a database. */
export function attachDatabase(path: string, place: Pick<LabDatabase, 'labDir' | 'name' | 'clock' | 'site'>): LabDatabase {
  const connection = new DatabaseSync(path, { timeout: 10_000 });
  connection.exec('pragma synchronous = off; pragma foreign_keys = on; pragma journal_mode = truncate;');
  const files = new OpenFiles((name) => hostPath(place, name));
  return {
    ...place,
    sql: new SqlAccess(connection),
    files,
    [Symbol.dispose]() {
      files[Symbol.dispose]();
      if (connection.isOpen) connection.close();
    },
  };
}

/** Which database, and which incarnation of it. */
export interface DatabaseIdentity {
  readonly dbid: number;
  /** DB_NAME. */
  readonly name: string;
  readonly resetlogs_change: number;
  readonly resetlogs_time: string;
  readonly resetlogs_id: number;
}

export function databaseIdentity(db: LabDatabase): DatabaseIdentity {
  return db.sql.one<DatabaseIdentity>('select dbid, name, resetlogs_change, resetlogs_time, resetlogs_id from database');
}

/** CON_ID of the container a statement is about; 0 in a database that is no container. */
export function currentContainer(db: LabDatabase): number {
  return db.container ?? (db.sql.one<{ cdb: string }>('select cdb from database').cdb === 'YES' ? rootContainer : 0);
}

/** Whether it is a primary: a physical standby only ever changes by applying redo. */
export function isPrimaryRole(db: LabDatabase): boolean {
  return db.sql.one<{ role: string }>('select role from database').role === 'PRIMARY';
}

/** The next SCN: it only grows, and asking for it moves it; not on a standby, where it is how far redo was applied. */
export function nextScn(db: LabDatabase): number {
  return db.sql.one<{ scn: number }>("update database set current_scn = current_scn + (role = 'PRIMARY') returning current_scn as scn").scn;
}

/** The host's local time now, noted as the time of the newest SCN. */
export function databaseTime(db: LabDatabase): string {
  const now = oracleTime(db.clock.now());
  db.sql.run('update database set scn_time = ?', now);
  return now;
}

/** An initialization parameter's value; `''` when it is not set. */
export function parameter(db: LabDatabase, name: string): string {
  return db.sql.get<{ value: string | null }>('select value from parameter where name = ?', name)?.value ?? '';
}
