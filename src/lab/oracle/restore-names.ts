import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parameter, type LabDatabase } from './database.ts';
import { omfName } from './omf-name.ts';
import { fileCreationLines, OracleError } from './oracle-error.ts';

/** A new `DB_CREATE_FILE_DEST/<DB_UNIQUE_NAME>/datafile/o1_mf_<kind>_....<extension>`; nothing where no such folder is configured. */
export function managedName(db: LabDatabase, { extension, kind }: { readonly extension: 'dbf' | 'tmp'; readonly kind: string }): string | undefined {
  const folder = parameter(db, 'db_create_file_dest');
  if (folder === '') return undefined;
  return join(folder, parameter(db, 'db_unique_name').toUpperCase(), 'datafile', omfName(db, extension, kind.toLowerCase()));
}

/** Oracle makes folders for names it makes up, not for others. @throws {OracleError} ORA-01119 */
export function requireFolderOf(db: LabDatabase, name: string): void {
  if (existsSync(dirname(db.files.path(name)))) return;
  throw new OracleError(`ORA-01119: error in creating database file '${name}'`, ...fileCreationLines({ code: 'ENOENT', errno: 2 }));
}
