import { copyFileSync, existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { writeEmptyDatafile } from '#lab/oracle/create-datafile.ts';
import { databaseIdentity, type LabDatabase } from '#lab/oracle/database.ts';
import type { Datafile } from '#lab/oracle/datafiles.ts';
import { readFileHeader } from '#lab/oracle/file-header.ts';
import { fileCreationLines, fileStatusLines, OracleError } from '#lab/oracle/oracle-error.ts';
import { containerOf } from '#lab/oracle/pluggable-databases.ts';
import { recordDatafileCopy } from '#lab/oracle/backup/backup-records.ts';
import { managedName, requireFolderOf } from '#lab/oracle/restore/names.ts';
import { knownDatafile, newestCopy } from '#lab/oracle/restore/switch.ts';
import { takeChannels } from '../channel-allocation.ts';
import { RmanFailure } from '../failure.ts';
import { datafileNumber, recordName } from '../repository-lines.ts';
import type { RmanSession } from '../session.ts';

/** RESTORE DATAFILE: from its newest copy; a file without one is made anew, to be filled from redo. */
export async function restoreDatafiles(session: RmanSession, files: readonly number[]): Promise<void> {
  const { out } = session;
  out.separate();
  out.lines(`Starting restore at ${session.now()}`);
  const [channel] = takeChannels(session);
  out.lines('');
  for (const number of files) {
    out.lines(...session.step((db) => restoreOne(session, db, { file: knownDatafile(db, number), channel: channel?.name ?? '' })));
    await session.breathe();
  }
  out.lines(`Finished restore at ${session.now()}`);
}

function restoreOne(session: RmanSession, db: LabDatabase, { file, channel }: { readonly file: Datafile; readonly channel: string }): readonly string[] {
  const copy = newestCopy(db, file);
  const name = newName(db, file, session.blockSettings.nameOfDatafile(file.file));
  if (copy === undefined) createAnew(db, file, name);
  else copyFile(db, copy.name, name);
  if (name !== file.name) {
    const header = readFileHeader(db.files.descriptor(name));
    if (header !== undefined) recordDatafileCopy(db, header, { path: name });
    session.blockSettings.restored.set(file.file, name);
  }
  if (copy === undefined) {
    return [`creating datafile file number=${file.file} name=${name}`, 'restore not done; all files read only, offline, excluded, or already restored'];
  }
  return [
    `channel ${channel}: restoring datafile ${datafileNumber(file.file)}`,
    `input datafile copy ${recordName(copy)} file name=${copy.name}`,
    `destination for restore of datafile ${datafileNumber(file.file)}: ${name}`,
    `channel ${channel}: copied datafile copy of datafile ${datafileNumber(file.file)}`,
    `output file name=${name}`,
  ];
}

/** Folders are only made for names that Oracle makes up. @throws {RmanFailure} ORA-02236 where it must and knows no folder */
function newName(db: LabDatabase, file: Datafile, wanted: string | undefined): string {
  if (wanted !== 'new') return wanted ?? file.name;
  const name = managedName(db, { extension: 'dbf', kind: file.tablespace, container: containerOf(db, file.con_id) });
  if (name === undefined) throw new RmanFailure(['ORA-02236: invalid file name']);
  mkdirSync(dirname(db.files.path(name)), { recursive: true });
  return name;
}

function createAnew(db: LabDatabase, file: Datafile, name: string): void {
  const { dbid, name: dbName, resetlogs_change, resetlogs_id } = databaseIdentity(db);
  const container = containerOf(db, file.con_id);
  const header = {
    dbid,
    dbName,
    file: file.file,
    tablespace: file.tablespace,
    ...(container === undefined ? {} : { container }),
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
  requireFolderOf(db, name);
  writeEmptyDatafile(name, header, db.files.path(name));
}

function copyFile(db: LabDatabase, from: string, to: string): void {
  if (!existsSync(db.files.path(from))) throw new OracleError(`ORA-19505: failed to identify file "${from}"`, ...fileStatusLines({ code: 'ENOENT', errno: 2 }));
  try {
    copyFileSync(db.files.path(from), db.files.path(to));
  } catch (error) {
    throw new OracleError(`ORA-19504: failed to create file "${to}"`, ...fileCreationLines(error));
  }
}
