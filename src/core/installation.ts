import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Folder of the installation: the nearest one above this file with a package.json, built or not. */
export const installationRoot = findInstallationRoot(import.meta.dirname);

function findInstallationRoot(folder: string): string {
  if (existsSync(join(folder, 'package.json'))) return folder;
  const parent = dirname(folder);
  if (parent === folder) throw new Error('installation incomplete: no package.json above the program');
  return findInstallationRoot(parent);
}
