import { applyRedo, type RedoOutcome } from '../redo/apply-redo.ts';
import type { ArchivedLog } from '../redo/archived-logs.ts';
import { newTablespace } from '../create-pluggable-database.ts';
import { currentContainer, isPrimaryRole, parameter, type LabDatabase } from '../database.ts';
import { datafile, datafiles, isRecoverable } from '../datafiles.ts';
import { readFileHeader, type ContainerIdentity, type FileHeader } from '../file-header.ts';
import { onlineHeaders } from '../instance/datafiles.ts';
import type { Until } from '../journal.ts';
import { requireOpenKeystore } from '../keystore.ts';
import { datafileLine, OracleError } from '../oracle-error.ts';
import { containerOf, forgetContainer, pluggableDatabases } from '../pluggable-databases.ts';
import { isBehind } from './logs.ts';
import { managedName, requireFolderOf } from './names.ts';

/** What recovery is to do. */
export interface DatabaseRecovery {
  readonly until: Until | undefined;
  /** Name for a datafile that only redo knows; `new` or nothing: Oracle makes it up. */
  readonly nameOf: (file: number) => string | undefined;
}

/** What recovery did. */
export interface DatabaseRecovered {
  /** The log that would have come next, when the target was not reached (RMAN-06054). */
  readonly missing: RedoOutcome['missing'];
  /** Files that redo made. */
  readonly created: readonly { readonly file: number; readonly name: string }[];
}

/**
 * `RECOVER DATABASE`: applies these logs to the datafiles and lets the control file know what became of them.
 * @throws {OracleError} ORA-00283 with the cause
 */
export function recoverDatafiles(db: LabDatabase, logs: readonly ArchivedLog[], { until, nameOf }: DatabaseRecovery): DatabaseRecovered {
  const recovered = onlineHeaders(db).filter(({ file }) => isRecoverable(file));
  const atRest = recovered.filter((each) => !isBehind(each));
  const created: { file: number; name: string }[] = [];
  const names = new Map(recovered.map(({ file: { name } }) => [db.files.path(name), name]));
  const known = new Set(datafiles(db).map(({ file, creation_change }) => `${file} ${creation_change}`));
  const createIn = (header: FileHeader): string | undefined => {
    // One that does not move and was born in this redo: recovery leaves it alone.
    if (known.has(`${header.file} ${header.creationChange}`)) return undefined;
    const wanted = nameOf(header.file) ?? 'new';
    const name = wanted === 'new' ? managedName(db, { extension: 'dbf', kind: header.tablespace, container: header.container }) : wanted;
    if (!isPrimaryRole(db) && parameter(db, 'standby_file_management').toUpperCase() !== 'AUTO') throw new OracleError(`ORA-01274: cannot add data file that was originally created as file ${header.file}`);
    if (name === undefined) throw unnamed(header);
    if (wanted !== 'new') requireFolderOf(db, name);
    created.push({ file: header.file, name });
    names.set(db.files.path(name), name);
    return db.files.path(name);
  };
  try {
    requireOpenKeystore(db);
    const paths = (files: typeof recovered): string[] => files.map(({ file }) => db.files.path(file.name));
    const outcome = applyRedo({ copies: paths(recovered), unmoved: paths(atRest), logs: logs.map(({ name }) => db.files.path(name ?? '')), createIn, ...(until === undefined ? {} : { until }) });
    db.sql.transaction(() => {
      const before = recovered.map(({ file }) => file.name);
      forgetRestingFiles(db, before, outcome.drops);
      noteFiles(db, before, outcome.files.map((path) => names.get(path) ?? path));
    });
    return { missing: outcome.missing && { ...outcome.missing, sequence: nextSequence(db, outcome.missing) }, created };
  } catch (error) {
    if (!(error instanceof OracleError) || error.lines[0]?.startsWith('RMAN-') === true) throw error;
    throw canceled(logs, error);
  }
}

