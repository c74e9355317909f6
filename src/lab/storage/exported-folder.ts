import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { labProject } from './storage-state.ts';

/** The folder of the volume that is exported as `<parent>/<volume>`; undefined when there is none. */
export function exportedBelow(parent: string, labDir: string, path: string): string | undefined {
  const isBelow = path.startsWith(`${parent}/`) && /^(?:\/[\w.:-]+)+$/u.test(path) && !path.split('/').includes('..');
  const folder = join(labDir, 'nfs', labProject, path.slice(parent.length));
  return isBelow && existsSync(folder) ? folder : undefined;
}
