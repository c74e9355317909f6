import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { labLauncher } from '#lab/tools/lab-launcher.ts';
import { createInstanceTools } from '#oracle/instance-tools.ts';
import { exceptClause, oracleName, sqlPath, sqlQuery } from '#oracle/quoting.ts';
import type { SqlValue } from '#oracle/quoting.ts';
import type { Rows } from '#oracle/programs/rows.ts';
import type { SqlScriptName } from '#oracle/script-template.ts';
import { recordedLog } from '../../../core/recorded-log.ts';
import { createInstanceLab } from './instance-lab.ts';
import type { InstanceLab } from './instance-lab.ts';

describe('scripts of a restore, at an instance of the lab', () => {
  let instance: InstanceLab;
  beforeEach(() => {
    instance = createInstanceLab();
    writeFileSync(join(instance.lab.labDir, 'oracle_home', 'bin', 'sqlplus'), '', { mode: 0o755 });
  });
  afterEach(() => instance[Symbol.dispose]());

  async function run(script: SqlScriptName, values: Readonly<Record<string, SqlValue>> = {}): Promise<Rows> {
    const { labDir, clock } = instance.lab;
    const tools = createInstanceTools({
      database: 'orcl',
      oracleHome: join(labDir, 'oracle_home'),
      sid: 'RST',
      tnsAdmin: instance.scratch,
      templateDir: undefined,
      launch: labLauncher(labDir, clock),
      log: recordedLog(),
      clock,
      temporaryFolder: instance.scratch,
      newToken: () => 'token123',
    });
    return await tools.sql(script, { step: script, values }, new AbortController().signal);
  }

  const inScratch = (name: string): SqlValue => sqlPath(join(instance.scratch, name), 'scratch folder');

  it('starts an instance, once', async () => {
    const values = { pfile: sqlPath(instance.pfile, 'init file') };
    await run('startup-nomount.sql', values);

    await expect(run('startup-nomount.sql', values)).rejects.toMatchObject({ codes: ['ORA-01081'] });
  });

  it('learns why an instance does not start', async () => {
    instance.writeInitFile({ nosuch: '1' });

    await expect(run('startup-nomount.sql', { pfile: sqlPath(instance.pfile, 'init file') })).rejects.toMatchObject({ codes: expect.arrayContaining(['ORA-01078']) as string[] });
  });

  it('learns what a restored control file knows', async () => {
    await instance.mount((db) => db.sql.run("update block_change_tracking set status = 'ENABLED', filename = '/u01/o1_mf_x_.chg', bytes = 1, enabled_change = 1"));

    const rows = await run('known-files.sql');

    expect(rows.one('database', ['dbid', 'name', 'flashback'])).toEqual({ dbid: '1433672784', name: 'ORCL', flashback: 'NO' });
    const files = Map.groupBy(rows.all('file', ['kind', 'name']), ({ kind }) => kind);
    expect(files.get('datafile')?.map(({ name }) => name)).toEqual(instance.copies);
    expect(files.get('online log')).toHaveLength(3);
    expect(files.get('control file')?.map(({ name }) => name)).toEqual([join(instance.scratch, 'restore.cf')]);
    expect(files.get('change tracking file')?.map(({ name }) => name)).toEqual(['/u01/o1_mf_x_.chg']);
    expect(files.get('archived log')?.length).toBeGreaterThan(0);
    expect(files.get('datafile copy')?.map(({ name }) => name)).toEqual(instance.copies);
  });

  it('disables change tracking without touching the file of production', async () => {
    const tracking = join(instance.lab.labDir, 'area', 'tracking');
    writeFileSync(tracking, '');
    await instance.mount((db) => db.sql.run("update block_change_tracking set status = 'ENABLED', filename = ?, bytes = 1, enabled_change = 1", tracking));

    await run('disable-change-tracking.sql', { from: sqlPath(tracking, 'file'), to: inScratch('tracking') });

    expect(existsSync(tracking)).toBe(true);
    expect((await run('known-files.sql')).all('file', ['kind', 'name']).filter(({ kind }) => kind === 'change tracking file')).toEqual([]);
  });

  it('opens a recovered database read only and asks how it is', async () => {
    await instance.mount((db) => db.sql.run("update database set flashback_on = 'YES'"));
    await run('flashback-off.sql');
    expect((await run('restorable-files.sql')).all('copy', ['file', 'creation'])).toHaveLength(5);
    expect((await run('datafile-names.sql')).all('datafile', ['file', 'name']).map(({ name }) => name)).toEqual(instance.copies);
    instance.recover();
    await run('open-read-only.sql');

    const state = await run('restored-state.sql');
    const byRedo = await run('verified-time.sql', { query: sqlQuery('select max(time_dp) from sys.smon_scn_time', 'query') });
    const byRows = await run('verified-time.sql', { query: sqlQuery('select max(created) from app.transactions;', 'query') });

    expect(state.one('database', ['mode', 'resetlogs'])).toEqual({ mode: 'READ ONLY', resetlogs: '1' });
    expect(state.one('banner', ['banner']).banner).toBe('Oracle Database 19c Enterprise Edition Release 19.0.0.0.0 - Simulation');
    const files = state.all('datafile', ['file', 'enabled', 'status', 'error', 'fuzzy', 'scn', 'time', 'blockSize', 'blocks', 'lastScn', 'lastTime', 'tablespace', 'name']);
    expect(files.map(({ error, fuzzy, name }) => ({ error, fuzzy, name }))).toEqual(instance.copies.map((name) => ({ error: '', fuzzy: 'NO', name })));
    expect(new Set(files.map(({ scn }) => scn)).size).toBe(1);
    expect([byRedo, byRows].map((rows) => rows.one('verified', ['time']).time)).toEqual(['', '2026-03-01 10:00:00']);
    expect((await run('corrupt-blocks.sql')).all('corruption', ['file'])).toEqual([]);
    await expect(run('open-pluggable-databases-read-only.sql', { except: exceptClause([]) })).rejects.toMatchObject({ codes: ['ORA-65090'] });
    await expect(run('verified-time-in-pdb.sql', { container: oracleName('sales', 'pdb'), query: sqlQuery('select sysdate from dual', 'query') })).rejects.toMatchObject({ codes: ['ORA-65090'] });
  });

  it('opens a recovered database for use', async () => {
    await instance.mount((db) => db.sql.run("update online_log set member = '/nosuch/redo' || group_no || '.log'"));
    instance.recover();
    const rows = await run('unopened-files.sql');
    await expect(run('open-resetlogs.sql')).rejects.toMatchObject({ codes: expect.arrayContaining(['ORA-00344']) as string[] });

    for (const { group, member } of rows.all('log', ['group', 'member'])) await run('rename-file.sql', { from: sqlPath(member, 'log'), to: inScratch(`redo_${group}.log`) });
    await run('open-resetlogs.sql');

    expect((await run('restored-state.sql')).one('database', ['mode', 'resetlogs']).mode).toBe('READ WRITE');
    expect(existsSync(join(instance.scratch, 'redo_3.log'))).toBe(true);
  });

  it('ends an instance, whatever became of it', async () => {
    await instance.mount();
    rmSync(join(instance.scratch, 'restore.cf'));

    await run('shutdown-abort.sql');

    await expect(run('shutdown-abort.sql')).rejects.toMatchObject({ codes: expect.arrayContaining(['ORA-01034']) as string[] });
  });
});
