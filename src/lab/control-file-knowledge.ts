import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { extractControlFile } from './oracle/backup/control-file-backup.ts';

/** A datafile as a control file backup knows it. */
export interface KnownDatafile {
  readonly file: number;
  readonly creationChange: number;
  /** Read only or offline, or of a container that was closed. */
  readonly isFrozen: boolean;
}

/** An image copy as a control file backup knows it. */
export interface KnownCopy {
  readonly file: number;
  readonly creationChange: number;
  readonly checkpointChange: number;
  readonly name: string;
}

/** What a restore learns from a control file backup and from nowhere else. */
export interface ControlFileKnowledge {
  readonly dbid: number;
  readonly datafiles: readonly KnownDatafile[];
  /** Available level 0 copies of any tag. */
  readonly copies: readonly KnownCopy[];
}

/** @throws {OracleError} when the piece is not there, damaged, or holds no control file */
export function readControlFileBackup(piece: string): ControlFileKnowledge {
  const folder = mkdtempSync(join(tmpdir(), 'icb-control-file-'));
  try {
    const path = join(folder, 'control.db');
    extractControlFile(piece, path);
    using control = new DatabaseSync(path);
    const rows = (query: string): unknown[] => control.prepare(query).all();
    const [{ dbid }] = rows('select dbid from database') as [{ readonly dbid: number }];
    const datafiles = rows(
      `select file, creation_change as creationChange, enabled <> 'READ WRITE' or status not in ('ONLINE', 'SYSTEM') or last_change is not null as frozen from datafile`,
    ) as (KnownDatafile & { readonly frozen: number })[];
    const copies = rows(
      `select file, creation_change as creationChange, checkpoint_change as checkpointChange, name
         from datafile_copy where deleted = 'NO' and status = 'A' and incremental_level = 0`,
    ) as KnownCopy[];
    return { dbid, datafiles: datafiles.map(({ frozen, ...file }) => ({ ...file, isFrozen: frozen === 1 })), copies };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
