// The init file of a restored instance. It must open what the source database was, and reach nothing that belongs to it:
// no recovery area, no jobs, no listener, archived logs and new files in the scratch folder.

import { join } from 'node:path';
import { replaceFile } from '#core/atomic-file.ts';
import type { RestoreSettings } from '#core/config/restore-settings.ts';
import { IcbError } from '#core/errors.ts';
import { safePath } from '#oracle/quoting.ts';
import type { CloneParameters } from './clone-parameters.ts';
import { keystoreEntries } from './keystore.ts';
import type { KeystoreLocation } from './keystore.ts';

export interface InitFile {
  readonly settings: Pick<RestoreSettings, 'sgaSize' | 'pgaSize' | 'instanceNumber' | 'thread'>;
  readonly parameters: CloneParameters;
  /** Also its DB_UNIQUE_NAME: two instances of one DB_NAME in one Oracle home need different ones. */
  readonly sid: string;
  readonly scratchFolder: string;
  readonly diagnosticFolder: string;
  readonly keystore: KeystoreLocation | undefined;
}

/** Writes `<scratch>/init.ora` and returns its path and content. */
export async function writeInitFile(file: InitFile): Promise<{ readonly path: string; readonly content: string }> {
  const path = join(file.scratchFolder, 'init.ora');
  const content = initFileContent(file);
  await replaceFile(path, content, { mode: 0o600 });
  return { path, content };
}

/** Where the restored instance keeps its control file. */
export function restoredControlFile(scratchFolder: string): string {
  return join(scratchFolder, 'restore.cf');
}

export function initFileContent({ settings, parameters, sid, scratchFolder, diagnosticFolder, keystore }: InitFile): string {
  const { db_name: name, compatible, db_block_size: blockSize, db_files: files, undo_tablespace: undo, enable_pluggable_database: pluggable } = parameters.initialization;
  const scratch = safePath(scratchFolder, 'scratch folder');
  const entries: readonly (readonly [string, string | number | undefined])[] = [
    ['compatible', compatible],
    ['control_files', restoredControlFile(scratch)],
    ['db_block_size', blockSize],
    ['db_create_file_dest', scratch],
    ['db_files', files],
    ['db_name', name],
    ['db_unique_name', sid],
    ['diagnostic_dest', safePath(diagnosticFolder, 'folder of the diagnostics')],
    // Before 12.1 the parameter does not exist.
    ['enable_pluggable_database', pluggable?.toUpperCase() === 'TRUE' ? 'TRUE' : undefined],
    ['filesystemio_options', 'SETALL'],
    ['instance_number', settings.instanceNumber],
    ['job_queue_processes', 0],
    ['log_archive_dest_1', `LOCATION=${scratch}`],
    ['pga_aggregate_target', settings.pgaSize],
    ['processes', 300],
    ['remote_login_passwordfile', 'NONE'],
    ['sga_max_size', settings.sgaSize],
    ['sga_target', settings.sgaSize],
    // A copy that was backed up at a standby is one: recovery makes datafiles that only redo knows when it is told to.
    ['standby_file_management', 'AUTO'],
    ['thread', settings.thread],
    ['undo_management', 'AUTO'],
    ['undo_tablespace', undo],
    ...keystoreEntries(keystore),
  ];
  return entries.flatMap(([key, value]) => (value === undefined ? [] : [`*.${key}=${quoted(key, value, parameters.file)}\n`])).join('');
}

function quoted(key: string, value: string | number, source: string): string {
  if (typeof value === 'number') return String(value);
  if (/^[\w.$#/ =:+,-]*$/u.test(value)) return `'${value}'`;
  throw new IcbError(`${key} in ${source} cannot be written into an init file: ${JSON.stringify(value)}`);
}
