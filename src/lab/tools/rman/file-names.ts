import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expandFormat } from '#lab/oracle/backup/backup-names.ts';
import type { FormatFacts } from '#lab/oracle/backup/backup-names.ts';
import { databaseTime, parameter } from '#lab/oracle/database.ts';
import type { LabDatabase } from '#lab/oracle/database.ts';
import { omfName } from '#lab/oracle/omf-name.ts';
import type { Channel } from './channels.ts';
import { configuredFormat } from './configuration.ts';

/** Where a file goes: by the command's format, the channel's, the configured one, or else into the recovery area. */
export interface FilePlace {
  readonly facts: FormatFacts;
  /** FORMAT of the command itself. */
  readonly format?: string | undefined;
  readonly channel?: Channel;
  /** Oracle-managed name for the recovery area: `o1_mf_<kind>_..._.<extension>` in `folder`. */
  readonly managed: { readonly folder: string; readonly kind: string; readonly extension: string };
}

export function filePath(db: LabDatabase, { facts, format, channel, managed }: FilePlace): string {
  const wanted = format ?? channel?.format ?? configuredFormat(db);
  if (wanted !== undefined) return expandFormat(db, wanted, facts);
  return managedPath(db, managed);
}

/** A name in the recovery area; its folders are Oracle's to make. */
export function managedPath(db: LabDatabase, { folder, kind, extension }: FilePlace['managed']): string {
  const area = join(parameter(db, 'db_recovery_file_dest'), parameter(db, 'db_unique_name').toUpperCase());
  const path = join(area, folder, omfName(db, extension, kind));
  mkdirSync(dirname(db.files.path(path)), { recursive: true });
  return path;
}

/** Folder of the day, as the recovery area has them: `autobackup/2016_11_08`. */
export function dayFolder(db: LabDatabase, folder: string): string {
  return join(folder, databaseTime(db).slice(0, 10).replaceAll('-', '_'));
}
