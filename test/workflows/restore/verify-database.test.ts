import { DateTime } from 'luxon';
import { expect, it } from 'vitest';
import type { RestoreSettings } from '#core/config/restore-settings.ts';
import type { InstanceTools } from '#oracle/instance-tools.ts';
import { OracleToolError } from '#oracle/programs/tool-error.ts';
import type { PluggableDatabase } from '#oracle/pluggable-databases.ts';
import { requireTolerance, verifyDatabase, type VerifiedDatabase } from '#workflows/restore/verify-database.ts';
import { neverAborted } from '../../oracle/fake-tools.ts';
import { fakeInstance } from './fake-instance.ts';

const settings = { name: 'orcl', customVerifyDate: 'select max(created) from app.orders', customVerifyPdb: undefined, toleranceMs: 300_000 } as RestoreSettings;
const target = { localTime: '2026-02-03 05:00:00', scn: undefined, time: DateTime.fromISO('2026-02-03T03:00:00Z'), zone: 'Europe/Tallinn' };
const shop: PluggableDatabase = { name: 'SHOP', openMode: 'READ ONLY', isRestricted: false, status: 'NORMAL', files: [1] };
const good = '1|READ WRITE|SYSTEM||NO|900|2026-02-03 04:59:58|8192|100|||SYSTEM|/mnt/data_1';

function answers(datafiles: readonly string[], verified: readonly string[] = ['2026-02-03 04:59:50'], database = 'READ ONLY|1') {
  return {
    'restored-state.sql': { database: [database], datafile: datafiles, banner: ['Oracle Database 19c Enterprise Edition'] },
    'verified-time.sql': { verified },
    'verified-time-in-pdb.sql': { verified: ['2026-02-03 04:00:00'] },
  };
}

async function verify(
  datafiles: readonly string[],
  verified?: readonly string[],
  { containers, database, ...changes }: Partial<RestoreSettings> & { readonly containers?: readonly PluggableDatabase[]; readonly database?: string } = {},
): Promise<VerifiedDatabase> {
  const tools = fakeInstance(answers(datafiles, verified, database));
  return await verifyDatabase({ settings: { ...settings, ...changes }, tools, target, ownFolders: ['/mnt', '/scratch'], containers }, neverAborted);
}

it('reads the verified time in the zone of the source database', async () => {
  const { differenceSeconds, reached, oracleVersion } = await verify([good, '5|READ ONLY|ONLINE||NO|400|2026-01-01 00:00:00|8192|50|400|2026-01-01 00:00:00|HISTORY|/scratch/x.dbf']);

  expect(differenceSeconds).toBe(-10);
  expect(reached).toMatchObject({ scn: 900n, datafiles: 2, verifiedLocalTime: '2026-02-03 04:59:50' });
  expect(oracleVersion).toBe('Oracle Database 19c Enterprise Edition');
});

const offline = '5|READ WRITE|OFFLINE||NO|400|2026-02-03 04:00:00|8192|50|890|2026-02-03 04:59:55|HISTORY|/mnt/data_5';

it.each([
  ['read only', good, 'READ ONLY|1'],
  // Opening brings newer checkpoints.
  ['with resetlogs', good.replace('|900|', '|2000|'), 'READ WRITE|900'],
])('refuses a copy opened %s that lacks a datafile which was online at the target', async (_, system, database) => {
  await expect(verify([system, offline.replace('|890|', '|901|')], undefined, { database })).rejects.toMatchObject({
    message: expect.stringContaining('datafile 5 (/mnt/data_5) of tablespace HISTORY was online at the target, 2026-02-03 05:00:00, but was not recovered') as string,
    hint: 'tablespace HISTORY went offline before the backup of the control file: restore to a time after SCN 901 (2026-02-03 04:59:55), or to one that an earlier snapshot serves',
  });
  await expect(verify([system, offline.replace('|890|', '|901|').replace('OFFLINE', 'RECOVER')], undefined, { database })).rejects.toThrow('was online at the target');
});

it('goes by the time where nothing was written between the target and the moment a tablespace went offline', async () => {
  await expect(verify([good, offline.replace('04:59:55', '05:00:00')])).rejects.toThrow('datafile 5 (/mnt/data_5) of tablespace HISTORY was online at the target');
});

