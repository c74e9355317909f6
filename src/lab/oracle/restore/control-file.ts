import { writeFileSync } from 'node:fs';
import type { Clock } from '#core/clock.ts';
import { readPiece } from '../backup/backup-piece.ts';
import { attachDatabase } from '../database.ts';
import type { LabInstance } from '../instance.ts';
import { controlFilesOf } from '../instance/mount.ts';
import { fileCreationLines, OracleError } from '../oracle-error.ts';

/**
 * `RESTORE CONTROLFILE FROM piece`: writes every file of CONTROL_FILES and returns their names. A restored control file is a
 * backup, even when it was current where it was backed up. Called inside the world lock.
 * @throws {OracleError} RMAN-06172 for a piece that is not there or holds no control file, ORA-19870 when a file cannot be made
 */
export function restoreControlFileFrom(piece: string, instance: LabInstance, place: { readonly labDir: string; readonly clock: Clock }): readonly string[] {
  const content = controlFileIn(piece);
  const paths = controlFilesOf(instance);
  for (const path of paths) {
    try {
      writeFileSync(path, content);
    } catch (error) {
      throw new OracleError(`ORA-19870: error while restoring backup piece ${piece}`, `ORA-19504: failed to create file "${path}"`, ...fileCreationLines(error));
    }
    using db = attachDatabase(path, { ...place, name: instance.sid, site: 'restore host' });
    db.sql.run("delete from counter where name = 'current control file'");
  }
  return paths;
}

function controlFileIn(piece: string): Buffer {
  try {
    const { header, content } = readPiece(piece);
    if (header.kind === 'controlfile' || header.kind === 'autobackup') return content;
  } catch (error) {
    if (!(error instanceof OracleError)) throw error;
  }
  throw new OracleError('RMAN-06172: no AUTOBACKUP found or specified handle is not a valid copy or piece');
}
