import { describe, expect, it } from 'vitest';
import { refuseForeignRoot } from '#core/root-refusal.ts';

const command = '/opt/icb/bin/icb --config /etc/icb/backup.cfg backup orcl config';
const oracle = { uid: 54321, name: 'oracle' };

describe('root in a backup area', () => {
  it('is refused when the area is somebody else’s, and told the command to type', () => {
    const check = { area: '/nfs/orcl', owner: oracle, effectiveUid: 0, command };

    expect(() => refuseForeignRoot(check)).toThrow(
      expect.objectContaining({
        exitCode: 3,
        message: expect.stringContaining('the backup area /nfs/orcl belongs to oracle'),
        hint: `run it as its owner: runuser -u oracle -- ${command}`,
      }),
    );
  });

  it('is told the number of an owner who has no name on this host', () => {
    const check = { area: '/nfs/orcl', owner: { uid: 54321, name: undefined }, effectiveUid: 0, command };

    expect(() => refuseForeignRoot(check)).toThrow(expect.objectContaining({ hint: expect.stringContaining('setpriv --reuid=54321 ') }));
  });

  it.each([
    ['root in an area of root', { uid: 0, name: 'root' }, 0],
    ['the owner', oracle, 54321],
    ['another user, as far as the file system lets him', oracle, 4711],
  ])('is no matter for %s', (_, owner, effectiveUid) => {
    expect(() => refuseForeignRoot({ area: '/nfs/orcl', owner, effectiveUid, command })).not.toThrow();
  });
});