it('names the tablespaces that were offline already, once each', async () => {
  const { reached } = await verify([good, offline, offline.replaceAll('5', '6')]);
  const { reached: ofContainer } = await verify([good, offline], undefined, { containers: [{ ...shop, files: [5] }] });

  expect(reached).toMatchObject({ scn: 900n, datafiles: 3, offlineTablespaces: ['HISTORY'] });
  expect(ofContainer.offlineTablespaces).toEqual(['HISTORY of SHOP']);
});

it('asks in the pluggable database that is named', async () => {
  const { reached } = await verify([good], [], { customVerifyPdb: 'shop', containers: [shop] });

  expect(reached).toMatchObject({ verifiedLocalTime: '2026-02-03 04:00:00', pluggableDatabases: [{ name: 'SHOP', openMode: 'READ ONLY' }] });
});

it.each([
  ['a database without any', undefined, 'orcl: customverifypdb is SHOP, but the database has no pluggable databases'],
  ['a container database without it', [{ ...shop, name: 'HR' }, { ...shop, name: 'CRM' }], 'orcl: there is no pluggable database SHOP, which customverifydate is to ask; there are HR, CRM'],
  ['one that is closed', [{ ...shop, openMode: 'MOUNTED', status: 'UNPLUGGED' }], 'orcl: pluggable database SHOP, which customverifydate is to ask, is mounted, not open (status UNPLUGGED)'],
])('says what is wrong with the pluggable database to ask: %s', async (_, containers, message) => {
  await expect(verify([good], [], { customVerifyPdb: 'SHOP', ...(containers === undefined ? {} : { containers }) })).rejects.toThrow(message);
});

it.each([
  ['no datafile', [], undefined, /has no datafiles/u],
  ['a file in error', [good.replace('SYSTEM||', 'SYSTEM|FILE NOT FOUND|')], undefined, /datafile 1 \(\/mnt\/data_1\) is in error: FILE NOT FOUND/u],
  ['a file that needs recovery', [good.replace('SYSTEM', 'RECOVER')], undefined, /is in status RECOVER/u],
  ['a file that is fuzzy', [good.replace('||NO|', '||YES|')], undefined, /is fuzzy: it needs more redo/u],
  ['a file elsewhere', [good.replace('/mnt/', '/u01/')], undefined, /lies outside the clone and the scratch folder/u],
  ['no time at all', [good], [''], /orcl: customverifydate found no time/u],
  ['more than one row', [good], ['2026-02-03 04:00:00', '2026-02-03 05:00:00'], /printed 2 rows of kind verified/u],
])('fails for %s', async (_, datafiles, verified, message) => {
  await expect(verify(datafiles, verified)).rejects.toThrow(message);
});

it.each(['drop table x', 'select 1 from dual; drop table x', 'select 1\u0000 from dual'])('refuses %j as a query', async (customVerifyDate) => {
  await expect(verify([good], undefined, { customVerifyDate })).rejects.toThrow(/customverifydate/u);
});

it.each([
  [-300, undefined],
  [300, undefined],
  [-301, /301 s older than the target 2026-02-03 05:00:00; allowed are 300 s/u],
  [301, /301 s newer than the target/u],
])('a difference of %i s is judged in either direction', async (differenceSeconds, message) => {
  const verified = { ...(await verify([good])), differenceSeconds };

  if (message === undefined) expect(() => requireTolerance(settings, verified, target)).not.toThrow();
  else expect(() => requireTolerance(settings, verified, target)).toThrow(message);
});

it('names the pluggable databases when the query asks for a table that the root does not have', async () => {
  const failure = new OracleToolError({
    tool: 'SQL*Plus', database: 'orcl', step: 'ask', exit: { exitCode: 1 }, tail: [],
    failure: { codes: ['ORA-00942'], lines: ['ORA-00942: table or view does not exist'], cause: 'ORA-00942: table or view does not exist' },
  });
  const tools = fakeInstance(answers([good]));
  const failing: InstanceTools = { ...tools, sql: async (...call) => (call[0] === 'verified-time.sql' ? Promise.reject(failure) : await tools.sql(...call)) };
  const inDatabase = { settings, tools: failing, target, ownFolders: ['/mnt'] };

  await expect(verifyDatabase({ ...inDatabase, containers: [shop] }, neverAborted)).rejects.toMatchObject({
    message: 'orcl: customverifydate asks for a table that the root of the container database does not have',
    hint: 'name the pluggable database that has it: customverifypdb in section [orcl]; there are SHOP',
    cause: failure,
  });
  await expect(verifyDatabase({ ...inDatabase, containers: undefined }, neverAborted)).rejects.toBe(failure);
});
