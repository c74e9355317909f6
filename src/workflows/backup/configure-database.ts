// `icb backup <db> config`: sets the database up for image copy backups. Everything is looked at first and only what differs
// is changed, so that a second run changes nothing; what was changed is said.

import { chmod, mkdir, stat } from 'node:fs/promises';
import { archivedLogFolder, snapshotControlFile } from '#core/area-layout.ts';
import { IcbError } from '#core/errors.ts';
import { systemErrorCode, systemErrorText } from '#core/system-error.ts';
import { missingDestinations, queryArchiveDestinations, unusedOnStandby } from '#oracle/archive-destinations.ts';
import { integer, keywords, rmanFormat, rmanPath, sqlLiteral } from '#oracle/quoting.ts';
import { queryRmanConfiguration } from '#oracle/rman-configuration.ts';
import { OracleToolError } from '#oracle/programs/tool-error.ts';
import { queryLoggingState } from '#oracle/unrecoverable-changes.ts';
import type { BackupRun } from './backup-run.ts';
import { isStandby, keepsLogsForApply } from './data-guard-role.ts';
import { mendDestinations } from './area-destination.ts';
import { tellDutiesOfPrimary, tellOfStandbys } from './duties-of-primary.ts';

/** Returns what was changed, one sentence each. */
export async function configureDatabase(run: BackupRun): Promise<readonly string[]> {
  const changes = [
    ...(await createArchivedLogFolder(run)),
    ...(await registerInCatalog(run)),
    ...(await configureRman(run)),
    ...(await enableChangeTracking(run)),
    ...(await addArchiveDestinations(run)),
  ];
  if (isStandby(run.facts)) await tellDutiesOfPrimary(run);
  const { forced } = await queryLoggingState(run.oracle, run.signal);
  if (!forced && !isStandby(run.facts)) run.log.info('FORCE LOGGING is off: NOLOGGING changes are in no archived log; each backup names the datafiles that had some');
  for (const change of changes) run.log.info(`changed: ${change}`);
  if (changes.length === 0) run.log.info('nothing to change: the database is configured already');
  return changes;
}

async function createArchivedLogFolder({ database }: BackupRun): Promise<string[]> {
  const folder = archivedLogFolder(database.area);
  try {
    await mkdir(folder, { mode: 0o770 });
    // The database writes here too, perhaps as another member of the group, whatever umask icb was started with.
    await chmod(folder, 0o770);
    return [`created folder ${folder}`];
  } catch (error) {
    if (systemErrorCode(error) === 'EEXIST') return requireFolder(folder);
    throw new IcbError(`cannot create folder ${folder}: ${systemErrorText(error)}`, { cause: error, hint: 'the user running icb needs write permission in the backup area' });
  }
}

/** Something has the folder's name already: nothing to do when it is a folder, or a link to one. */
async function requireFolder(path: string): Promise<never[]> {
  const hint = 'move it away and run config again, which creates the folder';
  try {
    if ((await stat(path)).isDirectory()) return [];
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') throw new IcbError(`${path} is a link to nothing, not a folder for archived logs`, { cause: error, hint });
    throw new IcbError(`cannot look at ${path}: ${systemErrorText(error)}`, { cause: error, hint });
  }
  throw new IcbError(`${path} is not a folder: there is no place for archived logs`, { hint });
}

/** RMAN-20001: target database not found in recovery catalog. */
async function registerInCatalog({ database, facts, oracle, signal }: BackupRun): Promise<string[]> {
  const catalog = database.recoveryCatalog;
  if (!database.registerCatalog) return [];
  if (catalog === undefined) throw new IcbError(`${database.name}: registercatalog is set, but [rman] names no catalog`);
  try {
    await oracle.rman('resync-catalog.rman', { step: 'resync the recovery catalog', catalog }, signal);
    return [];
  } catch (error) {
    if (!(error instanceof OracleToolError) || !error.codes.includes('RMAN-20001')) throw error;
  }
  if (isStandby(facts)) {
    throw new IcbError(`${database.name} is not known to the recovery catalog ${catalog}, and a standby cannot be registered`, { hint: 'register the primary (register database): then RMAN knows its standby, too' });
  }
  await oracle.rman('register-database.rman', { step: 'register in the recovery catalog', catalog }, signal);
  return [`registered in the recovery catalog ${catalog}`];
}

