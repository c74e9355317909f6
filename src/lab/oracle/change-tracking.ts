import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { nextScn, parameter, type LabDatabase } from './database.ts';
import { omfName } from './omf-name.ts';
import { fileCreationLines, OracleError } from './oracle-error.ts';
import type { RedoRecord } from './redo/redo.ts';

interface ChangeTracking {
  readonly status: string;
  readonly filename: string | null;
  readonly bytes: number | null;
  readonly enabled_change: number | null;
}

const trackingFileBytes = 64 * 1024;

/**
 * `ALTER DATABASE ENABLE BLOCK CHANGE TRACKING [USING FILE path]`; without a path the file is Oracle-managed.
 * @throws {OracleError} ORA-00439 in Standard Edition, ORA-19752 when it is enabled already, ORA-19751 when the file cannot be made
 */
export function enableChangeTracking(db: LabDatabase, path?: string): void {
  const { edition } = db.sql.one<{ edition: string }>('select edition from database');
  if (edition !== 'EE') throw new OracleError('ORA-00439: feature not enabled: Block Change Tracking');
  if (changeTracking(db).status === 'ENABLED') throw new OracleError('ORA-19752: block change tracking is already enabled');

  const file = path ?? managedPath(db);
  try {
    if (path === undefined) mkdirSync(dirname(db.files.path(file)), { recursive: true });
    writeFileSync(db.files.path(file), Buffer.concat([Buffer.from('ICBLABCT'), Buffer.alloc(trackingFileBytes - 8)]), { flag: 'wx' });
  } catch (error) {
    const named = `ORA-19750: change tracking file: '${file}'`;
    throw new OracleError('ORA-19751: could not create the change tracking file', named, ...fileCreationLines(error));
  }
  db.sql.transaction(() => {
    db.sql.run('delete from changed_block');
    const change = nextScn(db);
    db.sql.run("update block_change_tracking set status = 'ENABLED', filename = ?, bytes = ?, enabled_change = ?", file, trackingFileBytes, change);
  });
}

/** `ALTER DATABASE DISABLE BLOCK CHANGE TRACKING`: also deletes the file, if it can (law 35). */
export function disableChangeTracking(db: LabDatabase): void {
  const { status, filename } = changeTracking(db);
  if (status === 'DISABLED') throw new OracleError('ORA-19759: block change tracking is not enabled');
  if (filename !== null) rmSync(db.files.path(filename), { force: true });
  db.sql.transaction(() => {
    db.sql.run("update block_change_tracking set status = 'DISABLED', filename = null, bytes = null, enabled_change = null");
    db.sql.run('delete from changed_block');
  });
}

export function changeTracking(db: LabDatabase): ChangeTracking {
  return db.sql.one<ChangeTracking>('select * from block_change_tracking');
}

/** Notes which blocks a transaction changed, when tracking is on. */
export function trackChanges(db: LabDatabase, records: readonly RedoRecord[]): void {
  if (changeTracking(db).status !== 'ENABLED') return;
  for (const { kind, file, block, scn } of records) {
    if (kind !== 'change' && kind !== 'invalidate') continue;
    db.sql.run('insert or replace into changed_block (file, block, scn) values (?, ?, ?)', file, block, scn);
  }
}

/** Blocks of a file changed at or after an SCN; nothing when tracking does not reach back that far. */
export function trackedBlocks(db: LabDatabase, file: number, sinceScn: number): readonly number[] | undefined {
  const { status, enabled_change } = changeTracking(db);
  if (status !== 'ENABLED' || enabled_change === null || enabled_change > sinceScn) return undefined;
  const rows = db.sql.all<{ block: number }>('select block from changed_block where file = ? and scn >= ? order by block', file, sinceScn);
  return rows.map(({ block }) => block);
}

function managedPath(db: LabDatabase): string {
  const destination = parameter(db, 'db_create_file_dest');
  if (destination === '') throw new OracleError('ORA-19773: must specify change tracking file name');
  return join(destination, parameter(db, 'db_unique_name').toUpperCase(), 'changetracking', omfName(db, 'chg'));
}
