// The runbook that `generaterestore` prints, followed to its end by a shell, after the loss of the database: what comes back is what
// had been committed before the last archived log ended.

import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '#core/clock.ts';
import { installationRoot } from '#core/installation.ts';
import { clearFault, setFault } from '#lab/faults.ts';
import { openTarget } from '#lab/oracle/instance.ts';
import { rowsByJournal } from '#lab/oracle/journal.ts';
import { openResetlogs } from '#lab/oracle/instance/open-resetlogs.ts';
import { readRows } from '#lab/oracle/rows.ts';
import { runWorkload } from '#lab/workload.ts';
import { withWorldLock } from '#lab/world-lock.ts';
import { blocksOf, followRunbook, pasteBlindly } from './followed-runbook.ts';
import { backup, inDatabase } from './judged-lab.ts';
import { openTestLab, standingTime } from './test-lab.ts';
import type { Outcome, TestLab } from './test-lab.ts';

/** Some kinds are followed only where time is no matter. */
const isFull = process.env['ICB_TEST_FULL'] === '1';
const followed: ReadonlyArray<readonly [kind: string, knowledge: string]> = [
  ['19c-tde', 'has kept, and archived logs of a RESETLOGS since'],
  ['19c-standby', 'has kept'],
  ['19c', 'that is not there has not told'],
  ...(isFull ? ['19c-rac', '12.1-cdb', '11.2-se'] : []).map((kind) => [kind, 'has kept'] as const),
];

/** Backed up twice, and worked on since; redo of the last minutes has been archived only in part. */
async function openBackedUpLab(kind: string, { time = systemClock, resetLogs = false }: { readonly time?: typeof standingTime; readonly resetLogs?: boolean } = {}): Promise<TestLab> {
  const lab = await openTestLab(time, { databases: [`orcl:${kind}`] });
  await backup(lab, 'config');
  await backup(lab, 'imagecopywithsnap');
  runWorkload(lab.directory, { transactions: 30, switchEvery: 10, seed: 1, clock: lab.clock });
  await backup(lab, 'imagecopywithsnap');
  lab.clock.advance(60_000);
  runWorkload(lab.directory, { transactions: 45, switchEvery: 10, seed: 2, clock: lab.clock });
  if (resetLogs) {
    lab.clock.advance(60_000);
    inDatabase(lab, (db) => openResetlogs(db));
    runWorkload(lab.directory, { transactions: 25, switchEvery: 10, seed: 3, clock: lab.clock });
  }
  return lab;
}

async function generate(lab: TestLab, ...options: string[]): Promise<Outcome> {
  return await lab.icb(...options, 'backup', 'orcl', 'generaterestore');
}

/** With folders and a SID of its own on the restore host, and the keystore where somebody has put a copy of it. */
function adapted(runbook: string, directory: string): string {
  return runbook.replaceAll('/restore/orcl', join(directory, 'dr')).replaceAll(join(directory, 'keystore/orcl'), join(directory, 'restore/keystore/orcl')).replaceAll(/^export ORACLE_SID=.*$/gmu, 'export ORACLE_SID=dr1');
}

