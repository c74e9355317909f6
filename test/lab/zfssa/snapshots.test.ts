import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openAppliance } from './appliance-client.ts';

describe('snapshots of the simulated appliance', () => {
  it('keep the share as it was, whatever happens to it afterwards', async () => {
    await using lab = await openAppliance();
    const { appliance, client } = lab;
    await mkdir(join(appliance.shareFolder('orcl'), 'archivelog'), { recursive: true });
    await writeFile(join(appliance.shareFolder('orcl'), 'archivelog', 'a.dbf'), 'before');

    const created = await client.call('POST', '/filesystems/orcl/snapshots', { name: 's1' });
    await writeFile(join(appliance.shareFolder('orcl'), 'archivelog', 'a.dbf'), 'after');
    const cloned = await client.call('PUT', '/filesystems/orcl/snapshots/s1/clone', { project: 'demo-backup', share: 'c1' });

    expect(created.status).toBe(201);
    expect(cloned.status).toBe(201);
    expect(cloned.body.filesystem).toMatchObject({ mountpoint: '/export/demo-backup/c1', origin: { project: 'demo-backup', share: 'orcl', snapshot: 's1' } });
    expect(await readFile(join(appliance.shareFolder('c1'), 'archivelog', 'a.dbf'), 'utf8')).toBe('before');
  });
});
