import { readFileSync } from 'node:fs';
import { DateTime } from 'luxon';
import { describe, expect, it } from 'vitest';
import type { RestoreSettings } from '#core/config/restore-settings.ts';
import { planScripts } from '#workflows/point-in-time/planned-scripts.ts';
import type { RestorePlanned } from '#workflows/point-in-time/planned-scripts.ts';

const settings: RestoreSettings = {
  name: 'orcl',
  dbid: '1',
  area: undefined,
  furtherAreas: [],
  oracleHome: '/u01/home',
  tnsAdmin: '/u01/home/network/admin',
  templateDir: undefined,
  parallel: 2,
  instanceNumber: 1,
  thread: 1,
  walletRoot: undefined,
  sgaSize: '2G',
  pgaSize: '1G',
  customVerifyDate: 'select max(created) from app.transactions',
  customVerifyPdb: undefined,
  toleranceMs: 300_000,
  mountCommand: ['mount'],
  unmountCommand: ['umount'],
  requireMount: true,
  maxLockWaitMs: 0,
  logRetentionDays: 20,
};

const planned: RestorePlanned = {
  settings,
  target: DateTime.fromISO('2024-03-01T10:00:00Z', { zone: 'utc' }),
  zone: 'Europe/Berlin',
  dataFolder: '/mnt/data',
  redoFolder: '/mnt/redo',
  scratchFolder: '/mnt/data/icb-restore-copy',
  open: 'read only',
};

async function plan(changes: Partial<RestorePlanned> = {}) {
  const scripts = await planScripts({ ...planned, ...changes });
  const text = (name: string): string | undefined => scripts.find((script) => script.name === name)?.text;
  return { names: scripts.map(({ name }) => name), text, scripts };
}

describe('the scripts of a restore', () => {
  it('are rendered with all that is known before, the target in the zone of the source database', async () => {
    const { text } = await plan();

    expect(text('startup-nomount.sql')).toBe("startup nomount pfile='/mnt/data/icb-restore-copy/init.ora'\n");
    expect(text('catalog-files.rman')?.match(/'.*?'/g)).toEqual(["'/mnt/data/archivelog/'", "'/mnt/redo/archivelog/'", "'/mnt/data/data_'"]);
    expect(text('recover-until-time.rman')).toContain(`set until time "to_date('2024-03-01 11:00:00', 'yyyy-mm-dd hh24:mi:ss')";`);
    expect(text('verified-time.sql')).toContain('select max(created) from app.transactions');
  });

  it('say what only the clone can tell', async () => {
    const { text, scripts } = await plan({ zone: undefined });

    expect(text('recover-until-time.rman')).toContain('set until time <2024-03-01T10:00:00.000Z in the zone of the source database>;');
    expect(text('switch-to-copy.rman')).toBe('switch datafile <number of the datafile> to copy;\n');
    expect(scripts.find(({ name }) => name === 'switch-to-copy.rman')?.condition).toBe('once for each image copy');
  });

  it('open the copy as it is wanted, and ask in the pluggable database that is named', async () => {
    const readOnly = await plan();
    const forUse = await plan({ open: 'resetlogs', settings: { ...settings, customVerifyPdb: 'SALES' } });

    expect(readOnly.names).not.toContain('open-resetlogs.sql');
    expect(forUse.names).not.toContain('open-read-only.sql');
    expect(forUse.text('rename-file.sql')).toContain("'/mnt/data/icb-restore-copy/redo_<group>_<n>.log'");
    expect(forUse.text('verified-time-in-pdb.sql')).toContain('SALES');
  });

  it.each(['read only', 'resetlogs'] as const)('are those that a restore to be opened %s runs, and no others', async (open) => {
    const ofWorkflow = ['restore-database', 'open-for-use', 'open-containers', 'restored-instance', 'restorable-files', 'verify-database'].map((name) => `workflows/restore/${name}`);
    const sources = [...ofWorkflow, 'oracle/pluggable-databases'];
    const code = sources.map((name) => readFileSync(new URL(`../../../src/${name}.ts`, import.meta.url), 'utf8')).join('\n');
    const run = new Set([...code.matchAll(/'([a-z-]+\.(?:rman|sql))'/g)].map(([, name]) => name ?? ''));
    const notHere = open === 'read only' ? /resetlogs|activate|unopened|rename-file|move-tempfile|open-pluggable-databases\.sql/ : /open-read-only|databases-read-only/;
    const expected = [...run].filter((name) => !notHere.test(name) && !/in-pdb|recover-until-scn|shutdown-abort/.test(name));

    const { names } = await plan({ open });

    expect(names.toSorted()).toEqual(expected.toSorted());
  });
});
