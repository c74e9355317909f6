import { findMount } from '#core/mount-table.ts';
import { ok, skip, warn } from '../check.ts';
import type { Check } from '../check.ts';
import type { CheckedDatabase } from '../checked-database.ts';

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
    return mountPointsIn(host.fstab()).includes(mount.mountPoint) ? ok(mount.mountPoint) : warn(`${mount.mountPoint} (${mount.source}) has no line in /etc/fstab`);
  },
};

/** The second word of each line (fstab(5)). */
function mountPointsIn(text: string): string[] {
  const lines = text.split('\n').filter((line) => !/^\s*(?:#|$)/u.test(line));
  return lines.map((line) => (line.trim().split(/\s+/u)[1] ?? '').replaceAll(String.raw`\040`, ' ').replace(/(?<=.)\/$/u, ''));
}
