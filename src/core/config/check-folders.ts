import { accessSync, constants, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Problem } from './problem.ts';
import { SettingsReader } from './settings-reader.ts';
import type { SettingsSource } from './source.ts';

/**
 * Folders and programs of a database that are configured and not there. The backup area is not looked at: its share may be
 * dead, and then the look itself would hang.
 */
export function folderProblems(source: SettingsSource, database: string): Problem[] {
  return [
    ...inspect(source, { database, key: 'oraclehome', look: oracleHomeProblems }),
    ...inspect(source, { database, key: 'tnsadmin', look: tnsAdminProblems }),
    ...inspect(source, { database, key: 'templatedir', look: (folder) => (isFolder(folder) ? [] : [notAFolder('templatedir', folder)]) }),
  ];
}

interface Inspection {
  readonly database: string;
  readonly key: string;
  readonly look: (path: string) => Problem[];
}

function inspect(source: SettingsSource, { database, key, look }: Inspection): Problem[] {
  const reader = new SettingsReader(source, database);
  const path = reader.optionalPath(key, 'generic');
  // A value that is wrong in itself is reported with the other values.
  if (path === undefined || reader.problems.length > 0) return [];
  const { section, line } = source.find(key, 'generic', database) ?? { section: 'generic' };
  return look(path).map((problem) => ({ ...problem, section, key, line }));
}

function oracleHomeProblems(oracleHome: string): Problem[] {
  if (!isFolder(oracleHome)) return [notAFolder('oraclehome', oracleHome)];
  return ['rman', 'sqlplus']
    .map((name) => join(oracleHome, 'bin', name))
    .filter((program) => !isAccessible(program, constants.X_OK))
    .map((program) => ({ severity: 'error', message: `${program} is missing or may not be executed by this user` }));
}

/** Warnings only: names may also come from a directory server. */
function tnsAdminProblems(tnsAdmin: string): Problem[] {
  if (!isFolder(tnsAdmin)) return [notAFolder('tnsadmin', tnsAdmin)];
  return ['sqlnet.ora', 'tnsnames.ora']
    .map((name) => join(tnsAdmin, name))
    .filter((file) => !isAccessible(file, constants.R_OK))
    .map((file) => ({ severity: 'warning', message: `${file} is missing or may not be read by this user` }));
}

function notAFolder(key: string, path: string): Problem {
  return { severity: 'error', message: `${key} is not a folder: ${path}`, hint: `create it, or correct ${key}` };
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    // Missing, or behind a folder this user may not enter: of no use either way.
    return false;
  }
}

function isAccessible(path: string, mode: number): boolean {
  try {
    accessSync(path, mode);
    return true;
  } catch {
    return false;
  }
}
