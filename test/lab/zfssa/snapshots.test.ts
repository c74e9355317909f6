import { mkdir, readdir, readFile, utimes, writeFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { DateTime } from 'luxon';
import { describe, expect, it } from 'vitest';
import type { Clock } from '#core/clock.ts';
import { openAppliance } from './appliance-client.ts';

const clock: Clock = { now: () => DateTime.utc(2024, 3, 5, 1, 2, 3) as DateTime<true>, sleep: async () => {} };

describe('snapshots of the simulated appliance', () => {
  it('keep the share as it was, whatever happens to it afterwards', async () => {
    await using lab = await openAppliance();
    const share = lab.appliance.shareFolder('orcl');
    await mkdir(join(share, 'archivelog'), { recursive: true });
    await writeFile(join(share, 'archivelog', 'a.dbf'), 'before');
    await utimes(join(share, 'archivelog', 'a.dbf'), 1_000, 1_000);

    const created = await lab.client.call('POST', '/filesystems/orcl/snapshots', { name: 's1' });
    await writeFile(join(share, 'archivelog', 'a.dbf'), 'after');
    await writeFile(join(share, 'new'), 'new');
    const copy = join(lab.labDir, 'storage', 'snapshots', 'orcl', 's1');

    expect(created.status).toBe(201);
    expect(await readdir(copy, { recursive: true })).toEqual(['archivelog', 'archivelog/a.dbf']);
    expect(await readFile(join(copy, 'archivelog', 'a.dbf'), 'utf8')).toBe('before');
    expect((await stat(join(copy, 'archivelog', 'a.dbf'))).mtimeMs).toBe(1_000_000);
  });

  it('tell their creation in UTC, without a zone mark in version 1 and as ISO 8601 in version 2', async () => {
    await using lab = await openAppliance({ clock });
    const { user, password } = lab.appliance;
    const headers = { 'x-auth-user': user, 'x-auth-key': password };
    await lab.client.call('POST', '/filesystems', { name: 'orcl' });
    const v1 = await lab.client.call('POST', '/filesystems/orcl/snapshots', { name: 's1' });

    const v2 = await lab.client.send('GET', '/api/storage/v2/pools/pool1/projects/demo-backup/filesystems/orcl/snapshots/s1', headers);

    expect(v1.body.snapshot).toMatchObject({
      name: 's1',
      creation: '20240305T01:02:03',
      canonical_name: 'pool1/local/demo-backup/orcl@s1',
      share: 'orcl',
      numclones: 0,
    });
    expect(v2.body.snapshot).toMatchObject({ creation: '2024-03-05T01:02:03Z' });
  });

  it('refuse a name that is taken, missing or leads out of the folder, and an unknown share or property', async () => {
    await using lab = await openAppliance();
    const { client } = lab;
    await client.call('POST', '/filesystems', { name: 'orcl' });
    await client.call('POST', '/filesystems/orcl/snapshots', { name: 's1' });

    const answers = [
      await client.call('POST', '/filesystems/orcl/snapshots', { name: 's1' }),
      await client.call('POST', '/filesystems/orcl/snapshots', {}),
      await client.call('POST', '/filesystems/orcl/snapshots', { name: '../s2' }),
      await client.call('POST', '/filesystems/orcl/snapshots', { name: 's2', colour: 'red' }),
      await client.call('POST', '/filesystems/hr/snapshots', { name: 's1' }),
      await client.call('GET', '/filesystems/hr/snapshots'),
    ];

    expect(answers.map(({ status, body }) => [status, body.fault.name])).toEqual([
      [409, 'ERR_OBJECT_EXISTS'],
      [400, 'ERR_MISSING_ARG'],
      [400, 'ERR_INVALID_ARG'],
      [400, 'ERR_UNKNOWN_ARG'],
      [404, 'ERR_NOT_FOUND'],
      [404, 'ERR_NOT_FOUND'],
    ]);
  });

  it('are taken of all shares at the same moment when the project is snapshotted', async () => {
    await using lab = await openAppliance();
    const { client } = lab;
    await client.call('POST', '/filesystems', { name: 'orcl' });
    await client.call('POST', '/filesystems', { name: 'hr' });

    const answer = await client.call('POST', '/snapshots', { name: 'all' });

    expect(answer.status).toBe(201);
    expect((await client.call('GET', '/filesystems/hr/snapshots')).body.snapshots).toMatchObject([{ name: 'all', share: 'hr' }]);
    expect((await client.call('GET', '/filesystems/orcl/snapshots')).body.snapshots).toMatchObject([{ name: 'all', share: 'orcl' }]);
  });

  it('go with an empty 204, and the second time they are not found', async () => {
    await using lab = await openAppliance();
    await lab.client.call('POST', '/filesystems', { name: 'orcl' });
    await lab.client.call('POST', '/filesystems/orcl/snapshots', { name: 's1' });

    const first = await lab.client.call('DELETE', '/filesystems/orcl/snapshots/s1');
    const second = await lab.client.call('DELETE', '/filesystems/orcl/snapshots/s1');

    expect([first.status, first.text, second.status]).toEqual([204, '', 404]);
    expect(await readdir(join(lab.labDir, 'storage', 'snapshots', 'orcl'))).toEqual([]);
  });

  it('cannot be destroyed while their retention policy holds them', async () => {
    await using lab = await openAppliance();
    const { client } = lab;
    await client.call('POST', '/filesystems', { name: 'orcl' });
    await client.call('POST', '/filesystems/orcl/snapshots', { name: 's1' });

    const held = await client.call('PUT', '/filesystems/orcl/snapshots/s1', { retentionpolicy: 'unlocked' });
    const refused = await client.call('DELETE', '/filesystems/orcl/snapshots/s1?confirm=true');
    const released = await client.call('PUT', '/filesystems/orcl/snapshots/s1', { retentionpolicy: 'off' });
    const destroyed = await client.call('DELETE', '/filesystems/orcl/snapshots/s1');

    expect([held.status, refused.status, refused.body.fault.name]).toEqual([202, 403, 'ERR_DENIED']);
    expect([released.status, destroyed.status]).toEqual([202, 204]);
  });

  it('of the schedule carry their own names and, once locked, stay', async () => {
    await using lab = await openAppliance({ clock });
    await lab.client.call('POST', '/filesystems', { name: 'orcl' });

    const name = lab.appliance.takeScheduledSnapshot('orcl', { locked: true });
    const released = await lab.client.call('PUT', `/filesystems/orcl/snapshots/${name}`, { retentionpolicy: 'off' });

    expect(name).toBe('.auto-20240305T010203UTC');
    expect([released.status, released.body.fault.name]).toEqual([403, 'ERR_DENIED']);
  });

  it('set the share back and take the newer ones with them', async () => {
    await using lab = await openAppliance();
    const { client, appliance } = lab;
    await client.call('POST', '/filesystems', { name: 'orcl' });
    await writeFile(join(appliance.shareFolder('orcl'), 'file'), 'old');
    await client.call('POST', '/filesystems/orcl/snapshots', { name: 's1' });
    await writeFile(join(appliance.shareFolder('orcl'), 'file'), 'new');
    await client.call('POST', '/filesystems/orcl/snapshots', { name: 's2' });

    const answer = await client.call('PUT', '/filesystems/orcl/snapshots/s1/rollback');

    expect(answer.status).toBe(202);
    expect(await readFile(join(appliance.shareFolder('orcl'), 'file'), 'utf8')).toBe('old');
    expect((await client.call('GET', '/filesystems/orcl/snapshots')).body.snapshots).toHaveLength(1);
  });

  it('survive a restart; a copy that was never recorded does not', async () => {
    await using lab = await openAppliance();
    await lab.client.call('POST', '/filesystems', { name: 'orcl' });
    await lab.client.call('POST', '/filesystems/orcl/snapshots', { name: 's1' });
    await mkdir(join(lab.labDir, 'storage', 'snapshots', 'orcl', '.partial-1'));

    await using restarted = await openAppliance({ labDir: lab.labDir });

    expect(restarted.appliance.password).toBe(lab.appliance.password);
    expect((await restarted.client.call('GET', '/filesystems/orcl/snapshots')).body.snapshots).toMatchObject([{ name: 's1' }]);
    expect(await readdir(join(lab.labDir, 'storage', 'snapshots', 'orcl'))).toEqual(['s1']);
  });

  it('have the shapes of old releases on demand', async () => {
    await using lab = await openAppliance({ dialect: { snapshots: '2013.1', faults: 'guide' } });
    await lab.client.call('POST', '/filesystems', { name: 'orcl' });

    const created = await lab.client.call('POST', '/filesystems/orcl/snapshots', { name: 's1' });
    const missing = await lab.client.call('GET', '/filesystems/orcl/snapshots/s2');

    expect(created.body.snapshot).toMatchObject({ filesystem: 'orcl', usage: { unique: 0, loading: false, data: 0 } });
    expect(created.body.snapshot).not.toHaveProperty('space_data');
    expect(missing.body.fault).toEqual({
      message: 'ERR_NOT_FOUND',
      details: 'snapshot "s2" of filesystem "orcl" not found',
      code: 404,
    });
  });
});
