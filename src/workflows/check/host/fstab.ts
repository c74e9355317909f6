import { findMount } from '#core/mount-table.ts';
import { ok, skip, warn } from '../check.ts';
import type { Check } from '../check.ts';
import type { CheckedDatabase } from '../checked-database.ts';
import { linesOfFstab } from './fstab-lines.ts';

export const fstab: Check<CheckedDatabase> = {
  name: 'fstab',
  title: 'the mount of the backup area is in /etc/fstab: it comes back after a restart of the host',
  needs: ['area'],
  remedy: 'add its line to /etc/fstab, unless a unit of systemd mounts it',
  run: async ({ host, area }, signal) => {
    const mounts = host.mounts();
    const mount = findMount((await area(signal)).realPath, mounts);
    if (mount?.fileSystem.startsWith('nfs') !== true) return skip('the area is not on NFS');
    const isAutomounted = mounts.some(({ fileSystem, mountPoint }) => fileSystem === 'autofs' && `${mount.mountPoint}/`.startsWith(`${mountPoint}/`));
    if (isAutomounted) return ok(`${mount.mountPoint} is mounted by an automounter`);
    return linesOfFstab(host.fstab()).some(({ mountPoint }) => mountPoint === mount.mountPoint) ? ok(mount.mountPoint) : warn(`${mount.mountPoint} (${mount.source}) has no line in /etc/fstab`);
  },
};
