import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readSourceZone } from '#workflows/point-in-time/source-zone.ts';
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
