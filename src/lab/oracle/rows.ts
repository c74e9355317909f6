import { closeSync, openSync } from 'node:fs';
import { readBlock } from './blocks.ts';
import { liveDescriptor } from './checkpoint.ts';
import type { LabDatabase } from './database.ts';
import { applicationFiles, datafile } from './datafiles.ts';
import { readFileHeader } from './file-header.ts';
import { requireOpenKeystore } from './keystore.ts';
import { OracleError } from './oracle-error.ts';
import { decodeSlots, type Row } from './row-slots.ts';
import { smonBlockCount, smonFile, smonFirstBlock } from './smon-scn-time.ts';

/** A row and the datafile it is in. */
export type FileRow = Row & { readonly file: number };

/** A datafile or an image copy, open for reading. */
interface ReadableFile {
  readonly descriptor: number;
  readonly file: number;
  readonly name: string;
  readonly blocks: number;
}

/** Every application row of the live database, or of its container, by file and key. @throws {OracleError} ORA-01578 for a damaged block, ORA-28365 without the keystore */
export function readRows(db: LabDatabase): readonly FileRow[] {
  requireOpenKeystore(db);
  const files = [...applicationFiles(db).values()].filter(({ status, con_id }) => status !== 'OFFLINE' && (db.container ?? con_id) === con_id);
  return sorted(files.flatMap((file) => rowsOf({ ...file, descriptor: liveDescriptor(db, file) })));
}

/** Every application row of a set of image copies, or of restored files; files of Oracle's own tablespaces give none. */
export function readRowsOf(paths: readonly string[]): readonly FileRow[] {
  return sorted(paths.flatMap((path) => rowsOfPath(path)));
}

/** SYS.SMON_SCN_TIME, newest first. */
export function smonScnTimes(db: LabDatabase): readonly { readonly scn: number; readonly time_dp: string }[] {
  const file = datafile(db, smonFile);
  const descriptor = liveDescriptor(db, file);
  const blocks = Array.from({ length: smonBlockCount }, (_, index) => smonFirstBlock + index);
  const rows = blocks.flatMap((block) => [...decodeSlots(readBlock(descriptor, { file: smonFile, block, name: file.name })).values()]);
  return rows.sort((one, other) => other.key - one.key).map(({ text, time }) => ({ scn: Number(text.slice('scn '.length)), time_dp: time }));
}

function rowsOfPath(path: string): readonly FileRow[] {
  const descriptor = openSync(path, 'r');
  try {
    const header = readFileHeader(descriptor);
    if (header === undefined) throw new OracleError('ORA-01210: data file header is media corrupt', `ORA-01110: data file: '${path}'`);
    return isOraclesOwn(header.tablespace) ? [] : rowsOf({ descriptor, file: header.file, name: path, blocks: header.blocks });
  } finally {
    closeSync(descriptor);
  }
}

function rowsOf({ descriptor, file, name, blocks }: ReadableFile): readonly FileRow[] {
  const rows: FileRow[] = [];
  for (let block = 2; block <= blocks; block += 1) {
    for (const row of decodeSlots(readBlock(descriptor, { file, block, name })).values()) rows.push({ file, ...row });
  }
  return rows;
}

function isOraclesOwn(tablespace: string): boolean {
  return ['SYSTEM', 'SYSAUX'].includes(tablespace) || tablespace.startsWith('UNDO');
}

function sorted(rows: readonly FileRow[]): readonly FileRow[] {
  return rows.toSorted((one, other) => one.file - other.file || one.key - other.key);
}
