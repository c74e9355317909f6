import { dirname, join } from 'node:path';
import { parameter, type LabDatabase } from '#lab/oracle/database.ts';
import { datafiles } from '#lab/oracle/datafiles.ts';
import { tempfiles } from '#lab/oracle/instance-tempfiles.ts';
import { omfName } from '#lab/oracle/omf-name.ts';
import { knownDatafile, newestCopy, switchTo, switchToCopies } from '#lab/oracle/restore-switch.ts';
import { mkdirSync } from 'node:fs';
import { asFailure, RmanFailure } from '../failure.ts';
import { recordName } from '../repository-lines.ts';
import type { RmanSession } from '../session.ts';

/** SWITCH ... TO COPY (law 31). */
export function switchToCopy(session: RmanSession, files: readonly number[] | 'all'): void {
  session.nameRepository();
  const switched = session.step((db) => switchToCopies(db, files === 'all' ? datafiles(db).map(({ file }) => file) : files));
  session.out.lines(...switched.map(({ file, name }) => `datafile ${file} switched to datafile copy "${name}"`));
}

/** SWITCH DATAFILE in a RUN block: to the copy that RESTORE has just made. */
export function switchDatafiles(session: RmanSession, files: readonly number[] | 'all'): void {
  const { blockSettings, out } = session;
  const lines = session.step((db) =>
    db.sql.transaction(() => {
      const wanted = files === 'all' ? datafiles(db).map(({ file }) => file) : files;
      return wanted.filter((file) => files !== 'all' || blockSettings.nameOfDatafile(file) !== undefined).flatMap((number) => {
        const file = knownDatafile(db, number);
        const wantedName = blockSettings.nameOfDatafile(number);
        if (wantedName === undefined) throw new RmanFailure([`RMAN-06022: invalid level specified for image copy obsolescence of datafile ${number}`]);
        const name = wantedName === 'new' ? db.sql.get<{ name: string }>("select name from datafile_copy where file = ? and deleted = 'NO' order by recid desc", number)?.name : wantedName;
        const copy = newestCopy(db, file, name);
        if (copy === undefined) throw new RmanFailure([`RMAN-06571: datafile ${number} does not have recoverable copy`]);
        switchTo(db, file, copy.name);
        return [`datafile ${number} switched to datafile copy`, `input datafile copy ${recordName(copy)} file name=${copy.name}`];
      });
    }),
  );
  out.separate();
  out.lines(...lines);
}

/** SWITCH TEMPFILE: only the control file changes; the file is made when the database opens. */
export function switchTempfiles(session: RmanSession, files: readonly number[] | 'all'): void {
  const lines = session.step((db) =>
    tempfiles(db)
      .filter(({ file }) => files === 'all' || files.includes(file))
      .flatMap(({ file }) => {
        const wanted = session.blockSettings.nameOfTempfile(file);
        if (wanted === undefined) return [];
        const name = wanted === 'new' ? newTempfile(db) : wanted;
        db.sql.run('update tempfile set name = ? where file = ?', name, file);
        return [`renamed tempfile ${file} to ${name} in control file`];
      }),
  );
  session.out.separate();
  session.out.lines(...lines);
}

function newTempfile(db: LabDatabase): string {
  const folder = parameter(db, 'db_create_file_dest');
  if (folder === '') throw asFailure(new RmanFailure(['ORA-02236: invalid file name']));
  const path = join(folder, parameter(db, 'db_unique_name').toUpperCase(), 'datafile', omfName(db, 'tmp', 'temp'));
  mkdirSync(dirname(db.files.path(path)), { recursive: true });
  return path;
}
