import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openAppliance } from './appliance-client.ts';

const kilobytes = 1024;

it('a snapshot is as large as its files, and its own is only what neither neighbour nor the live share has', async () => {
  await using lab = await openAppliance();
  const { client, appliance } = lab;
  const file = join(appliance.shareFolder('orcl'), 'datafile');
  const block = (letter: string): Buffer => Buffer.alloc(8 * kilobytes, letter);
  await client.call('POST', '/filesystems', { name: 'orcl' });
  await writeFile(file, Buffer.concat([block('a'), block('b'), block('c')]));
  await client.call('POST', '/filesystems/orcl/snapshots', { name: 's1' });
  await writeFile(file, Buffer.concat([block('a'), block('x'), block('y'), block('d')]));
  await client.call('POST', '/filesystems/orcl/snapshots', { name: 's2' });
  await writeFile(file, Buffer.concat([block('a'), block('x'), block('z')]));

  const { body } = await client.call('GET', '/filesystems/orcl/snapshots');
  const share = await client.call('GET', '/filesystems/orcl');

  expect(body.snapshots).toMatchObject([
    { name: 's1', space_data: 24 * kilobytes, space_unique: 16 * kilobytes },
    { name: 's2', space_data: 32 * kilobytes, space_unique: 16 * kilobytes },
  ]);
  expect(share.body.filesystem).toMatchObject({ space_data: 24 * kilobytes, space_snapshots: 32 * kilobytes, space_total: 56 * kilobytes });
});
