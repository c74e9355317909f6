// Container databases: files that do not move, pluggable databases that come, go and are closed, and what a restore makes of them.

import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DateTime } from 'luxon';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { oracleTime } from '#lab/lab-clock.ts';
import { createPluggableDatabase } from '#lab/oracle/create-pluggable-database.ts';
import { dropPluggableDatabase } from '#lab/oracle/datafile-administration.ts';
import { openTarget } from '#lab/oracle/instance.ts';
import { rowsByJournal } from '#lab/oracle/journal.ts';
import { closePluggableDatabase, openPluggableDatabase, pluggableDatabase, pluggableDatabases } from '#lab/oracle/pluggable-databases.ts';
import { readRows } from '#lab/oracle/rows.ts';
import { labLauncher } from '#lab/tools/lab-launcher.ts';
import { runWorkload } from '#lab/workload.ts';
import { withWorldLock } from '#lab/world-lock.ts';
import type { ToolLauncher } from '#oracle/programs/tool.ts';
import { configure } from '../commands/restore-lab.ts';
import { inDatabase } from './judged-lab.ts';
import { openTestLab, standingTime, type Outcome, type TestLab } from './test-lab.ts';

const hourMs = 3_600_000;

describe('a container database', () => {
  let lab: TestLab;
  beforeEach(async () => {
    lab = await openTestLab(standingTime, { databases: ['orcl:19c-cdb'] });
    configure(lab, 'autorestore', [`autorestorecatalog: sqlite:${join(lab.directory, 'results.db')}`]);
    for (const folder of ['tmp', 'pit']) mkdirSync(join(lab.directory, folder));
    await run('backup', 'orcl', 'config');
    await run('autorestore', '--createcatalog');
  });
  afterEach(() => lab[Symbol.asyncDispose]());

  async function attempt(...words: string[]): Promise<Outcome> {
    return await lab.icbIn({ env: { AUTORESTORE_SAFE_SANDBOX: 'TRUE', TMPDIR: join(lab.directory, 'tmp') } }, ...words);
  }

  async function run(...words: string[]): Promise<string> {
    const { exitCode, stdout, stderr } = await attempt(...words);
    expect({ exitCode, output: exitCode === 0 ? '' : stdout + stderr }).toEqual({ exitCode: 0, output: '' });
    return stdout;
  }

  function work(hours: number): void {
    runWorkload(lab.directory, { transactions: 30 * hours, spreadOverMs: hours * hourMs, switchEvery: 25, seed: hours, clock: lab.clock });
  }

  function change(name: string, to: 'open' | 'closed'): void {
    inDatabase(lab, (db) => {
      const pdb = pluggableDatabase(db, name);
      if (to === 'open') openPluggableDatabase(db, pdb, 'READ WRITE');
      else closePluggableDatabase(db, pdb);
    });
  }

  /** Restores to a time into an instance PIT, and compares every row with the journal. */
  async function restoreTo(target: DateTime, ...more: string[]): Promise<void> {
    await run('--json', 'restore', 'orcl', '--to', target.toISO() ?? '', '--sid', 'pit', '--mount', join(lab.directory, 'pit'), '--yes', ...more);
    const committed = rowsByJournal(lab.directory, { time: oracleTime(target) }).map(shown);
    expect(committed.length).toBeGreaterThan(0);
    expect(inCopy((db) => readRows(db).map(shown))).toEqual(committed);
  }

  function inCopy<Result>(look: (db: Parameters<Parameters<typeof inDatabase>[1]>[0]) => Result): Result {
    return withWorldLock(lab.directory, () => {
      using db = openTarget(lab.directory, { kind: 'instance', sid: 'pit' }, lab.clock);
      return look(db);
    });
  }

  function now(): DateTime {
    return lab.clock.now().startOf('second');
  }

  it('is backed up with a pluggable database that is closed, and tested with all of them open', async () => {
    change('PDB2', 'closed');
    await run('backup', 'orcl', 'imagecopywithsnap');
    work(12);
    await run('backup', 'orcl', 'imagecopywithsnap');
    change('PDB2', 'open');
    work(6);
    await run('backup', 'orcl', 'imagecopywithsnap');
    await run('autorestore', '--canary', 'orcl');

    const [file = ''] = readdirSync(join(lab.directory, 'restore/log')).filter((name) => name.endsWith('.json'));
    const open = [{ name: 'PDB1', openMode: 'READ ONLY' }, { name: 'PDB2', openMode: 'READ ONLY' }];
    expect(JSON.parse(readFileSync(join(lab.directory, 'restore/log', file), 'utf8'))).toMatchObject({ verdict: 'passed', reached: { datafiles: 15, pluggableDatabases: open }, blockCheck: { files: 15, canary: { found: true } } });
  });

  it('is restored from copies of a closed pluggable database to a second after it was opened', async () => {
    await run('backup', 'orcl', 'imagecopywithsnap');
    work(3);
    change('PDB2', 'closed');
    work(2);
    await run('backup', 'orcl', 'imagecopywithsnap');
    work(4);
    change('PDB2', 'open');
    work(5);
    const target = now();
    work(1);
    await run('backup', 'orcl', 'imagecopywithsnap');

    await restoreTo(target);
  });

  it('is restored with a pluggable database that is younger than the image copies', async () => {
    await run('backup', 'orcl', 'imagecopywithsnap');
    work(3);
    inDatabase(lab, (db) => createPluggableDatabase(db, 'SALES'));
    change('SALES', 'open');
    work(4);
    const target = now();
    work(1);
    await run('backup', 'orcl', 'imagecopywithsnap');

    await restoreTo(target, '--open', 'resetlogs');
    expect(inCopy((db) => pluggableDatabases(db).map(({ name, open_mode }) => `${name} ${open_mode}`))).toEqual([
      'PDB$SEED READ ONLY', 'PDB1 READ WRITE', 'PDB2 READ WRITE', 'SALES READ WRITE',
    ]);
  });

  it('is backed up while a pluggable database is made, which the next backup copies', async () => {
    await run('backup', 'orcl', 'imagecopywithsnap');
    work(3);
    const start = labLauncher(lab.directory, lab.clock);
    const launchTool: ToolLauncher = async (invocation) => {
      const commandFile = invocation.args.find((word) => word.startsWith('cmdfile='))?.slice('cmdfile='.length);
      const isRefresh = commandFile !== undefined && readFileSync(commandFile, 'utf8').includes('recover copy of database');
      const ended = await start(invocation);
      if (isRefresh) inDatabase(lab, (db) => createPluggableDatabase(db, 'SALES'));
      return ended;
    };

    const { exitCode } = await lab.icbIn({ launchTool }, 'backup', 'orcl', 'imagecopywithsnap');
    expect(exitCode).toBe(0);
    change('SALES', 'open');
    work(3);
    await run('backup', 'orcl', 'imagecopywithsnap');

    expect(readdirSync(lab.area).filter((name) => name.startsWith('data_'))).toHaveLength(19);
    await run('autorestore', 'orcl');
  });

  it('is restored to before a pluggable database was dropped, and after', async () => {
    await run('backup', 'orcl', 'imagecopywithsnap');
    work(3);
    const before = now();
    lab.clock.advance(60_000);
    change('PDB2', 'closed');
    inDatabase(lab, (db) => dropPluggableDatabase(db, 'PDB2', { keepDatafiles: false }));
    work(4);
    await run('backup', 'orcl', 'imagecopywithsnap');
    await run('autorestore', 'orcl');

    await restoreTo(before);
    expect(inCopy((db) => pluggableDatabases(db).map(({ name }) => name))).toContain('PDB2');
  });

  it('says which pluggable databases there are when customverifypdb names none of them', async () => {
    configure(lab, 'orcl', ['customverifypdb: SHOP']);
    await run('backup', 'orcl', 'imagecopywithsnap');
    work(3);
    await run('backup', 'orcl', 'imagecopywithsnap');

    const { exitCode, stdout, stderr } = await attempt('autorestore', 'orcl');

    expect(exitCode).toBe(1);
    expect(stdout + stderr).toContain('there is no pluggable database SHOP, which customverifydate is to ask; there are PDB1, PDB2');
  });
});

function shown({ file, key, text }: { readonly file: number; readonly key: number; readonly text: string }): string {
  return `${file} ${key} ${text}`;
}
