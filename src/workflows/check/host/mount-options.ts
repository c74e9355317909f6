import { findMount } from '#core/mount-table.ts';
import type { MountWithOptions } from '#core/mount-table.ts';
import { listSome, ok, skip, warn } from '../check.ts';
import type { Check } from '../check.ts';
import type { CheckedDatabase } from '../checked-database.ts';

/** What Oracle wants of a mount that it uses through the kernel (ORA-27054). */
const smallestTransferBytes = 32_768;

export const mountOptions: Check<CheckedDatabase> = {
  name: 'mount-options',
  title: 'how the backup area is mounted: read-write, hard unless Direct NFS is in use, 32 KB or more at a time, no attribute cache on RAC',
  needs: ['area', 'data-guard-role'],
  remedy: 'correct /etc/fstab and mount the share again; the README, "The storage", has a line that works',
  run: async ({ host, area, oracle }, signal) => {
    const mount = findMount((await area(signal)).realPath, host.mounts());
    if (mount?.fileSystem.startsWith('nfs') !== true) return skip(`the area is on ${mount?.fileSystem ?? 'no file system'}, not on NFS`);
    const exported = mount.source.replace(/^[^/]*:/u, '');
    const { directNfsExports, parameters } = await oracle.state(signal);
    const usesDirectNfs = directNfsExports.some((name) => exported === name || exported.startsWith(`${name}/`));
    const troubles = troublesOf(mount, { usesDirectNfs, isCluster: parameters.get('cluster_database') === 'TRUE' });
    const told = `${mount.source} as ${mount.fileSystem} (${mount.options.filter((option) => /^(?:hard|soft|vers=|rsize=|wsize=|noac$|actimeo=|acregmin=)/u.test(option)).join(',')}), ${usesDirectNfs ? 'with' : 'without'} Direct NFS`;
    return troubles.length === 0 ? ok(told) : warn(`${listSome(troubles)}: ${told}`);
  },
};

function troublesOf({ options }: MountWithOptions, { usesDirectNfs, isCluster }: { readonly usesDirectNfs: boolean; readonly isCluster: boolean }): string[] {
  const valueOf = (key: string): string | undefined => options.find((option) => option.startsWith(`${key}=`))?.slice(key.length + 1);
  const small = ['rsize', 'wsize'].filter((key) => Number(valueOf(key) ?? smallestTransferBytes) < smallestTransferBytes);
  return [
    ...(options.includes('ro') ? ['mounted read-only'] : []),
    ...(options.includes('soft') && !usesDirectNfs ? ['a soft mount, and V$DNFS_SERVERS shows no use of Direct NFS for it yet'] : []),
    ...(isCluster && !usesDirectNfs && !isUncached(options) ? ['attributes are cached, which instances of a cluster do not stand (actimeo=0 or noac)'] : []),
    ...small.map((key) => `${key} below 32768`),
    ...(valueOf('proto') === 'udp' || options.includes('udp') ? ['over UDP'] : []),
    ...(valueOf('vers') === '2' ? ['NFS version 2'] : []),
  ];
}

/** The kernel shows actimeo=0 as its four parts. */
function isUncached(options: readonly string[]): boolean {
  return options.includes('noac') || options.includes('actimeo=0') || ['acregmin=0', 'acregmax=0', 'acdirmin=0', 'acdirmax=0'].every((option) => options.includes(option));
}
