import { copyFileSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Clock } from '#core/clock.ts';
import type { DatabaseKind } from '../../database-kind.ts';
import { refreshArchiveDestinations } from '../redo/archive-destinations.ts';
import { joinConfiguration } from '../data-guard.ts';
import { attachDatabase, controlFilePath, type LabDatabase } from '../database.ts';
import { datafiles } from '../datafiles.ts';
import { defaultParameters } from '../default-parameters.ts';
import { journalPath } from '../journal.ts';
import { setParameter } from '../parameters.ts';

/** The standby to make. */
export interface NewStandby {
  /** DB_UNIQUE_NAME of the database it follows, which nobody has worked with yet. */
  readonly primary: string;
  /** Its own. */
  readonly name: string;
  readonly dbName: string;
  readonly kind: DatabaseKind;
  readonly clock: Clock;
}

/** What a DBA does with DUPLICATE FOR STANDBY, and with the parameters of both databases. The standby is mounted and applies redo. */
export function createStandby(labDir: string, wanted: NewStandby): void {
  const { primary: primaryName, name, clock } = wanted;
  using primary = attachDatabase(controlFilePath(labDir, primaryName), { labDir, name: primaryName, clock, site: 'database host' });
  primary.sql.run('vacuum into ?', controlFilePath(labDir, name));
  // One history: the rows of a standby are those of its primary at some earlier SCN.
  symlinkSync(basename(journalPath({ labDir, name: primaryName })), journalPath({ labDir, name }));
  using standby = attachDatabase(controlFilePath(labDir, name), { labDir, name, clock, site: 'database host' });
  standby.sql.transaction(() => {
    standby.sql.run("update database set db_unique_name = ?, role = 'PHYSICAL STANDBY', open_mode = 'MOUNTED'", name);
    standby.sql.run("update instance set instance_name = ?, host_name = 'labstandby', status = 'MOUNTED'", name);
    standby.sql.run('delete from parameter');
    for (const [key, value] of defaultParameters(labDir, wanted)) standby.sql.insert('parameter', { name: key, value: value === '' ? null : value, isdefault: value === '' ? 'TRUE' : 'FALSE' });
    takeOverFiles(standby, primary);
  });
  for (const [db, other] of [[primary, name], [standby, primaryName]] as const) {
    setParameter(db, 'log_archive_config', `DG_CONFIG=(${primaryName},${name})`);
    setParameter(db, 'fal_server', other);
    setParameter(db, 'standby_file_management', 'AUTO');
    setParameter(db, 'log_archive_dest_1', `LOCATION=USE_DB_RECOVERY_FILE_DEST VALID_FOR=(ALL_LOGFILES,ALL_ROLES) DB_UNIQUE_NAME=${db.name}`);
    setParameter(db, 'log_archive_dest_2', `SERVICE=${other} ASYNC VALID_FOR=(ONLINE_LOGFILE,PRIMARY_ROLE) DB_UNIQUE_NAME=${other}`);
    refreshArchiveDestinations(db);
  }
  joinConfiguration(labDir, [primaryName, name]);
}

/** Each of the primary's files, under a name of the standby's own. Its online logs are not in use. */
function takeOverFiles(standby: LabDatabase, primary: LabDatabase): void {
  const ownName = (path: string): string => join(dirname(dirname(dirname(path))), standby.name.toUpperCase(), basename(dirname(path)), basename(path));
  for (const { file, name } of datafiles(primary)) {
    const copy = standby.files.path(ownName(name));
    mkdirSync(dirname(copy), { recursive: true });
    copyFileSync(primary.files.path(name), copy);
    standby.sql.run('update datafile set name = ? where file = ?', ownName(name), file);
  }
  for (const { file, name } of standby.sql.all<{ file: number; name: string }>('select file, name from tempfile')) {
    standby.sql.run('update tempfile set name = ? where file = ?', ownName(name), file);
  }
  for (const { group_no, member } of standby.sql.all<{ group_no: number; member: string }>('select group_no, member from online_log')) {
    const own = standby.files.path(ownName(member));
    mkdirSync(dirname(own), { recursive: true });
    writeFileSync(own, '');
    standby.sql.run("update online_log set member = ?, status = 'UNUSED', archived = 'YES', used_bytes = 0 where group_no = ?", ownName(member), group_no);
  }
}
