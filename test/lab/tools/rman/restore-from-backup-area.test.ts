import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { damageBlock } from '#lab/oracle/damage-block.ts';
import { stopInstance } from '#lab/oracle/instance/start.ts';
import { findInstance } from '#lab/oracle/instance.ts';
import { rowsByJournal } from '#lab/oracle/journal.ts';
import type { Until } from '#lab/oracle/journal.ts';
import { readRowsOf } from '#lab/oracle/rows.ts';
import { labLauncher } from '#lab/tools/lab-launcher.ts';
import { runWorkload } from '#lab/workload.ts';
import { withWorldLock } from '#lab/world-lock.ts';
import { createInstanceTools } from '#oracle/instance-tools.ts';
import type { InstanceTools } from '#oracle/instance-tools.ts';
import { integer, rmanPath, rmanTime, sqlPath } from '#oracle/quoting.ts';
import { recordedLog } from '../../../core/recorded-log.ts';
import { openTestLab } from '../../../end-to-end/test-lab.ts';
import type { TestLab } from '../../../end-to-end/test-lab.ts';

/** What a restore is to do, in the product's own words. */
interface Restore {
  readonly area: string;
  readonly scratch: string;
  readonly tools: InstanceTools;
}

const signal = new AbortController().signal;
const hourMs = 3_600_000;