/** RMAN has the server apply each log by a statement of its own, which fails. */
function canceled(logs: readonly ArchivedLog[], { lines }: OracleError): OracleError {
  const reason = 'ORA-00283: recovery session canceled due to errors';
  const log = logs.find(({ name }) => lines.some((line) => line.includes(`'${name}'`))) ?? logs[0];
  return new OracleError(reason, `RMAN-11003: failure during parse/execution of SQL statement: alter database recover logfile '${log?.name}'`, reason, ...lines);
}

/** Sequence of the log that begins at an SCN or holds it: one more than that of the newest log before it that ever was known. */
function nextSequence(db: LabDatabase, { thread, scn }: { readonly thread: number; readonly scn: number }): number {
  const before = 'select sequence from archived_log where thread = ? and next_change <= ? order by next_change desc, recid desc';
  return (db.sql.get<{ sequence: number }>(before, thread, scn)?.sequence ?? 0) + 1;
}

function unnamed({ file }: FileHeader): OracleError {
  const line = datafileLine({ file, name: `UNNAMED${String(file).padStart(5, '0')}` });
  return new OracleError('ORA-01244: unnamed datafile(s) added to control file by media recovery', line);
}

/** What is read only or offline is not recovered, but leaves the control file like any other when it is dropped. */
function forgetRestingFiles(db: LabDatabase, recovered: readonly string[], drops: RedoOutcome['drops']): void {
  const resting = datafiles(db).filter(({ name }) => !recovered.includes(name));
  const dropped = resting.filter(({ file, creation_change }) => drops.some((drop) => drop.file === file && drop.scn > creation_change));
  for (const { file } of dropped) db.sql.run('delete from datafile where file = ?', file);
}

/** Dropped files leave the control file, files that redo made enter it, all have the checkpoint recovery gave them. */
function noteFiles(db: LabDatabase, before: readonly string[], after: readonly string[]): void {
  for (const name of before.filter((path) => !after.includes(path))) db.sql.run('delete from datafile where name = ?', name);
  for (const { con_id } of pluggableDatabases(db)) if (!datafiles(db).some((file) => file.con_id === con_id)) forgetContainer(db, con_id);
  for (const path of after) {
    const header = readFileHeader(db.files.descriptor(path));
    if (header === undefined) continue;
    if (!before.includes(path)) insertDatafile(db, path, header);
    const { file } = datafile(db, header.file);
    db.sql.run(
      'update datafile set checkpoint_change = ?, checkpoint_time = ?, blocks = ?, bytes = ? * block_size where file = ?',
      header.checkpointChange,
      header.checkpointTime,
      header.blocks,
      header.blocks,
      file,
    );
  }
}

function insertDatafile(db: LabDatabase, name: string, header: FileHeader): void {
  const { container, tablespace } = header;
  if (container !== undefined && containerOf(db, container.con_id) === undefined) meetContainer(db, container, header);
  const conId = container?.con_id ?? currentContainer(db);
  const known = db.sql.get<{ ts: number }>('select ts from tablespace where con_id = ? and name = ?', conId, tablespace)?.ts;
  const ts = known ?? newTablespace(db, { conId, name: tablespace, contents: 'PERMANENT' });
  db.sql.insert('datafile', {
    file: header.file,
    ts,
    con_id: conId,
    name,
    creation_change: header.creationChange,
    creation_time: header.creationTime,
    checkpoint_change: header.checkpointChange,
    checkpoint_time: header.checkpointTime,
    enabled: 'READ WRITE',
    status: 'ONLINE',
    bytes: 0,
    blocks: 0,
    block_size: 8192,
  });
}

/** A pluggable database that only redo knows. */
function meetContainer(db: LabDatabase, container: ContainerIdentity, { creationChange, creationTime }: FileHeader): void {
  db.sql.insert('pluggable_database', { ...container, status: 'NORMAL', open_mode: 'MOUNTED', creation_change: creationChange, creation_time: creationTime });
}
