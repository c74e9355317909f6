import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readAreaParameters, readSourceZone } from '#workflows/point-in-time/area-parameters.ts';
import { temporaryFolder } from '../../core/temporary-folder.ts';

const { signal } = new AbortController();

it.each([
  ['[dbparams]\ndb_name: orcl\ntimezone: Europe/Berlin\n', 'Europe/Berlin'],
  ['[dbparams]\ntimezone = Etc/GMT-2\n', 'Etc/GMT-2'],
  ['[dbparams]\ntimezone: Atlantis/Capital\n', undefined],
  ['[dbparams]\ndb_name: orcl\n', undefined],
])('is read from what the backup wrote: %j', async (content, zone) => {
  using area = temporaryFolder();
  writeFileSync(join(area.path, 'autorestore.cfg'), content);

  expect(await readSourceZone(area.path, signal)).toBe(zone);
});

it('is unknown where the backup area is not seen', async () => {
  expect([await readSourceZone('/no/such/area', signal), await readSourceZone(undefined, signal)]).toEqual([undefined, undefined]);
});

it('says what the instance of a restore needs, or nothing when it is damaged or not seen', async () => {
  using area = temporaryFolder();
  const file = join(area.path, 'autorestore.cfg');
  writeFileSync(file, '[dbparams]\ndb_name: orcl\ncompatible: 19.0.0\ndb_block_size: 8192\n');
  const whole = await readAreaParameters(area.path, 'UTC', signal);
  writeFileSync(file, '[dbparams]\ndb_name: orcl\n');
  const damaged = await readAreaParameters(area.path, 'UTC', signal);

  expect(whole?.initialization).toEqual({ db_name: 'orcl', compatible: '19.0.0', db_block_size: '8192' });
  expect([damaged, await readAreaParameters('/no/such/area', 'UTC', signal), await readAreaParameters(undefined, 'UTC', signal)]).toEqual([undefined, undefined, undefined]);
});