/** Each paragraph on a line of its own: where lines break depends on how long the paths are. */
function unwrapped(runbook: string): string {
  return runbook.replaceAll(/(?<=^# (?! |\d+\. |[=-]+$).*)\n# (?=[^\s=-])/gmu, ' ').replaceAll(/(?<=^#   [- ] .*)\n#     (?=\S)/gmu, ' ');
}

function ids(runbook: string): readonly string[] {
  return blocksOf(runbook).map(({ id }) => id);
}

function rowsOfTheCopy({ directory, clock }: TestLab): string[] {
  return withWorldLock(directory, () => {
    using db = openTarget(directory, { kind: 'instance', sid: 'dr1' }, clock);
    return readRows(db).map(({ file, key, text }) => `${file} ${key} ${text}`);
  });
}

function committedBefore({ directory }: TestLab, scn: number): string[] {
  return rowsByJournal(directory, { scn }).map(({ file, key, text }) => `${file} ${key} ${text}`);
}

function fileNames({ directory, clock }: TestLab): readonly string[] {
  return withWorldLock(directory, () => {
    using db = openTarget(directory, { kind: 'instance', sid: 'dr1' }, clock);
    return db.sql.all<{ name: string }>('select name from datafile union all select name from tempfile union all select member from online_log').map(({ name }) => name);
  });
}

function beginOfIncarnation(lab: TestLab): number {
  return inDatabase(lab, (db) => db.sql.one<{ scn: number }>('select resetlogs_change as scn from database').scn);
}

/** What the restored database knows of files outside the folder that it shall live in. */
function filesElsewhere(lab: TestLab): readonly string[] {
  return fileNames(lab).filter((name) => !name.startsWith(join(lab.directory, 'dr/new/')));
}

describe('a database that is lost', () => {
  it.each(followed)('is back after the commands of the runbook, kind %s, with what the area %s', async (kind, knowledge) => {
    await using lab = await openBackedUpLab(kind, { resetLogs: knowledge.includes('RESETLOGS') });
    setFault(lab.directory, { name: 'login-error', to: 'orcl', code: 'ORA-12541' });
    const area = readdirSync(lab.area);
    const isGone = knowledge.includes('not there');
    if (isGone) renameSync(lab.area, `${lab.area}.gone`);

    const { exitCode, stdout, stderr } = await generate(lab);
    if (isGone) renameSync(`${lab.area}.gone`, lab.area);
    const output = await followRunbook(adapted(stdout, lab.directory), { labDir: lab.directory });

    expect([exitCode, stderr]).toEqual([0, expect.stringMatching(/^icb: orcl cannot be asked: .*ORA-12541.*; the runbook has what was kept\n$/)]);
    const until = Number(/^recovering until SCN (\d+)$/m.exec(output)?.[1]);
    expect(until).toBeGreaterThan(beginOfIncarnation(lab));
    expect(rowsOfTheCopy(lab)).toEqual(committedBefore(lab, until));
    expect(committedBefore(lab, until).length).toBeGreaterThan(0);
    expect(filesElsewhere(lab)).toEqual([]);
    expect(output).not.toMatch(/^EXISTS /m);
    expect(stdout).not.toContain('undo tablespace unknown');
    expect(output.split(/^== 9\.\d$/m).at(-1)).toMatch(/no rows selected/);
    expect(readdirSync(lab.area)).toEqual(area);
  }, 90_000);
});

describe('generaterestore', () => {
  let lab: TestLab;
  beforeAll(async () => {
    lab = await openBackedUpLab('19c', { time: standingTime });
  });
  afterAll(async () => lab[Symbol.asyncDispose]());

  const noListener = { name: 'login-error', to: 'orcl', code: 'ORA-12541' } as const;

  it('prints the runbook and nothing else', async () => {
    const { exitCode, stdout, stderr } = await generate(lab);

    expect([exitCode, stderr]).toEqual([0, '']);
    const masked = unwrapped(stdout).replaceAll(lab.directory, 'LAB').replaceAll(installationRoot, 'ICB');
    await expect(masked).toMatchFileSnapshot(join('expected', 'restore-runbook.txt'));
  });

  it('is a script of the shell, in which all that is told is a comment', async () => {
    const { stdout } = await generate(lab);

    const commands = new Set(blocksOf(stdout).flatMap(({ text }) => text.split('\n')));
    expect(stdout.split('\n').filter((line) => !/^(?:#|$)/.test(line) && !commands.has(line))).toEqual([]);
    expect(await followRunbook(stdout.replaceAll(/^(#>> \S+) \w+$/gmu, '$1 later'), { labDir: lab.directory })).toBe('');
  });

  it('reaches nothing of a database that runs under the same SID, even when its errors are overlooked', async () => {
    const known = () => inDatabase(lab, (db) => [db.sql.all('select * from archived_log'), db.sql.all('select * from datafile_copy'), db.sql.all('select * from tempfile')]);
    const before = known();
    const { stdout } = await generate(lab);

    const output = await pasteBlindly(stdout.replaceAll('/restore/orcl', join(lab.directory, 'blind')), ['2.1', '2.3', '4.1', '4.2', '5.1', '6.1', '6.3', '6.4', '8.1', '8.2', '8.3']);

    expect(output).toContain('ORA-01081');
    expect(output).toContain('STOP: no instance for a restore was started; ORACLE_SID is emptied');
    expect(output.slice(output.indexOf('STOP'))).not.toMatch(/connected to target database|\n\S.*uncataloged/u);
    expect(known()).toEqual(before);
  });

  it('was put into the area by each backup, so that every snapshot brings its own', async () => {
    const file = join(lab.area, 'restore-runbook.txt');
    const [snapshot = ''] = readdirSync(join(lab.directory, 'storage/snapshots/orcl')).toSorted().toReversed();

    const text = readFileSync(file, 'utf8');

    expect(text).toContain('Values: asked of the running database at 2026-');
    expect(blocksOf(text)).toEqual(blocksOf((await generate(lab)).stdout));
    expect(text).toContain(snapshot);
    expect(statSync(file).mode & 0o777).toBe(0o644);
    expect(readdirSync(join(lab.directory, 'storage/snapshots/orcl', snapshot))).toContain('restore-runbook.txt');
  });

  it('has what the last backup kept when the database is down, and says so', async () => {
    const up = await generate(lab);
    setFault(lab.directory, noListener);

    const { exitCode, stdout } = await generate(lab);
    clearFault(lab.directory);

    expect(exitCode).toBe(0);
    expect(blocksOf(stdout)).toEqual(blocksOf(up.stdout));
    expect(stdout).toMatch(/^# Values: kept by the backup of 2026-\S+ \S+ UTC; the database cannot be asked now \(orcl: .*$/m);
  });

  it('has what autorestore.cfg says when that is all there is, as after the old toolset', async () => {
    setFault(lab.directory, noListener);
    renameSync(join(lab.area, 'restore-runbook.json'), join(lab.directory, 'kept.json'));

    const { exitCode, stdout } = await generate(lab);
    renameSync(join(lab.directory, 'kept.json'), join(lab.area, 'restore-runbook.json'));
    clearFault(lab.directory);

    expect(exitCode).toBe(0);
    expect(unwrapped(stdout)).toContain(`Values: of ${lab.area}/autorestore.cfg, written by the last backup; the`);
    expect(stdout).toContain("*.db_name='ORCL'\n");
    expect(stdout).toContain('Where its files lived is not known here');
    expect(ids(stdout)).toEqual(expect.arrayContaining(['5.1', '6.2', '6.3', '6.4', '7.2', '8.1', '8.3', '9.1']));
  });

  it('still tells the way when neither database nor area nor Oracle home is there', async () => {
    setFault(lab.directory, noListener);
    for (const name of [lab.area, join(lab.directory, 'oracle_home')]) renameSync(name, `${name}.gone`);

    const { exitCode, stdout } = await generate(lab);
    for (const name of [lab.area, join(lab.directory, 'oracle_home')]) renameSync(`${name}.gone`, name);
    clearFault(lab.directory);

    expect(exitCode).toBe(0);
    expect(stdout).toContain('Values: of the configuration only');
    expect(ids(stdout)).toEqual(expect.arrayContaining(['3.1', '5.1', '7.2', '8.3']));
  });

  it('tells programs where its values come from, with the text', async () => {
    const { stdout } = await generate(lab, '--json');

    const { runbook, ...document } = JSON.parse(stdout) as Readonly<Record<string, unknown>>;
    expect(runbook).toContain('# RESTORE RUNBOOK OF DATABASE orcl');
    expect(document).toMatchObject({ database: 'orcl', databaseAnswered: true, source: expect.stringContaining('asked of the running database') as string, snapshots: [{ lowerBound: { scn: expect.stringMatching(/^\d+$/) as string } }] });
  });

  it('is not made for another database than the configured one', async () => {
    const file = join(lab.directory, 'backup.cfg');
    const configuration = readFileSync(file, 'utf8');
    writeFileSync(file, configuration.replace(/^dbid: .*$/m, 'dbid: 4711'));

    const { exitCode, stdout, stderr } = await generate(lab);
    writeFileSync(file, configuration);

    expect([exitCode, stdout, stderr]).toEqual([2, '', expect.stringContaining('but the configuration says 4711')]);
  });

  it.each([
    ['autorestore.cfg', '\u0000\u0001[dbparams\n=\n%%%\n'],
    ['restore-runbook.json', '{"at": "2026-02-03T12:00:00Z", "layout": {"parameters": '],
    ['restore-runbook.json', '{"at": "yesterday", "layout": {"parameters": null}}'],
    ['snapshots.jsonl', 'not a ledger\n{"snapshotId": 1}\n'],
  ])('makes the best of a damaged %s: %j', async (name, content) => {
    const file = join(lab.area, name);
    const good = readFileSync(file);
    writeFileSync(file, content);
    setFault(lab.directory, noListener);

    const { exitCode, stdout } = await generate(lab);
    clearFault(lab.directory);
    writeFileSync(file, good);

    expect(exitCode).toBe(0);
    expect(ids(stdout)).toEqual(expect.arrayContaining(['3.1', '4.1', '5.1', '6.4', '7.2', '8.3']));
    expect(stdout).not.toMatch(/undefined|NaN|Invalid/);
  });

  it.each([
    ['a superfluous word', ['backup', 'orcl', 'generaterestore', 'now'], 'now'],
    ['an unknown database', ['backup', 'orkl', 'generaterestore'], 'orkl'],
  ])('does not start with %s', async (_, words, named) => {
    const { exitCode, stdout, stderr } = await lab.icb(...words);

    expect([exitCode, stdout, stderr]).toEqual([2, '', expect.stringContaining(named)]);
  });

  it('is only a warning for a backup when the database does not tell', async () => {
    const file = join(lab.area, 'restore-runbook.json');
    rmSync(file);
    setFault(lab.directory, { name: 'sqlplus-error', match: "'ICB|tempfile|'", lines: ['ORA-00600: internal error code'], times: 1 });

    const { exitCode, stdout } = await lab.icb('backup', 'orcl', 'backupimagecopy');

    expect(exitCode).toBe(0);
    expect(stdout).toContain('the restore runbook in the backup area is that of an earlier run: orcl: ask where the files of the database live');
  });

  it('is only a warning for a backup when it cannot be written', async () => {
    const file = join(lab.area, 'restore-runbook.txt');
    rmSync(file);
    mkdirSync(file);

    const { exitCode, stdout } = await lab.icb('backup', 'orcl', 'backupimagecopy');

    rmSync(file, { recursive: true });
    expect(exitCode).toBe(0);
    expect(stdout).toContain('the restore runbook in the backup area is that of an earlier run: ');
  });
});

describe('of a database that was never backed up', () => {
  it('there is a runbook, which says that there is no snapshot', async () => {
    await using lab = await openTestLab(standingTime);

    const { exitCode, stdout, stderr } = await generate(lab);

    expect([exitCode, stderr]).toEqual([0, '']);
    expect(stdout).toContain('the ledger ');
    expect(stdout).toMatch(/^#\|  SNAPSHOT=\$\(.* snapper orcl list \| tail -1 \| cut -d' ' -f1\)$/mu);
    expect(readdirSync(lab.area)).not.toContain('restore-runbook.txt');
  });
});
