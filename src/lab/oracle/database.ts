import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Clock } from '#core/clock.ts';
import { openLabClock, oracleTime } from '../lab-clock.ts';
import { OpenFiles } from './open-files.ts';
import { recoverInstance } from './instance-recovery.ts';
import { recordElapsedTime } from './smon-scn-time.ts';
import { SqlAccess } from './sql-access.ts';

/** A simulated database, open for one locked step of work. */
export interface LabDatabase extends Disposable {
  readonly labDir: string;
  readonly name: string;
  readonly clock: Clock;
  readonly sql: SqlAccess;
  /** Datafiles, redo logs and copies, kept open until the step ends. */
  readonly files: OpenFiles;
}

export function controlFilePath(labDir: string, name: string): string {
  return join(labDir, 'world', `${name}.control.db`);
}

/**
 * Opens a database of the lab, to be called inside {@link file://../world-lock.ts withWorldLock} and closed by `using`.
 * What a killed process left half done is rolled forward first, and SMON notes the time that has passed.
 */
export function openDatabase(labDir: string, name = 'orcl', clock: Clock = openLabClock(labDir)): LabDatabase {
  const path = controlFilePath(labDir, name);
  if (!existsSync(path)) throw new Error(`no simulated database ${name} in ${labDir}`);
  const db = attachDatabase(path, { labDir, name, clock });
  try {
    recoverInstance(db);
    recordElapsedTime(db);
    return db;
  } catch (error) {
    db[Symbol.dispose]();
    throw error;
  }
}

/** Opens a control file as it is: for creating a database. */
export function attachDatabase(path: string, identity: { readonly labDir: string; readonly name: string; readonly clock: Clock }): LabDatabase {
  const connection = new DatabaseSync(path, { timeout: 10_000 });
  connection.exec('pragma synchronous = off; pragma foreign_keys = on;');
  const files = new OpenFiles();
  return {
    ...identity,
    sql: new SqlAccess(connection),
    files,
    [Symbol.dispose]() {
      files[Symbol.dispose]();
      if (connection.isOpen) connection.close();
    },
  };
}

/** The next SCN: it only grows, and asking for it moves it. */
export function nextScn(db: LabDatabase): number {
  return db.sql.one<{ scn: number }>('update database set current_scn = current_scn + 1 returning current_scn as scn').scn;
}

/** The host's time now, never before that of an earlier SCN. */
export function databaseTime(db: LabDatabase): string {
  const now = oracleTime(db.clock.now());
  const { scn_time } = db.sql.one<{ scn_time: string }>('select scn_time from database');
  if (now <= scn_time) return scn_time;
  db.sql.run('update database set scn_time = ?', now);
  return now;
}

/** An initialization parameter's value; `''` when it is not set. */
export function parameter(db: LabDatabase, name: string): string {
  return db.sql.get<{ value: string | null }>('select value from parameter where name = ?', name)?.value ?? '';
}
