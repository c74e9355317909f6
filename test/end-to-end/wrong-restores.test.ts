// Backups put together in a wrong order, and restores with wrong scripts: in the lab a restore test must fail for each of them,
// with the message Oracle has for it. If one of these passed, the lab would be no judge.

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { installationRoot } from '#core/installation.ts';
import { instances } from '#lab/oracle/instance.ts';
import { queryDatabaseTime } from '#oracle/database-facts.ts';
import type { SnapshotRun } from '#workflows/backup/backup-run.ts';
import { runWorkload } from '#lab/workload.ts';
import { createTablespace } from '#lab/oracle/datafile-administration.ts';
import { composedBackup, concludeThenRefresh, type Parts } from './composed-backup.ts';
import { inDatabase, openJudgedLab, workForHours } from './judged-lab.ts';
import type { JudgedLab } from './judged-lab.ts';
import type { Outcome, TestLab } from './test-lab.ts';

let judged: JudgedLab;

beforeAll(async () => {
  judged = await openJudgedLab();
});

afterAll(async () => judged[Symbol.asyncDispose]());

async function testRestore(lab: TestLab): Promise<Outcome> {
  return await lab.icbIn({ effectiveUid: 1000, env: { AUTORESTORE_SAFE_SANDBOX: 'TRUE' } }, 'autorestore', 'orcl');
}

/** Two nights of backups, so that the newest snapshot holds what the first of them made. */
async function backUpTwice(lab: TestLab, parts: Partial<Parts>): Promise<void> {
  const { directory, clock } = lab;
  for (const hours of [10, 11]) {
    workForHours(lab, hours);
    // Redo that is still in the current log when the backup begins.
    runWorkload(directory, { transactions: 5, spreadOverMs: 30 * 60_000, seed: hours, clock });
    await composedBackup(lab, parts);
  }
}

/** A refresh whose control file backup knows neither the merge nor a datafile that was made before it. */
async function concludeBeforeBirth(run: SnapshotRun): Promise<void> {
  const { lab } = judged;
  const born = (): void => inDatabase(lab, (db) => void createTablespace(db, `born${db.sql.nextNumber('born')}`, 20));
  await concludeThenRefresh(run, born);
  runWorkload(lab.directory, { transactions: 20, spreadOverMs: 60_000, seed: 5, clock: lab.clock });
}

/** Puts a site's own version of a script in force. */
function breakScript({ directory }: TestLab, name: string, change: (text: string) => string): void {
  const text = readFileSync(join(installationRoot, 'src/oracle', name.endsWith('.rman') ? 'rman' : 'sql', name), 'utf8');
  const folder = join(directory, 'templates');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, name), change(text));
  const file = join(directory, 'backup.cfg');
  writeFileSync(file, readFileSync(file, 'utf8').replace('[generic]\n', `[generic]\ntemplatedir: ${folder}\n`));
}

describe('a restore test of backups', () => {
  it('in the order of the product passes', async () => {
    judged.restore();
    await backUpTwice(judged.lab, {});

    const { exitCode, stdout, stderr } = await testRestore(judged.lab);

    expect(stdout + stderr).toContain('orcl: passed');
    expect(exitCode).toBe(0);
  });

  it.each([
    {
      what: 'with the snapshot after the refresh',
      parts: { order: ['describe', 'orphans', 'refresh', 'snapshot'] },
      message: /RMAN-06556: datafile \d must be restored from backup older than SCN \d+/u,
    },
    {
      what: 'without a log switch before the snapshot',
      parts: { archive: async (run) => queryDatabaseTime(run.oracle, run.signal) },
      message: /RMAN-06054: media recovery requesting unknown archived log for thread 1 with sequence \d+/u,
    },
    {
      what: 'with the control file backed up before the merge, a datafile born in between',
      parts: { refresh: concludeBeforeBirth, finish: async () => undefined },
      message: /has no use for image copies of the clone: \S+FNO-7_/u,
    },
  ] satisfies { what: string; parts: Partial<Parts>; message: RegExp }[])('$what fails', async ({ parts, message }) => {
    judged.restore();
    await backUpTwice(judged.lab, parts);

    const { exitCode, stdout, stderr } = await testRestore(judged.lab);

    expect(stdout + stderr).toMatch(message);
    expect(exitCode).toBe(1);
    expect(instances(judged.lab.directory)).toEqual([]);
  });
});

describe('a restore test', () => {
  it.each([
    {
      what: 'that catalogs the production folder instead of the clone',
      script: 'catalog-files.rman',
      change: (text: string) => `${text}\n`.replace('catalog start with ${prefix} noprompt;', "catalog start with ${prefix} noprompt;\ncatalog start with 'AREA/data_' noprompt;"),
      message: /still knows an image copy outside the clone: /u,
      exitCode: 1,
    },
    {
      what: 'that recovers without UNTIL',
      script: 'recover-until-time.rman',
      change: (text: string) => text.replace('  set until time ${until};\n', "  set until time ${until};\n  set until scn 99999999999;\n"),
      message: /RMAN-06054: media recovery requesting unknown archived log/u,
      exitCode: 1,
    },
    {
      what: 'that opens before it recovers',
      script: 'switch-to-copy.rman',
      change: (text: string) => `${text}\nalter database open read only;\n`,
      message: /ORA-01157: cannot identify\/lock data file 2/u,
      exitCode: 1,
    },
  ])('$what fails', async ({ script, change, message, exitCode: expected }) => {
    judged.restore();
    await backUpTwice(judged.lab, {});
    breakScript(judged.lab, script, (text) => change(text).replace('AREA', judged.lab.area));

    const { exitCode, stdout, stderr } = await testRestore(judged.lab);

    expect(stdout + stderr).toMatch(message);
    expect(exitCode).toBe(expected);
    expect(instances(judged.lab.directory)).toEqual([]);
  });
});
