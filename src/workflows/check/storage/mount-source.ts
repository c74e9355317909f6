import { findMount } from '#core/mount-table.ts';
import { fail, ok, skip } from '../check.ts';
import type { Check } from '../check.ts';
import type { CheckedDatabase } from '../checked-database.ts';

export const mountSource: Check<CheckedDatabase> = {
  name: 'mount-source',
  title: 'the backup area is the volume of which snapshots are taken, not another one',
  needs: ['area', 'storage-login'],
  remedy: 'mount the volume of the database as its area, or correct pool, project, svm or volumeprefix',
  run: async ({ settings, host, area, storage }, signal) => {
    const mount = findMount((await area(signal)).realPath, host.mounts());
    if (mount?.fileSystem.startsWith('nfs') !== true) return skip('the area is not on NFS');
    const wanted = await (await storage.storage(signal)).mountSource(settings.name, signal);
    // Hosts have several names and addresses: the path decides.
    return pathOf(mount.source) === pathOf(wanted) ? ok(mount.source) : fail(`${mount.source} is mounted, snapshots are taken of ${wanted}`);
  },
};

function pathOf(source: string): string {
  return source.replace(/^[^/]*:/u, '').replace(/(?<=.)\/$/u, '');
}
