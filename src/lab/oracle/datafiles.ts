import { rootContainer, type LabDatabase } from './database.ts';
import { datafileLine, OracleError } from './oracle-error.ts';

/** A row of the control file's datafile table, with its tablespace. */
export interface Datafile {
  readonly file: number;
  readonly ts: number;
  readonly tablespace: string;
  /** TS# */
  readonly ts_number: number;
  readonly contents: string;
  /** 0 where there are no containers. */
  readonly con_id: number;
  readonly name: string;
  readonly creation_change: number;
  readonly creation_time: string;
  readonly checkpoint_change: number;
  readonly checkpoint_time: string;
  readonly enabled: string;
  readonly status: string;
  /** Of a file that does not move: every change of it is before this SCN. */
  readonly last_change: number | null;
  readonly blocks: number;
  readonly bytes: number;
  readonly unrecoverable_change: number;
}

const selection = 'select datafile.*, tablespace.name as tablespace, tablespace.number as ts_number, tablespace.contents from datafile join tablespace using (ts)';
/** Oracle's own: their rows are not an application's. */
const oracleTablespaces: readonly string[] = ['SYSTEM', 'SYSAUX'];

export function datafiles(db: LabDatabase): readonly Datafile[] {
  return db.sql.all<Datafile>(`${selection} order by file`);
}

/** @throws {OracleError} ORA-01157 for a file number that is not in the database */
export function datafile(db: LabDatabase, file: number): Datafile {
  const found = db.sql.get<Datafile>(`${selection} where file = ?`, file);
  if (found === undefined) throw new OracleError(`ORA-01157: cannot identify/lock data file ${file} - see DBWR trace file`);
  return found;
}

/** Read-only and offline files do not move, nor those of a container that is not open for changes (law 8). */
export function isMoving(file: Datafile): boolean {
  return isRecoverable(file) && file.last_change === null;
}

/** What media recovery works on: neither read only nor offline. Files of a container that is closed are neither. */
export function isRecoverable(file: Datafile): boolean {
  return file.enabled === 'READ WRITE' && (file.status === 'ONLINE' || file.status === 'SYSTEM');
}

/** Files in which applications keep their rows; in a container database they live in pluggable databases. */
export function applicationFiles(db: LabDatabase): ReadonlyMap<number, Datafile> {
  const files = datafiles(db).filter(({ contents, tablespace, con_id }) => con_id !== rootContainer && contents === 'PERMANENT' && !oracleTablespaces.includes(tablespace));
  return new Map(files.map((file) => [file.file, file]));
}

/** A datafile that can be changed. @throws {OracleError} ORA-00372 or ORA-00376 when it cannot */
export function writableDatafile(db: LabDatabase, number: number): Datafile {
  const file = datafile(db, number);
  if (isMoving(file)) return file;
  const reason = file.enabled === 'READ WRITE' ? `ORA-00376: file ${number} cannot be read` : `ORA-00372: file ${number} cannot be modified`;
  throw new OracleError(`${reason} at this time`, datafileLine(file));
}
