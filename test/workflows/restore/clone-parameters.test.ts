import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readCloneParameters, type CloneParameters } from '#workflows/restore/clone-parameters.ts';
import { temporaryFolder } from '../../core/temporary-folder.ts';

const complete = `[dbparams]
compatible: 19.0.0
db_block_size: 8192
db_files: 200
db_name: orcl
enable_pluggable_database: FALSE
undo_tablespace: UNDOTBS1
backup-finished: 2026-02-03 01:10:00
copyscn: 4711
copytime: 2026-02-03 01:05:00
resetlogsid: 1
timezone: Europe/Tallinn
lasttime: 2026-02-03 03:00:00
lastscn: 5000
bctfile: /u01/oradata/o1_mf_x_.chg
`;

async function read(content: string): Promise<CloneParameters> {
  using folder = temporaryFolder();
  const file = join(folder.path, 'autorestore.cfg');
  writeFileSync(file, content);
  return await readCloneParameters(file, 'Europe/Berlin');
}

it('reads bounds in the zone of the database, not of this host', async () => {
  const { lower, upper, zone, isZoneKnown, resetlogsId, changeTrackingFile } = await read(complete);

  expect(lower).toMatchObject({ scn: 4711n });
  expect(lower?.time.toISO()).toBe('2026-02-02T23:05:00.000Z');
  expect(upper?.time.toISO()).toBe('2026-02-03T01:00:00.000Z');
  expect(upper).toMatchObject({ scn: 5000n, localTime: '2026-02-03 03:00:00' });
  expect({ zone, isZoneKnown, resetlogsId, changeTrackingFile }).toEqual({
    zone: 'Europe/Tallinn',
    isZoneKnown: true,
    resetlogsId: '1',
    changeTrackingFile: '/u01/oradata/o1_mf_x_.chg',
  });
});

it('reads what the toolset before icb wrote: no bounds, no zone, keys twice, an empty change tracking file', async () => {
  const old = `[dbparams]
db_name: orcl
compatible: 12.1.0.2.0
db_block_size = 8192
db_files: 200
undo_tablespace: UNDOTBS1
enable_pluggable_database: FALSE
backup-finished: 2016-11-08 22:37:20
lasttime: 2016-11-08 22:37:12
lastscn: 800000
bctfile:
lasttime: 2016-11-08 22:39:45
lastscn: 804125
`;

  const { initialization, lower, upper, zone, isZoneKnown, changeTrackingFile } = await read(old);

  expect(initialization).toMatchObject({ db_name: 'orcl', undo_tablespace: 'UNDOTBS1' });
  expect(upper?.localTime).toBe('2016-11-08 22:39:45');
  expect(upper?.time.toISO()).toBe('2016-11-08T21:39:45.000Z');
  expect({ lower, zone, isZoneKnown, changeTrackingFile }).toEqual({ lower: undefined, zone: 'Europe/Berlin', isZoneKnown: false, changeTrackingFile: undefined });
});

it('has no upper bound in a snapshot that no backup run took', async () => {
  const { upper } = await read(complete.replace(/^last.*\n/gmu, ''));

  expect(upper).toBeUndefined();
});

it.each([
  ['nothing', '', /lacks db_name, compatible, db_block_size/u],
  ['half a file', complete.slice(0, complete.indexOf('db_files')), /lacks db_name/u],
  ['no INI at all', '\u0000\u0000\u0000', /autorestore\.cfg cannot be used/u],
  ['a time that is none', complete.replace('2026-02-03 03:00:00', 'yesterday'), /lasttime is not yyyy-mm-dd hh:mm:ss: yesterday/u],
  ['an SCN that is none', complete.replace('4711', '4711x'), /copyscn is not an SCN: 4711x/u],
  ['a zone that is none', complete.replace('Europe/Tallinn', 'Mars/Base'), /timezone Mars\/Base is no zone/u],
])('refuses %s', async (_, content, message) => {
  await expect(read(content)).rejects.toThrow(message);
});