describe('a backup area of icb, restored with its scripts', () => {
  let lab: TestLab;
  let restore: Restore;
  let restores = 0;

  beforeAll(async () => {
    lab = await openTestLab();
    for (const action of ['config', 'imagecopywithsnap', 'imagecopywithsnap']) {
      const { exitCode, stdout, stderr } = await lab.icb('backup', 'orcl', action);
      if (exitCode !== 0) throw new Error(stdout + stderr);
      runWorkload(lab.directory, { transactions: 40, spreadOverMs: hourMs, switchEvery: 12, seed: 7, clock: lab.clock });
    }
  });
  afterAll(async () => await lab[Symbol.asyncDispose]());
  beforeEach(() => {
    if (findInstance(lab.directory, 'RST') !== undefined) withWorldLock(lab.directory, () => stopInstance(lab.directory, 'RST'));
    restores += 1;
    restore = prepare(lab, `restore-${restores}`);
  });

  function rowsOfJournal(until: Until): readonly unknown[] {
    return rowsByJournal(lab.directory, until).map(({ file, key, text }) => ({ file, key, text }));
  }

  /** Start to switched datafiles; returns the moments that can be reached: after the copies, before the end of the last log. */
  async function upToSwitch(): Promise<{ readonly scns: readonly bigint[]; readonly times: readonly string[] }> {
    const { tools, area, scratch } = restore;
    await tools.sql('startup-nomount.sql', { step: 'start', values: { pfile: sqlPath(join(scratch, 'init.ora'), 'init file') } }, signal);
    await tools.rman('restore-control-file.rman', { step: 'control file', values: { piece: rmanPath(join(area, 'after_backup_controlfile.cf'), 'piece') } }, signal);
    const known = await tools.sql('known-files.sql', { step: 'known files' }, signal);
    await tools.rman('forget-production.rman', { step: 'forget', values: { snapshot_control_file: rmanPath(join(scratch, 'snapcf.f'), 'snapshot control file'), parallel: integer(4, 'channels') } }, signal);
    const prefixes = [join(area, 'archivelog/'), join(area, 'data_')];
    await tools.rman('catalog-files.rman', { step: 'catalog', values: prefixes.map((prefix) => ({ prefix: rmanPath(prefix, 'prefix') })) }, signal);
    const [tracking] = known.all('file', ['kind', 'name']).filter(({ kind }) => kind === 'change tracking file');
    const disable = { from: sqlPath(tracking?.name ?? '', 'file'), to: sqlPath(join(scratch, 'tracking'), 'file') };
    if (tracking !== undefined) await tools.sql('disable-change-tracking.sql', { step: 'tracking', values: disable }, signal);
    const found = await tools.sql('restorable-files.sql', { step: 'files' }, signal);
    const files = found.all('datafile', ['file', 'creation', 'name']);
    await tools.rman('switch-to-copy.rman', { step: 'switch', values: files.map(({ file }) => ({ file: integer(file, 'file') })) }, signal);
    const names = await tools.sql('datafile-names.sql', { step: 'names' }, signal);
    expect(names.all('datafile', ['file', 'name']).every(({ name }) => name.startsWith(`${area}/data_`))).toBe(true);

    const logs = found.all('log', ['thread', 'sequence', 'resetlogs', 'from', 'to', 'fromTime', 'toTime', 'name']);
    const copies = found.all('copy', ['file', 'creation', 'scn', 'time', 'name']);
    const newest = copies.map(({ scn }) => BigInt(scn)).reduce((one, other) => (one > other ? one : other));
    const newestTime = copies.map(({ time }) => time).toSorted().at(-1) ?? '';
    return {
      scns: logs.map(({ to }) => BigInt(to)).filter((scn) => scn > newest),
      times: logs.map(({ toTime }) => toTime).filter((time) => time > newestTime),
    };
  }

  async function openAndCompare(until: Until): Promise<void> {
    const { tools } = restore;
    await tools.sql('open-read-only.sql', { step: 'open' }, signal);
    const state = await tools.sql('restored-state.sql', { step: 'state' }, signal);
    const files = state.all('datafile', ['file', 'enabled', 'status', 'error', 'fuzzy', 'scn', 'time', 'blockSize', 'blocks', 'lastScn', 'lastTime', 'tablespace', 'name']);

    expect(state.one('database', ['mode', 'resetlogs']).mode).toBe('READ ONLY');
    expect(new Set(files.map(({ error, fuzzy, scn }) => `${error} ${fuzzy} ${scn}`)).size).toBe(1);
    expect(readRowsOf(files.map(({ name }) => name)).map(({ file, key, text }) => ({ file, key, text }))).toEqual(rowsOfJournal(until));
  }

  it('law 33: until a time, opened read only, has the rows of the journal', async () => {
    const { times } = await upToSwitch();
    const time = times.at(-2) ?? '';

    await restore.tools.rman('recover-until-time.rman', { step: 'recover', values: { until: rmanTime(time) } }, signal);

    await openAndCompare({ time });
    expect(rowsOfJournal({ time }).length).toBeGreaterThan(0);
  });

  it('law 33: until an SCN, opened read only, has the rows of the journal', async () => {
    const { scns } = await upToSwitch();
    const scn = (scns.at(-1) ?? 0n) - 3n;

    await restore.tools.rman('recover-until-scn.rman', { step: 'recover', values: { scn: integer(scn, 'SCN') } }, signal);

    await openAndCompare({ scn: Number(scn) });
    await restore.tools.rman('check-blocks.rman', { step: 'check' }, signal);
    expect((await restore.tools.sql('corrupt-blocks.sql', { step: 'corrupt' }, signal)).all('corruption', ['file'])).toEqual([]);
  });

  it('law 40: a damaged block is found after the restore', async () => {
    const { scns } = await upToSwitch();
    await restore.tools.rman('recover-until-scn.rman', { step: 'recover', values: { scn: integer(scns.at(-1) ?? 0n, 'SCN') } }, signal);
    const names = await restore.tools.sql('datafile-names.sql', { step: 'names' }, signal);
    damageBlock(names.all('datafile', ['file', 'name'])[4]?.name ?? '', 7);

    await restore.tools.rman('check-blocks.rman', { step: 'check' }, signal);

    expect((await restore.tools.sql('corrupt-blocks.sql', { step: 'corrupt' }, signal)).all('corruption', ['file'])).toHaveLength(1);
  });

  it('law 34: with names for its online logs it opens for use, as a new incarnation', async () => {
    const { scns } = await upToSwitch();
    const { tools, scratch } = restore;
    const scn = scns.at(-1) ?? 0n;
    await tools.rman('recover-until-scn.rman', { step: 'recover', values: { scn: integer(scn, 'SCN') } }, signal);
    const unopened = await tools.sql('unopened-files.sql', { step: 'unopened' }, signal);
    const renames = unopened.all('log', ['group', 'member']).map(({ group, member }) => ({ from: sqlPath(member, 'log'), to: sqlPath(join(scratch, `redo_${group}.log`), 'log') }));
    const tempfiles = unopened.all('tempfile', ['file', 'name']).map(({ file }) => ({ file: integer(file, 'file') }));

    await tools.sql('rename-file.sql', { step: 'rename', values: renames }, signal);
    if (tempfiles.length > 0) await tools.rman('move-tempfile.rman', { step: 'temporary files', values: tempfiles }, signal);
    await tools.sql('open-resetlogs.sql', { step: 'open' }, signal);

    const names = await tools.sql('datafile-names.sql', { step: 'names' }, signal);
    expect((await tools.sql('restored-state.sql', { step: 'state' }, signal)).one('database', ['mode', 'resetlogs']).mode).toBe('READ WRITE');
    const rows = readRowsOf(names.all('datafile', ['file', 'name']).map(({ name }) => name));
    expect(rows.map(({ file, key, text }) => ({ file, key, text }))).toEqual(rowsOfJournal({ scn: Number(scn) }));
  });

  it('law 33: opening before recovery is refused', async () => {
    await upToSwitch();

    await expect(restore.tools.sql('open-read-only.sql', { step: 'open' }, signal)).rejects.toMatchObject({ codes: expect.arrayContaining(['ORA-01110']) as string[] });
  });
});

/** A copy of the backup area, and an init file. */
function prepare({ directory, area, clock }: TestLab, name: string): Restore {
  const folder = join(directory, name);
  const scratch = join(folder, 'scratch');
  const clone = join(folder, 'clone');
  mkdirSync(scratch, { recursive: true });
  cpSync(area, clone, { recursive: true });
  const parameters = { db_name: 'orcl', db_unique_name: 'RST', control_files: join(scratch, 'restore.cf'), db_create_file_dest: scratch, sga_target: '1G' };
  writeFileSync(join(scratch, 'init.ora'), Object.entries(parameters).map(([key, value]) => `*.${key}='${value}'\n`).join(''));
  const tools = createInstanceTools({
    database: 'orcl',
    oracleHome: join(directory, 'oracle_home'),
    sid: 'RST',
    tnsAdmin: scratch,
    templateDir: undefined,
    launch: labLauncher(directory, clock),
    log: recordedLog(),
    clock,
    temporaryFolder: scratch,
    newToken: () => 'token123',
  });
  return { area: clone, scratch, tools };
}
