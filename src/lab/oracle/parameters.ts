import { accessSync, constants, statSync } from 'node:fs';
import { parseDestination, recoveryAreaLocation, refreshArchiveDestinations } from './redo/archive-destinations.ts';
import type { LabDatabase } from './database.ts';
import { OracleError } from './oracle-error.ts';

const archiveDestination = /^log_archive_dest_(?:[1-9]|[12]\d|3[01])$/u;
const archiveDestinationState = /^log_archive_dest_state_(?:[1-9]|[12]\d|3[01])$/u;
const states: readonly string[] = ['ENABLE', 'DEFER', 'ALTERNATE'];

/**
 * `ALTER SYSTEM SET name=value`; an empty value unsets the parameter.
 * @throws {OracleError} ORA-02065 for a name that is no parameter, ORA-02097 for a value that cannot be
 */
export function setParameter(db: LabDatabase, name: string, value: string): void {
  const key = name.toLowerCase();
  if (db.sql.get('select 1 from parameter where name = ?', key) === undefined) {
    throw new OracleError('ORA-02065: illegal option for ALTER SYSTEM');
  }
  if (archiveDestination.test(key)) checkDestination(db, key, value);
  if (archiveDestinationState.test(key)) checkState(key, value);

  db.sql.run("update parameter set value = ?, isdefault = 'FALSE' where name = ?", value === '' ? null : value, key);
  const destination = /^log_archive_dest_(?:state_)?(\d+)$/u.exec(key)?.[1];
  if (destination !== undefined) refreshArchiveDestinations(db, Number(destination));
  if (key === 'db_recovery_file_dest') refreshArchiveDestinations(db);
}

function checkDestination(db: LabDatabase, name: string, value: string): void {
  if (value === '') return;
  const destination = parseDestination(value);
  if (destination === undefined) {
    throw invalidValue('ORA-16024: parameter % cannot be parsed', name);
  }
  if (!destination.isService && destination.location !== recoveryAreaLocation) checkFolder(db, name, destination.location);
}

/** Oracle looks whether the folder is there and can be written to when the parameter is set. */
function checkFolder(db: LabDatabase, name: string, folder: string): void {
  const onDisk = db.files.path(folder);
  try {
    if (!statSync(onDisk).isDirectory()) throw new Error('not a directory');
    accessSync(onDisk, constants.W_OK);
  } catch {
    const reason = 'ORA-16032: parameter % destination string cannot be translated';
    throw invalidValue(reason, name, 'ORA-07286: sksagdi: cannot obtain device information.');
  }
}

function checkState(name: string, value: string): void {
  if (value !== '' && !states.includes(value.toUpperCase())) {
    throw invalidValue(`ORA-00096: invalid value ${value} for parameter ${name}, must be from among reset, alternate, defer, enable`, name);
  }
}

function invalidValue(reason: string, name: string, ...more: readonly string[]): OracleError {
  return new OracleError(
    'ORA-32017: failure in updating SPFILE',
    'ORA-02097: parameter cannot be modified because specified value is invalid',
    reason.replace('%', name.toUpperCase()),
    ...more,
  );
}
