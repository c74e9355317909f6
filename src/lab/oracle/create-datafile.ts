import { closeSync, ftruncateSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { blockSize, writeBlock } from './blocks.ts';
import { databaseIdentity, type LabDatabase } from './database.ts';
import { firstBlock, writeFileHeader, type ContainerIdentity, type FileHeader } from './file-header.ts';
import { fileCreationLines, OracleError } from './oracle-error.ts';

/** A file about to be born. */
export interface NewDatafile {
  readonly file: number;
  readonly ts: number;
  readonly tablespace: string;
  /** The pluggable database it belongs to. */
  readonly container?: ContainerIdentity | undefined;
  /** Its container is closed. */
  readonly isAtRest?: boolean;
  readonly path: string;
  readonly blocks: number;
  readonly scn: number;
  readonly time: string;
}

/** Makes a datafile of empty blocks on disk and in the control file, and returns its header. @throws {OracleError} ORA-01119 when it cannot be made */
export function createDatafile(db: LabDatabase, born: NewDatafile): FileHeader {
  const header = newHeader(db, born);
  writeEmptyDatafile(born.path, header, db.files.path(born.path));
  db.sql.insert('datafile', {
    file: born.file,
    ts: born.ts,
    con_id: db.sql.one<{ con_id: number }>('select con_id from tablespace where ts = ?', born.ts).con_id,
    name: born.path,
    creation_change: born.scn,
    creation_time: born.time,
    checkpoint_change: born.scn,
    checkpoint_time: born.time,
    enabled: 'READ WRITE',
    status: born.tablespace === 'SYSTEM' ? 'SYSTEM' : 'ONLINE',
    last_change: born.isAtRest === true ? born.scn : null,
    last_time: born.isAtRest === true ? born.time : null,
    bytes: born.blocks * blockSize,
    blocks: born.blocks,
    block_size: blockSize,
  });
  return header;
}

/** A file whose blocks were never formatted, with this header. @param onDisk where it lies, when not at its name */
export function writeEmptyDatafile(path: string, header: FileHeader, onDisk = path): void {
  try {
    mkdirSync(dirname(onDisk), { recursive: true });
    const descriptor = openSync(onDisk, 'wx+');
    try {
      ftruncateSync(descriptor, (header.blocks + 1) * blockSize);
      writeBlock(descriptor, 0, firstBlock());
      writeFileHeader(descriptor, header);
    } finally {
      closeSync(descriptor);
    }
  } catch (error) {
    throw new OracleError(`ORA-01119: error in creating database file '${path}'`, ...fileCreationLines(error));
  }
}

function newHeader(db: LabDatabase, born: NewDatafile): FileHeader {
  const { dbid, name, resetlogs_change, resetlogs_id } = databaseIdentity(db);
  return {
    dbid,
    dbName: name,
    file: born.file,
    tablespace: born.tablespace,
    ...(born.container === undefined ? {} : { container: born.container }),
    blocks: born.blocks,
    creationChange: born.scn,
    creationTime: born.time,
    resetlogsChange: resetlogs_change,
    resetlogsId: resetlogs_id,
    checkpointChange: born.scn,
    checkpointTime: born.time,
    fuzzy: born.isAtRest !== true,
    fuzzyChange: null,
  };
}
