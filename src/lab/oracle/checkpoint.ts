import { databaseIdentity, type LabDatabase } from './database.ts';
import { datafiles, isMoving, type Datafile } from './datafiles.ts';
import { readFileHeader, writeFileHeader } from './file-header.ts';
import { datafileLine, fileStatusLines, OracleError } from './oracle-error.ts';

/** A moment before which every change is on disk. */
export interface CheckpointMoment {
  readonly scn: number;
  readonly time: string;
}

/** Moves the checkpoint of every datafile that moves (law 8). */
export function checkpointDatabase(db: LabDatabase, moment: CheckpointMoment): void {
  for (const file of datafiles(db).filter(isMoving)) checkpointDatafile(db, file, moment);
  db.sql.run('update database set checkpoint_change = ?', moment.scn);
}

/** Moves the checkpoint of one datafile, in its header and in the control file. */
export function checkpointDatafile(db: LabDatabase, file: Datafile, { scn, time }: CheckpointMoment): void {
  const descriptor = liveDescriptor(db, file);
  const header = readFileHeader(descriptor);
  if (header === undefined) throw new OracleError('ORA-01210: data file header is media corrupt', datafileLine(file));
  const { resetlogs_change, resetlogs_id } = databaseIdentity(db);
  const incarnation = { resetlogsChange: resetlogs_change, resetlogsId: resetlogs_id };
  writeFileHeader(descriptor, { ...header, ...incarnation, checkpointChange: scn, checkpointTime: time });
  db.sql.run('update datafile set checkpoint_change = ?, checkpoint_time = ? where file = ?', scn, time, file.file);
}

/** @throws {OracleError} ORA-01157 when the live file is not there */
export function liveDescriptor(db: LabDatabase, file: Datafile): number {
  try {
    return db.files.descriptor(file.name);
  } catch (error) {
    const reason = `ORA-01157: cannot identify/lock data file ${file.file} - see DBWR trace file`;
    throw new OracleError(reason, datafileLine(file), ...fileStatusLines(error));
  }
}
