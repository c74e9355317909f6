import { existsSync, rmSync } from 'node:fs';
import { fileCreationLines, OracleError } from '#lab/oracle/oracle-error.ts';
import type { LabDatabase } from '#lab/oracle/database.ts';
import { asFailure } from './failure.ts';
import { recordName } from './repository-lines.ts';
import type { RmanSession } from './session.ts';

/** A recorded file that is to go, with its record. */
export interface Deletable {
  /** Table of the control file. */
  readonly table: 'archived_log' | 'backup_piece' | 'datafile_copy';
  readonly recid: number;
  readonly path: string;
  readonly status: string;
  readonly completion_time: string;
}

/** How messages call each kind: what was deleted, the record's line, and the object type of a mismatch. */
const names = {
  archived_log: { deleted: 'deleted archived log', line: 'archived log file name', objectType: 'Archivelog', column: 'name' },
  backup_piece: { deleted: 'deleted backup piece', line: 'backup piece handle', objectType: 'Backup Piece', column: 'handle' },
  datafile_copy: { deleted: 'deleted datafile copy', line: 'datafile copy file name', objectType: 'Datafile Copy', column: 'name' },
} as const;

/**
 * Deletes files and their records one by one. A file that is missing although its record says it is there stays recorded,
 * with a warning, unless FORCE. Says how many there were; returns whether it had to warn.
 */
export async function deleteFiles(session: RmanSession, files: readonly Deletable[], { force }: { readonly force: boolean }): Promise<boolean> {
  const { out } = session;
  const channel = session.channels.current[0]?.name;
  const mismatched: Deletable[] = [];
  let deleted = 0;
  for (const file of files) {
    const { deleted: verb, line } = names[file.table];
    if (!deleteFile(session, file, { force, channel })) {
      mismatched.push(file);
      continue;
    }
    deleted += 1;
    out.lines(verb, `${line}=${file.path} ${recordName(file)}`);
    await session.breathe();
  }
  if (deleted > 0) out.lines(`Deleted ${deleted} objects`, '', '');
  if (mismatched.length > 0) out.lines(...mismatchLines(mismatched));
  return mismatched.length > 0;
}

interface Deletion {
  readonly force: boolean;
  readonly channel: string | undefined;
}

/** Whether it was deleted: a file that should be there and is not stays recorded. */
function deleteFile(session: RmanSession, file: Deletable, { force, channel }: Deletion): boolean {
  if (file.status === 'A' && !force && !session.step((db) => existsSync(db.files.path(file.path)))) return false;
  try {
    session.step((db) => {
      removeFile(db, file.path);
      forget(db, file);
    });
    return true;
  } catch (error) {
    throw asFailure(error, channel);
  }
}

function forget(db: LabDatabase, { table, recid }: Deletable): void {
  db.sql.run(`update ${table} set status = 'D', deleted = 'YES', ${names[table].column} = null where recid = ?`, recid);
}

function removeFile(db: LabDatabase, path: string): void {
  try {
    rmSync(db.files.path(path), { force: true });
  } catch (error) {
    throw new OracleError(`ORA-27056: could not delete file "${path}"`, ...fileCreationLines(error).slice(-1));
  }
}

function mismatchLines(files: readonly Deletable[]): readonly string[] {
  return [
    '',
    `RMAN-06207: warning: ${files.length} objects could not be deleted for DISK channel(s) due`,
    'RMAN-06208: to mismatched status.  Use CROSSCHECK command to fix status',
    'RMAN-06210: List of Mismatched objects',
    'RMAN-06211: ==========================',
    'RMAN-06212:   Object Type   Filename/Handle',
    'RMAN-06213: --------------- ---------------------------------------------------',
    ...files.map(({ table, path }) => `RMAN-06214: ${names[table].objectType.padEnd(15)} ${path}`),
    '',
  ];
}
