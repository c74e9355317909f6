import type { LabDatabase } from './database.ts';
import { OracleError } from './oracle-error.ts';
import type { RedoLogHeader } from './redo/redo.ts';

/** A row of V$DATABASE_INCARNATION. */
export interface Incarnation {
  readonly incarnation: number;
  readonly resetlogs_change: number;
  readonly resetlogs_time: string;
  readonly resetlogs_id: number;
  readonly prior_incarnation: number;
}

/** The incarnation recovery is to reach, and those it came from, oldest first. */
export function incarnationPath(db: LabDatabase): readonly Incarnation[] {
  const all = db.sql.all<Incarnation>('select * from incarnation');
  const path: Incarnation[] = [];
  let next: Incarnation | undefined = db.sql.get<Incarnation>("select * from incarnation where status = 'CURRENT'");
  while (next !== undefined) {
    path.unshift(next);
    const { prior_incarnation } = next;
    next = all.find(({ incarnation }) => incarnation === prior_incarnation);
  }
  return path;
}

/** Whether redo that begins at an SCN in that incarnation leads to the one recovery is to reach: what came after a branch does not. */
export function isOnPath(path: readonly Incarnation[], { resetlogs_id, first_change }: { readonly resetlogs_id: number; readonly first_change: number }): boolean {
  const index = path.findIndex((each) => each.resetlogs_id === resetlogs_id);
  const branch = path[index + 1];
  return index >= 0 && (branch === undefined || first_change < branch.resetlogs_change);
}

/**
 * A log of an incarnation the control file does not know brings that incarnation with it. A later one becomes the one that
 * recovery goes to ("RMAN recovers to the last incarnation recorded in the control file", RESET DATABASE, 10.2).
 */
export function registerIncarnation(db: LabDatabase, { resetlogsId, resetlogsChange, firstTime }: RedoLogHeader): void {
  if (db.sql.get('select 1 from incarnation where resetlogs_id = ?', resetlogsId) !== undefined) return;
  const { incarnation: last } = db.sql.one<{ incarnation: number }>('select max(incarnation) as incarnation from incarnation');
  const current = db.sql.one<Incarnation>("select * from incarnation where status = 'CURRENT'");
  const incarnation = { incarnation: last + 1, resetlogs_change: resetlogsChange, resetlogs_time: firstTime, resetlogs_id: resetlogsId };
  if (resetlogsChange < current.resetlogs_change) {
    db.sql.insert('incarnation', { ...incarnation, prior_incarnation: 0, status: 'ORPHAN' });
    return;
  }
  db.sql.run("update incarnation set status = 'PARENT' where incarnation = ?", current.incarnation);
  db.sql.insert('incarnation', { ...incarnation, prior_incarnation: current.incarnation, status: 'CURRENT' });
}

/**
 * `RESET DATABASE TO INCARNATION`: another incarnation becomes the one recovery goes to; the control file keeps that.
 * @throws {OracleError} ORA-19910 while the database is open, RMAN-20010 for an incarnation it does not know
 */
export function resetToIncarnation(db: LabDatabase, key: number): void {
  const { open_mode } = db.sql.one<{ open_mode: string }>('select open_mode from database');
  if (open_mode !== 'MOUNTED') throw new OracleError('ORA-19910: can not change recovery target incarnation in control file');
  if (db.sql.get('select 1 from incarnation where incarnation = ?', key) === undefined) throw new OracleError('RMAN-20010: database incarnation not found');
  db.sql.run("update incarnation set status = case incarnation when ? then 'CURRENT' else 'ORPHAN' end", key);
  for (const { incarnation } of incarnationPath(db).slice(0, -1)) db.sql.run("update incarnation set status = 'PARENT' where incarnation = ?", incarnation);
}
