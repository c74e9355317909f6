import type { LabDatabase } from '../database.ts';
import { datafiles, type Datafile } from '../datafiles.ts';
import { OracleError } from '../oracle-error.ts';

interface Copy {
  readonly recid: number;
  readonly name: string;
  readonly checkpoint_change: number;
  readonly checkpoint_time: string;
  readonly blocks: number;
  readonly completion_time: string;
}

/**
 * Datafiles become their newest available copies, by record: nobody looks whether they are there (law 31). All or nothing; the
 * old names become copies.
 * @throws {OracleError} RMAN-06571 for a file without a copy, RMAN-06572 for one that is in use, RMAN-20201 for a number that is no
 * datafile's
 */
export function switchToCopies(db: LabDatabase, files: readonly number[]): readonly (Copy & { readonly file: number })[] {
  return db.sql.transaction(() => files.map((file) => ({ ...switchTo(db, knownDatafile(db, file)), file })));
}

/** A datafile as RMAN looks it up. @throws {OracleError} RMAN-20201 for a number that is no datafile's */
export function knownDatafile(db: LabDatabase, number: number): Datafile {
  const found = datafiles(db).find(({ file }) => file === number);
  if (found !== undefined) return found;
  throw new OracleError('RMAN-20201: datafile not found in the recovery catalog', `RMAN-06010: error while looking up datafile: ${number}`);
}

/** The datafile becomes its newest available copy, or the one of that name. */
export function switchTo(db: LabDatabase, file: Datafile, name?: string): Copy {
  const copy = newestCopy(db, file, name);
  refuseInUse(db, file);
  if (copy === undefined) throw new OracleError(`RMAN-06571: datafile ${file.file} does not have recoverable copy`);
  db.sql.run("update datafile_copy set status = 'D', deleted = 'YES', name = null where recid = ?", copy.recid);
  db.sql.run(
    `insert into datafile_copy (file, name, status, deleted, creation_change, creation_time, checkpoint_change, checkpoint_time,
       resetlogs_change, resetlogs_id, blocks, block_size, completion_time)
     select file, datafile.name, 'A', 'NO', creation_change, creation_time, datafile.checkpoint_change, checkpoint_time,
       resetlogs_change, resetlogs_id, blocks, block_size, scn_time from datafile, database where file = ?`,
    file.file,
  );
  db.sql.run(
    'update datafile set name = ?, checkpoint_change = ?, checkpoint_time = ?, blocks = ?, bytes = ? * block_size where file = ?',
    copy.name,
    copy.checkpoint_change,
    copy.checkpoint_time,
    copy.blocks,
    copy.blocks,
    file.file,
  );
  return copy;
}

/** The copy a restore or a switch takes. */
export function newestCopy(db: LabDatabase, file: Datafile, name?: string): Copy | undefined {
  return db.sql.get<Copy>(
    `select * from datafile_copy
      where file = ? and creation_change = ? and deleted = 'NO' and status = 'A' and name = coalesce(?, name)
      order by checkpoint_change desc, recid desc`,
    file.file,
    file.creation_change,
    name ?? null,
  );
}

function refuseInUse(db: LabDatabase, { file, status }: Datafile): void {
  const { open_mode } = db.sql.one<{ open_mode: string }>('select open_mode from database');
  if (open_mode === 'MOUNTED' || status === 'OFFLINE') return;
  throw new OracleError(`RMAN-06572: database is open and datafile ${file} is not offline`);
}
