import { closeSync, openSync, readdirSync, readSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { recordArchivedLog } from '../redo/archived-logs.ts';
import { readPieceHeader, type PieceHeader } from '../backup/backup-piece.ts';
import { recordBackupSet, recordDatafileCopy } from '../backup/backup-records.ts';
import { blockSize } from '../blocks.ts';
import { databaseIdentity, databaseTime, type LabDatabase } from '../database.ts';
import { readFileHeader, type FileHeader } from '../file-header.ts';
import { registerIncarnation } from '../incarnations.ts';
import { pieceBlockSize } from '../backup/incremental-job.ts';
import { decodeLogHeader, redoBlockSize, type RedoLogHeader } from '../redo/redo.ts';

/** Files whose path begins so and that no record of the control file names, in the order of their names. */
export function unknownFiles(db: LabDatabase, prefix: string): readonly string[] {
  const known = new Set(
    db.sql
      .all<{ name: string }>(
        `select name from datafile union select name from datafile_copy where deleted = 'NO' union
         select name from archived_log where deleted = 'NO' union select handle from backup_piece where deleted = 'NO'`,
      )
      .map(({ name }) => name),
  );
  const folder = prefix.endsWith('/') ? prefix.slice(0, -1) : dirname(prefix);
  return filesBelow(db, folder, prefix).filter((path) => !known.has(path));
}

/** Records a file that has a valid header of this database; otherwise says why not, as RMAN's list does. */
export function catalogFile(db: LabDatabase, path: string): string | undefined {
  const found = identify(db.files.path(path));
  if (found === undefined) return 'RMAN-07517: Reason: The file header is corrupted';
  const isForeign = found.header.dbid !== databaseIdentity(db).dbid;
  // Headers of the lab's redo logs do not have the name.
  if (isForeign) return `RMAN-07518: Reason: Foreign database file DBID: ${found.header.dbid}  Database Name: ${'dbName' in found.header ? found.header.dbName : ''}`;
  if (found.kind === 'copy') recordDatafileCopy(db, found.header, { path });
  else if (found.kind === 'log') recordLog(db, path, found.header);
  else recordPiece(db, path, found.header);
  return undefined;
}

type Found =
  | { readonly kind: 'copy'; readonly header: FileHeader }
  | { readonly kind: 'log'; readonly header: RedoLogHeader }
  | { readonly kind: 'piece'; readonly header: PieceHeader };

function identify(path: string): Found | undefined {
  let descriptor: number | undefined;
  try {
    descriptor = openSync(path, 'r');
    const start = Buffer.alloc(redoBlockSize);
    readSync(descriptor, start, 0, start.length, 0);
    const log = decodeLogHeader(start);
    if (log !== undefined) return { kind: 'log', header: log };
    const piece = readPieceHeader(descriptor);
    if (piece !== undefined) return { kind: 'piece', header: piece };
    const copy = readFileHeader(descriptor);
    return copy === undefined ? undefined : { kind: 'copy', header: copy };
  } catch {
    return undefined;
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

/** Only folders that can hold such files are looked into. */
function filesBelow(db: LabDatabase, folder: string, prefix: string): string[] {
  let names: string[];
  try {
    names = readdirSync(db.files.path(folder)).toSorted();
  } catch {
    return [];
  }
  return names.flatMap((name) => {
    const path = join(folder, name);
    if (!path.startsWith(prefix) && !`${path}/`.startsWith(prefix)) return [];
    const status = statSync(db.files.path(path), { throwIfNoEntry: false });
    if (status?.isDirectory() === true) return filesBelow(db, path, prefix);
    return status?.isFile() === true ? [path] : [];
  });
}

function recordLog(db: LabDatabase, path: string, header: RedoLogHeader): void {
  registerIncarnation(db, header);
  recordArchivedLog(db, header, { path, destId: 0, creator: 'RMAN' });
}

function recordPiece(db: LabDatabase, path: string, { kind, bytes, incremental }: PieceHeader): void {
  const blocks = bytes / pieceBlockSize;
  recordBackupSet(db, {
    kind,
    path,
    tag: null,
    bytes: blockSize + bytes,
    startTime: databaseTime(db),
    ...(incremental === undefined ? {} : { incremental: { ...incremental, blocks, blocksRead: blocks, usedChangeTracking: false } }),
  });
}
