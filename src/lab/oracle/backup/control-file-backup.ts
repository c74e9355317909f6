import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readPiece, writePiece, type PieceHeader } from './backup-piece.ts';
import { recordBackupSet } from './backup-records.ts';
import { blockSize } from '../blocks.ts';
import { databaseIdentity, databaseTime, type LabDatabase } from '../database.ts';
import { OracleError } from '../oracle-error.ts';

/** A control file or SPFILE backup to make. */
export interface ControlFileBackupRequest {
  readonly path: string;
  readonly tag: string | null;
  /** REUSE: an existing file is overwritten, otherwise it is ORA-27038. */
  readonly reuse?: boolean;
}

/**
 * `BACKUP CURRENT CONTROLFILE`: a piece that holds every record known before it, so neither itself nor anything later (law 20).
 * Must not be called inside a transaction of `db.sql`.
 * @throws {OracleError} ORA-19504 when the piece cannot be made
 */
export function backupControlFile(db: LabDatabase, request: ControlFileBackupRequest): number {
  return writeAndRecord(db, { ...request, kind: 'controlfile' }, controlFileImage(db));
}

/** The control file autobackup that follows other backups (law 19). */
export function backupControlFileAutomatically(db: LabDatabase, path: string): number {
  return writeAndRecord(db, { path, tag: null, kind: 'autobackup' }, controlFileImage(db));
}

/** `BACKUP SPFILE`: the parameters that are set, as text. */
export function backupSpfile(db: LabDatabase, request: ControlFileBackupRequest): number {
  const set = db.sql.all<{ name: string; value: string }>("select name, value from parameter where isdefault = 'FALSE' order by name");
  const text = set.map(({ name, value }) => `*.${name}='${value}'\n`).join('');
  return writeAndRecord(db, { ...request, kind: 'spfile' }, Buffer.from(text));
}

/** Writes the control file inside a backup piece to `path`: a file to be opened like a live one. */
export function extractControlFile(piece: string, path: string): void {
  const { header, content } = readPiece(piece);
  if (header.kind !== 'controlfile' && header.kind !== 'autobackup') {
    throw new OracleError('RMAN-06172: no AUTOBACKUP found or specified handle is not a valid copy or piece');
  }
  writeFileSync(path, content);
}

/** A consistent copy of the control file. SQLite writes it; a copy of the file itself could miss what is not yet in it. */
function controlFileImage(db: LabDatabase): Buffer {
  const folder = mkdtempSync(join(db.labDir, 'world', 'image-'));
  try {
    const path = join(folder, 'control.db');
    db.sql.run('vacuum into ?', path);
    return readFileSync(path);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function writeAndRecord(db: LabDatabase, backup: ControlFileBackupRequest & { readonly kind: PieceHeader['kind'] }, content: Buffer): number {
  const { path, tag, kind, reuse = false } = backup;
  const startTime = databaseTime(db);
  const { dbid, name } = databaseIdentity(db);
  writePiece({ path, onDisk: db.files.path(path), header: { kind, dbid, dbName: name }, content, reuse });
  return recordBackupSet(db, { kind, path, tag, bytes: blockSize + content.length, startTime }).pieceRecid;
}
