import { describe, expect, it } from 'vitest';
import { findMount, parseMountTable } from '#core/mount-table.ts';

const mounts = parseMountTable(`22 1 254:0 / / rw,relatime - ext4 /dev/vda rw
30 22 0:40 / /nfs rw,relatime shared:1 - autofs systemd-1 rw,fd=39
31 30 0:41 / /nfs/demo\\040backup rw,relatime shared:2 master:3 - nfs4 filer:/export/demo\\040backup rw,vers=4.1
32 22 254:16 / /u01 rw - xfs /dev/vdb rw
33 22 254:32 / /u01 rw - xfs /dev/vdc rw
`);

describe('the mount table', () => {
  it.each([
    ['/', '/dev/vda'],
    ['/home/oracle', '/dev/vda'],
    ['/nfs', 'systemd-1'],
    ['/nfs/other', 'systemd-1'],
    ['/nfs/demo backup', 'filer:/export/demo backup'],
    ['/nfs/demo backup/orcl', 'filer:/export/demo backup'],
    ['/nfs/demo backup2', 'systemd-1'],
    ['/u01/orcl', '/dev/vdc'],
  ])('finds what %s lies on', (path, source) => {
    const mount = findMount(path, mounts);

    expect(mount?.source).toBe(source);
  });

  it('skips lines it does not understand', () => {
    const parsed = parseMountTable('nonsense\n\n1 2 3');

    expect(parsed).toEqual([]);
  });
});
