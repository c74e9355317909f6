import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openAppliance } from './appliance-client.ts';

/** An appliance with share `orcl`, its snapshot `s1` and the snapshot's clone `c1`. */
async function openWithClone() {
  const lab = await openAppliance();
  const { client, appliance } = lab;
  await client.call('POST', '/filesystems', { name: 'orcl' });
  await writeFile(join(appliance.shareFolder('orcl'), 'file'), 'snapshotted');
  await client.call('POST', '/filesystems/orcl/snapshots', { name: 's1' });
  await writeFile(join(appliance.shareFolder('orcl'), 'file'), 'later');
  const cloned = await client.call('PUT', '/filesystems/orcl/snapshots/s1/clone', { project: 'demo-backup', share: 'c1' });
  return { ...lab, cloned };
}

describe('clones of the simulated appliance', () => {
  it('are writable copies of the snapshot, answered with 201 to a PUT', async () => {
    await using lab = await openWithClone();
    const file = join(lab.appliance.shareFolder('c1'), 'file');

    const contents = await readFile(file, 'utf8');
    await writeFile(file, 'changed in the clone');

    expect(lab.cloned.status).toBe(201);
    expect(lab.cloned.body.filesystem).toMatchObject({
      name: 'c1',
      mountpoint: '/export/demo-backup/c1',
      origin: { pool: 'pool1', project: 'demo-backup', share: 'orcl', snapshot: 's1' },
    });
    expect(contents).toBe('snapshotted');
    expect(await readFile(join(lab.labDir, 'storage', 'snapshots', 'orcl', 's1', 'file'), 'utf8')).toBe('snapshotted');
  });

  it('are counted by their snapshot and named as its dependents, until they are gone', async () => {
    await using lab = await openWithClone();
    const { client } = lab;

    const before = await client.call('GET', '/filesystems/orcl/snapshots/s1');
    const dependents = await client.call('GET', '/filesystems/orcl/snapshots/s1/dependents');
    const destroyed = await client.call('DELETE', '/filesystems/c1');
    const after = await client.call('GET', '/filesystems/orcl/snapshots/s1');

    expect(before.body.snapshot.numclones).toBe(1);
    expect(dependents.body.dependents).toEqual([
      { project: 'demo-backup', share: 'c1', href: '/api/storage/v1/pools/pool1/projects/demo-backup/filesystems/c1' },
    ]);
    expect(destroyed.status).toBe(204);
    expect(after.body.snapshot.numclones).toBe(0);
  });

  it('alone carry an origin', async () => {
    await using lab = await openWithClone();

    const { body } = await lab.client.call('GET', '/filesystems');

    expect(body.filesystems.map(({ name, origin }) => [name, origin?.snapshot])).toEqual([
      ['c1', 's1'],
      ['orcl', undefined],
    ]);
  });

  it('keep their snapshot from being destroyed, and are lost with it once that is confirmed', async () => {
    await using lab = await openWithClone();
    const { client, appliance } = lab;
    await client.call('POST', '/filesystems/c1/snapshots', { name: 'of-the-clone' });
    await client.call('PUT', '/filesystems/c1/snapshots/of-the-clone/clone', { project: 'demo-backup', share: 'c2' });

    const refused = await client.call('DELETE', '/filesystems/orcl/snapshots/s1');
    const isStillThere = existsSync(appliance.shareFolder('c1'));
    const confirmed = await client.call('DELETE', '/filesystems/orcl/snapshots/s1?confirm=true');

    expect([refused.status, refused.body.fault.name, isStillThere]).toEqual([409, 'ERR_CONFIRM_REQUIRED', true]);
    expect(confirmed.status).toBe(204);
    expect([existsSync(appliance.shareFolder('c1')), existsSync(appliance.shareFolder('c2'))]).toEqual([false, false]);
    expect((await client.call('GET', '/filesystems/c2')).status).toBe(404);
    expect(existsSync(appliance.shareFolder('orcl'))).toBe(true);
  });

  it('need a free name, an existing snapshot and their name under "share"', async () => {
    await using lab = await openWithClone();
    const { client } = lab;
    const project = 'demo-backup';

    const answers = [
      await client.call('PUT', '/filesystems/orcl/snapshots/s1/clone', { project, share: 'c1' }),
      await client.call('PUT', '/filesystems/orcl/snapshots/s9/clone', { project, share: 'c9' }),
      await client.call('PUT', '/filesystems/orcl/snapshots/s1/clone', { project, name: 'c9' }),
      await client.call('PUT', '/filesystems/orcl/snapshots/s1/clone', { project: 'other', share: 'c9' }),
    ];

    expect(answers.map(({ status, body }) => [status, body.fault.name])).toEqual([
      [409, 'ERR_OBJECT_EXISTS'],
      [404, 'ERR_NOT_FOUND'],
      [400, 'ERR_MISSING_ARG'],
      [404, 'ERR_NOT_FOUND'],
    ]);
    expect(existsSync(lab.appliance.shareFolder('c9'))).toBe(false);
  });

  it('marked "nodestroy" stay until the mark is taken off', async () => {
    await using lab = await openWithClone();
    const { client } = lab;
    const marked = await client.call('PUT', '/filesystems/c1', { nodestroy: true });

    const refused = await client.call('DELETE', '/filesystems/c1');
    await client.call('PUT', '/filesystems/c1', { nodestroy: false });
    const destroyed = await client.call('DELETE', '/filesystems/c1');

    expect([marked.status, refused.status, destroyed.status]).toEqual([202, 403, 204]);
  });
});