async function configureRman(run: BackupRun): Promise<string[]> {
  const { database, facts, oracle, signal } = run;
  const { area } = database;
  const before = await queryRmanConfiguration(oracle, signal);
  const values = {
    // Standard Edition works with one channel only.
    parallel: integer(facts.enterpriseEdition ? database.parallel : 1, 'parallel'),
    autobackup_format: rmanFormat(area, '%F', 'backup area'),
    channel_format: rmanFormat(area, '%U', 'backup area'),
    snapshot_control_file: rmanPath(snapshotControlFile(area, database.name), 'backup area'),
    archived_log_deletion: keywords(keepsLogsForApply(run) ? 'applied on all standby' : 'none'),
  };
  const options = { step: 'configure RMAN', catalog: database.recoveryCatalog };
  const recovery_window_days = integer(database.recoveryWindowDays, 'recoverywindow');
  if (isStandby(facts)) await oracle.rman('configure-standby.rman', { ...options, values }, signal);
  else await oracle.rman('configure.rman', { ...options, values: { ...values, recovery_window_days } }, signal);
  const after = await queryRmanConfiguration(oracle, signal);
  return [...after].flatMap(([name, value]) => {
    const old = before.get(name);
    return old === value ? [] : [`RMAN ${name} ${value}${old === undefined ? '' : ` (was ${old})`}`];
  });
}

async function enableChangeTracking({ facts, oracle, log, signal }: BackupRun): Promise<string[]> {
  if (!facts.enterpriseEdition) return [];
  if (isStandby(facts)) {
    log.info('block change tracking is left as it is: on a standby it takes a license for Active Data Guard; without it each refresh reads every block');
    return [];
  }
  const { changeTracking, createFileDest } = await queryArchiveDestinations(oracle, signal);
  if (changeTracking === 'ENABLED') return [];
  if (createFileDest === '') {
    log.warn('block change tracking stays off: set DB_CREATE_FILE_DEST, or enable it yourself with USING FILE; until then each refresh reads every block');
    return [];
  }
  await oracle.sql('enable-change-tracking.sql', { step: 'enable block change tracking' }, signal);
  return ['enabled block change tracking'];
}

/** A standby archives what it receives by parameters of its own: those of the primary are another database's. */
async function addArchiveDestinations(run: BackupRun): Promise<string[]> {
  const { database, facts, oracle, signal } = run;
  const destinations = await queryArchiveDestinations(oracle, signal);
  if (!isStandby(facts)) tellOfStandbys(run, destinations);
  if (destinations.singleDestination !== '') {
    throw new IcbError(`${database.name}: LOG_ARCHIVE_DEST is set to ${destinations.singleDestination} and excludes further archive destinations`, {
      hint: 'clear it (alter system reset log_archive_dest) and run config again: LOG_ARCHIVE_DEST_n takes its place',
    });
  }
  if (destinations.recoveryArea === '') {
    throw new IcbError(`${database.name}: there is no recovery area to archive to`, {
      hint: 'set DB_RECOVERY_FILE_DEST_SIZE and DB_RECOVERY_FILE_DEST, then run config again',
    });
  }
  const folder = archivedLogFolder(database.area);
  const unused = isStandby(facts) ? unusedOnStandby(destinations, folder) : undefined;
  const absent = missingDestinations(destinations, folder);
  const missing = unused === undefined || absent === undefined ? absent : [unused, ...absent];
  if (missing === undefined) {
    throw new IcbError(`${database.name}: no LOG_ARCHIVE_DEST_n is free for ${archivedLogFolder(database.area)}`, {
      hint: 'clear a destination that is no longer used: alter system reset log_archive_dest_<n>',
    });
  }
  const mended = await mendDestinations(run, destinations);
  if (missing.length === 0) return mended;
  const values = missing.map(({ slot, value }) => ({ slot: integer(slot, 'slot'), destination: sqlLiteral(value, 'archive destination') }));
  await oracle.sql('set-archive-destination.sql', { step: 'add archive destinations', values }, signal);
  return [...mended, ...missing.map(({ slot, value }) => `set log_archive_dest_${slot} to ${value}`)];
}
