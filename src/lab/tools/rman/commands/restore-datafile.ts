import { copyFileSync, existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { databaseIdentity, type LabDatabase } from '#lab/oracle/database.ts';
import { writeEmptyDatafile } from '#lab/oracle/create-datafile.ts';
import type { Datafile } from '#lab/oracle/datafiles.ts';
import { readFileHeader, type FileHeader } from '#lab/oracle/file-header.ts';
import { fileCreationLines, fileStatusLines, OracleError } from '#lab/oracle/oracle-error.ts';
import { recordCopy } from '#lab/oracle/restore-catalog.ts';
import { managedName } from '#lab/oracle/restore-recovery.ts';
import { knownDatafile, newestCopy } from '#lab/oracle/restore-switch.ts';
import { takeChannels } from '../channel-allocation.ts';
import { datafileNumber } from '../repository-lines.ts';
import type { RmanSession } from '../session.ts';

/** RESTORE DATAFILE: from its newest copy; a file without one is made anew, to be filled from redo. */
export async function restoreDatafiles(session: RmanSession, files: readonly number[]): Promise<void> {
  const { out } = session;
  out.separate();
  out.lines(`Starting restore at ${session.now()}`);
  const [channel] = takeChannels(session);
  out.lines('');
  for (const number of files) {
    const lines = session.step((db) => restoreOne(db, knownDatafile(db, number), { name: session.blockSettings.nameOfDatafile(number), channel: channel?.name ?? '' }));
    out.lines(...lines);
    await session.breathe();
  }
  out.lines(`Finished restore at ${session.now()}`);
}

function restoreOne(db: LabDatabase, file: Datafile, target: { readonly name: string | undefined; readonly channel: string }): readonly string[] {
  const name = target.name === 'new' ? managedName(db, file) : (target.name ?? file.name);
  const copy = newestCopy(db, file);
  if (target.name === 'new') mkdirSync(dirname(name), { recursive: true });
  if (copy === undefined) createAnew(db, file, name);
  else copyFile(db, copy.name, name);
  if (name !== file.name) {
    const header = readFileHeader(db.files.descriptor(name));
    if (header !== undefined) recordCopy(db, name, header);
  }
  if (copy === undefined) return [`creating datafile file number=${file.file} name=${name}`, 'restore not done; all files read only, offline, excluded, or already restored'];
  return [
    `channel ${target.channel}: restoring datafile ${datafileNumber(file.file)}`,
    `input datafile copy RECID=${copy.recid} STAMP=0 file name=${copy.name}`,
    `output file name=${name}`,
  ];
}

function createAnew(db: LabDatabase, file: Datafile, name: string): void {
  const onDisk = db.files.path(name);
  if (!existsSync(dirname(onDisk))) {
    throw new OracleError(`ORA-01119: error in creating database file '${name}'`, ...fileCreationLines({ code: 'ENOENT', errno: 2 }));
  }
  const { dbid, name: dbName, resetlogs_change, resetlogs_id } = databaseIdentity(db);
  const header: FileHeader = {
    dbid,
    dbName,
    file: file.file,
    tablespace: file.tablespace,
    blocks: file.blocks,
    creationChange: file.creation_change,
    creationTime: file.creation_time,
    resetlogsChange: resetlogs_change,
    resetlogsId: resetlogs_id,
    checkpointChange: file.creation_change,
    checkpointTime: file.creation_time,
    fuzzy: false,
    fuzzyChange: null,
  };
  writeEmptyDatafile(name, header, onDisk);
}

function copyFile(db: LabDatabase, from: string, to: string): void {
  if (!existsSync(db.files.path(from))) throw new OracleError(`ORA-19505: failed to identify file "${from}"`, ...fileStatusLines({ code: 'ENOENT', errno: 2 }));
  try {
    copyFileSync(db.files.path(from), db.files.path(to));
  } catch (error) {
    throw new OracleError(`ORA-19504: failed to create file "${to}"`, ...fileCreationLines(error));
  }
}
