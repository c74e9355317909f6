import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { containerFolder } from '../create-pluggable-database.ts';
import { parameter, type LabDatabase } from '../database.ts';
import type { ContainerIdentity } from '../file-header.ts';
import { omfName } from '../omf-name.ts';
import { fileCreationLines, OracleError } from '../oracle-error.ts';

/** A new `DB_CREATE_FILE_DEST/<DB_UNIQUE_NAME>[/<GUID>]/datafile/o1_mf_<kind>_....<extension>`; nothing where no such folder is configured. */
export function managedName(db: LabDatabase, { extension, kind, container }: { readonly extension: 'dbf' | 'tmp'; readonly kind: string; readonly container?: ContainerIdentity | undefined }): string | undefined {
  if (parameter(db, 'db_create_file_dest') === '') return undefined;
  return join(containerFolder(db, container), omfName(db, extension, kind.toLowerCase()));
}

/** Oracle makes folders for names it makes up, not for others. @throws {OracleError} ORA-01119 */
export function requireFolderOf(db: LabDatabase, name: string): void {
  if (existsSync(dirname(db.files.path(name)))) return;
  throw new OracleError(`ORA-01119: error in creating database file '${name}'`, ...fileCreationLines({ code: 'ENOENT', errno: 2 }));
}
