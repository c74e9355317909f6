import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import type { LabDatabase } from '#lab/oracle/database.ts';
import { datafiles } from '#lab/oracle/datafiles.ts';
import { tempfiles } from '#lab/oracle/instance/tempfiles.ts';
import { containerOf } from '#lab/oracle/pluggable-databases.ts';
import { managedName } from '#lab/oracle/restore/names.ts';
import { knownDatafile, newestCopy, switchTo, switchToCopies } from '#lab/oracle/restore/switch.ts';
import type { BlockSettings } from '../block-settings.ts';
import { RmanFailure } from '../failure.ts';
import { recordName } from '../repository-lines.ts';
import type { RmanSession } from '../session.ts';

/** SWITCH ... TO COPY (law 31). */
export function switchToCopy(session: RmanSession, files: readonly number[] | 'all'): void {
  session.nameRepository();
  const switched = session.step((db) => switchToCopies(db, files === 'all' ? datafiles(db).map(({ file }) => file) : files));
  session.out.lines(...switched.map(({ file, name }) => `datafile ${file} switched to datafile copy "${name}"`));
}

/** SWITCH DATAFILE in a RUN block: to the file of its new name, which RESTORE has just made. */
export function switchDatafiles(session: RmanSession, files: readonly number[] | 'all'): void {
  const { blockSettings, out } = session;
  const lines = session.step((db) =>
    db.sql.transaction(() => {
      const renamed = datafiles(db).filter(({ file }) => blockSettings.nameOfDatafile(file) !== undefined);
      return (files === 'all' ? renamed.map(({ file }) => file) : files).flatMap((number) => switchOne(db, number, blockSettings));
    }),
  );
  out.separate();
  out.lines(...lines);
}

function switchOne(db: LabDatabase, number: number, { restored }: BlockSettings): readonly string[] {
  const file = knownDatafile(db, number);
  const name = restored.get(number);
  const copy = name === undefined ? undefined : newestCopy(db, file, name);
  if (copy === undefined) {
    throw new RmanFailure(['RMAN-20230: datafile copy not found in the repository', `RMAN-06015: error while looking up datafile copy name: ${name ?? file.name}`]);
  }
  switchTo(db, file, copy.name);
  return [`datafile ${number} switched to datafile copy`, `input datafile copy ${recordName(copy)} file name=${copy.name}`];
}

/** SWITCH TEMPFILE: only the control file changes; the file is made when the database opens. */
export function switchTempfiles(session: RmanSession, files: readonly number[] | 'all'): void {
  const { blockSettings, out } = session;
  const lines = session.step((db) =>
    tempfiles(db)
      .filter(({ file }) => files === 'all' || files.includes(file))
      .flatMap(({ file, con_id }) => {
        const wanted = blockSettings.nameOfTempfile(file);
        if (wanted === undefined) return [];
        const name = wanted === 'new' ? newTempfile(db, con_id) : wanted;
        db.sql.run('update tempfile set name = ? where file = ?', name, file);
        return [`renamed tempfile ${file} to ${name} in control file`];
      }),
  );
  out.separate();
  out.lines(...lines);
}

function newTempfile(db: LabDatabase, conId: number): string {
  const path = managedName(db, { extension: 'tmp', kind: 'temp', container: containerOf(db, conId) });
  if (path === undefined) throw new RmanFailure(['ORA-02236: invalid file name']);
  mkdirSync(dirname(db.files.path(path)), { recursive: true });
  return path;
}
