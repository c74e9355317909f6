// A RAC: two instances write redo of their own, and a restore needs both.

import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DateTime } from 'luxon';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { oracleTime } from '#lab/lab-clock.ts';
import { openTarget } from '#lab/oracle/instance.ts';
import { readJournal, rowsByJournal } from '#lab/oracle/journal.ts';
import { openDatabase } from '#lab/oracle/open-database.ts';
import { readRows } from '#lab/oracle/rows.ts';
import { runWorkload } from '#lab/workload.ts';
import { withWorldLock } from '#lab/world-lock.ts';
import { SavedLab } from './lab-run.ts';
import { openTestLab, standingTime, type Outcome, type TestLab } from './test-lab.ts';

let lab: TestLab;
let saved: SavedLab;

beforeAll(async () => {
  lab = await openTestLab(standingTime, { databases: ['orcl:19c-rac'] });
  const file = join(lab.directory, 'backup.cfg');
  writeFileSync(file, readFileSync(file, 'utf8').replace(/^autorestorecatalog:.*\n/mu, ''));
  mkdirSync(join(lab.directory, 'pit'));
  for (const action of ['config', 'imagecopywithsnap', 'imagecopywithsnap', 'imagecopywithsnap']) {
    work(1);
    await lab.icb('backup', 'orcl', action);
  }
  saved = new SavedLab(lab);
});

afterEach(() => saved.restore());

afterAll(async () => {
  saved[Symbol.dispose]();
  await lab[Symbol.asyncDispose]();
});

function work(hours: number): void {
  runWorkload(lab.directory, { transactions: 40, spreadOverMs: hours * 3_600_000, switchEvery: 9, seed: hours, clock: lab.clock });
}

async function restoreTo(target: DateTime): Promise<Outcome> {
  const words = ['restore', 'orcl', '--to', target.toUTC().toISO() ?? '', '--sid', 'pit', '--mount', join(lab.directory, 'pit'), '--yes'];
  return await lab.icbIn({ env: { AUTORESTORE_SAFE_SANDBOX: 'TRUE' } }, ...words);
}

function rowsOfTheCopy(): string[] {
  return withWorldLock(lab.directory, () => {
    using db = openTarget(lab.directory, { kind: 'instance', sid: 'pit' }, lab.clock);
    return readRows(db).map(({ file, key, text }) => `${file} ${key} ${text}`);
  });
}

function committedBefore(target: DateTime): string[] {
  return rowsByJournal(lab.directory, { time: oracleTime(target) }).map(({ file, key, text }) => `${file} ${key} ${text}`);
}

/** Logs of one thread in a folder, oldest first. */
function logsOfThread(thread: number, folder = join(lab.area, 'archivelog')): string[] {
  const names = readdirSync(folder).filter((name) => name.startsWith(`${thread}_`));
  return names.toSorted((one, other) => Number(one.split('_')[1]) - Number(other.split('_')[1]));
}

/** Also from the recovery area of the database host. */
function loseEverywhere(name: string): void {
  rmSync(join(lab.area, 'archivelog', name));
  const [thread, sequence] = name.split('_');
  const recoveryArea = join(lab.directory, 'dbhost/fast_recovery_area');
  for (const file of readdirSync(recoveryArea, { recursive: true, encoding: 'utf8' })) {
    if (file.includes(`_${thread}_${sequence}_`)) rmSync(join(recoveryArea, file));
  }
}

describe('a database with two redo threads', () => {
  it('law 20: has no backup of its control file as long as the snapshot of it is on a disk of one instance; config mends that', async () => {
    const configure = (text: string): Promise<string> => lab.launch({ program: join(lab.directory, 'oracle_home/bin/rman'), args: ['target', '/@orcl'], env: { ORACLE_HOME: join(lab.directory, 'oracle_home'), TNS_ADMIN: join(lab.directory, 'tns') }, input: text });
    await configure('configure snapshot controlfile name clear;\n');

    const spoilt = await lab.icb('backup', 'orcl', 'imagecopywithsnap');
    const mended = await lab.icb('backup', 'orcl', 'config');
    const next = await lab.icb('backup', 'orcl', 'imagecopywithsnap');

    expect(spoilt).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('ORA-00245: control file backup failed; in Oracle RAC, target might not be on shared storage') });
    expect(spoilt.stderr).toContain('run icb backup <db> config, which puts it into the backup area');
    expect(mended.stdout).toContain('changed: RMAN SNAPSHOT CONTROLFILE NAME');
    expect(next).toMatchObject({ exitCode: 0, stderr: '' });
  });

  it('has the logs of both in its backup area', () => {
    expect(logsOfThread(1).length).toBeGreaterThan(3);
    expect(logsOfThread(2).length).toBeGreaterThan(3);
  });

  it('is restored to any second: what was committed on both instances before it, no more and no less', async () => {
    const times = readJournal(lab.directory).map(({ time }) => DateTime.fromFormat(time, 'yyyy-MM-dd HH:mm:ss'));
    const newest = readFileSync(join(lab.area, 'snapshots.jsonl'), 'utf8').trimEnd().split('\n').at(-1) ?? '';
    const { lowerTime, upperTime } = JSON.parse(newest) as { readonly lowerTime: string; readonly upperTime: string };
    const served = times.filter((time) => time > DateTime.fromISO(lowerTime) && time < DateTime.fromISO(upperTime));

    for (const target of [served[3], served[20], served.at(-1)]) {
      saved.restore();
      const { exitCode, stderr } = await restoreTo(target ?? DateTime.now());

      expect([exitCode, stderr]).toEqual([0, '']);
      expect(rowsOfTheCopy()).toEqual(committedBefore(target ?? DateTime.now()));
    }
  });

  it('is backed up though a log of the second thread is lost: the thread is named, the next run is good', async () => {
    work(1);
    loseEverywhere(logsOfThread(2).at(-1) ?? '');

    const { exitCode, stderr } = await lab.icb('backup', 'orcl', 'imagecopywithsnap');
    work(1);
    const next = await lab.icb('backup', 'orcl', 'imagecopywithsnap');

    expect(stderr).toMatch(/^icb: orcl: archived log thread 2 sequence \d+ is lost: no time between /u);
    expect(exitCode).toBe(1);
    expect(next).toMatchObject({ exitCode: 0, stderr: '' });
  });

  it('fails its restore test when the snapshot lacks a log of the second thread', async () => {
    const [newest = ''] = readdirSync(join(lab.directory, 'storage/snapshots/orcl')).toSorted().toReversed();
    const folder = join(lab.directory, 'storage/snapshots/orcl', newest, 'archivelog');
    rmSync(join(folder, logsOfThread(2, folder).at(-1) ?? ''));

    const { exitCode, stdout } = await lab.icbIn({ env: { AUTORESTORE_SAFE_SANDBOX: 'TRUE' } }, 'autorestore');

    expect(stdout).toMatch(/orcl: FAILED: recover the database until .*RMAN-0605[34].* thread 2/u);
    expect(exitCode).toBe(1);
  });

  it('shows both instances to whoever asks for all of them', () => {
    using db = openDatabase(lab.directory, 'orcl', lab.clock);

    expect(db.sql.all('select thread, instance from redo_thread order by thread')).toEqual([{ thread: 1, instance: 'orcl1' }, { thread: 2, instance: 'orcl2' }]);
  });
});
