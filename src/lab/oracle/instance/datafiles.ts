import { closeSync, openSync, readSync } from 'node:fs';
import { databaseIdentity, type LabDatabase } from '../database.ts';
import { datafiles, isMoving, type Datafile } from '../datafiles.ts';
import { firstBlock, readFileHeader, type FileHeader } from '../file-header.ts';
import { datafileLine, fileStatusLines, OracleError } from '../oracle-error.ts';

/** A datafile of the control file and what is found under its name. */
export interface FoundDatafile {
  readonly file: Datafile;
  readonly header: FileHeader | undefined;
  /** V$DATAFILE_HEADER.ERROR: `FILE NOT FOUND`, `CANNOT OPEN FILE`, `WRONG FILE TYPE`, `CANNOT READ HEADER`, `WRONG FILE`. */
  readonly error: string | undefined;
  /** Oracle's lines about it. */
  readonly lines: readonly string[];
}

/** Every datafile with its header, offline ones too. */
export function foundDatafiles(db: LabDatabase): readonly FoundDatafile[] {
  return datafiles(db).map((file) => findDatafile(db, file, file.name));
}

/** What a file of that path is, as this datafile. */
export function findDatafile(db: LabDatabase, file: Datafile, path: string): FoundDatafile {
  const looked = look(db.files.path(path));
  if ('cause' in looked) {
    const reason = `ORA-01157: cannot identify/lock data file ${file.file} - see DBWR trace file`;
    const error = (looked.cause as NodeJS.ErrnoException).code === 'ENOENT' ? 'FILE NOT FOUND' : 'CANNOT OPEN FILE';
    return { file, header: undefined, error, lines: [reason, datafileLine({ ...file, name: path }), ...fileStatusLines(looked.cause)] };
  }
  const problem = problemOf(looked, file, databaseIdentity(db).dbid);
  if (problem === undefined) return { file, header: looked.header, error: undefined, lines: [] };
  const lines = [`ORA-01122: database file ${file.file} failed verification check`, datafileLine({ ...file, name: path }), problem.line];
  return { file, header: looked.header, error: problem.error, lines };
}

/**
 * What opening checks first (law 7): every online file is there, is that file, and all that move are consistent at one SCN.
 * @returns that SCN: every change before it is in the files
 * @throws {OracleError} ORA-01157, ORA-01122, ORA-01113, ORA-01195 or ORA-01194 for the first file that is not as it should be
 */
export function requireConsistentDatafiles(db: LabDatabase): number {
  const online = onlineHeaders(db);
  for (const { file, header } of online) {
    // What the control file says of a file at rest must be in it: read only, or of a container that was closed.
    if (file.last_change !== null && header.checkpointChange < file.last_change) throw new OracleError(`ORA-01113: file ${file.file} needs media recovery`, datafileLine(file));
  }
  const headers = online.filter(({ file }) => isMoving(file));
  const newest = Math.max(0, ...headers.map(({ header }) => header.checkpointChange));
  for (const { file, header } of headers) {
    const needs = `file ${file.file} needs more recovery to be consistent`;
    if (header.fuzzy) throw new OracleError(`ORA-01195: online backup of ${needs}`, datafileLine(file));
    if (header.checkpointChange < newest) throw new OracleError(`ORA-01194: ${needs}`, datafileLine(file));
  }
  return newest;
}

/** Headers of all files that are not offline. @throws {OracleError} ORA-01157 or ORA-01122 for one that is not what it should be */
export function onlineHeaders(db: LabDatabase): readonly { readonly file: Datafile; readonly header: FileHeader }[] {
  return foundDatafiles(db)
    .filter(({ file }) => file.status !== 'OFFLINE')
    .map(({ file, header, error, lines }) => {
      if (header === undefined || error !== undefined) throw new OracleError(...lines);
      return { file, header };
    });
}

type Looked = { readonly cause: unknown } | { readonly isDatafile: boolean; readonly header: FileHeader | undefined };

function look(path: string): Looked {
  let descriptor: number;
  try {
    descriptor = openSync(path, 'r');
  } catch (cause) {
    return { cause };
  }
  try {
    const expected = firstBlock().subarray(0, 8);
    const block = Buffer.alloc(expected.length);
    readSync(descriptor, block, 0, block.length, 0);
    return { isDatafile: block.equals(expected), header: readFileHeader(descriptor) };
  } catch (cause) {
    return { cause };
  } finally {
    closeSync(descriptor);
  }
}

function problemOf(
  { isDatafile, header }: { readonly isDatafile: boolean; readonly header: FileHeader | undefined },
  file: Datafile,
  dbid: number,
): { readonly error: string; readonly line: string } | undefined {
  if (!isDatafile) return { error: 'WRONG FILE TYPE', line: `ORA-01251: Unknown File Header Version read for file number ${file.file}` };
  if (header === undefined) return { error: 'CANNOT READ HEADER', line: 'ORA-01210: data file header is media corrupt' };
  if (header.dbid !== dbid) return { error: 'WRONG FILE', line: 'ORA-01206: file is not part of this database - wrong database id' };
  if (header.file !== file.file) return { error: 'WRONG FILE', line: `ORA-01204: file number is ${header.file} rather than ${file.file} - wrong file` };
  if (header.creationChange !== file.creation_change) return { error: 'WRONG FILE', line: 'ORA-01203: wrong incarnation of this file - wrong creation SCN' };
  return undefined;
}
