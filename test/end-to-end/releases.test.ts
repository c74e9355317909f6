import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openDatabase } from '#lab/oracle/open-database.ts';
import { runWorkload } from '#lab/workload.ts';
import { recordToolCalls } from './recorded-tool-calls.ts';
import { openTestLab, type TestLab } from './test-lab.ts';

const sandbox = { AUTORESTORE_SAFE_SANDBOX: 'TRUE' };

/** Puts lines into the section of the lab's database. */
function configureDatabase({ directory }: TestLab, ...lines: readonly string[]): void {
  const path = join(directory, 'backup.cfg');
  const text = readFileSync(path, 'utf8').replace(/^genericoraclehome:.*\n/gmu, '');
  writeFileSync(path, text.replace(/^\[orcl\]$/mu, ['[orcl]', ...lines].join('\n')));
}

describe('privilege: sysbackup', () => {
  it('is what backups log in with, and SYSDBA what config needs', async () => {
    await using lab = await openTestLab();
    configureDatabase(lab, 'genericprivilege: sysbackup');
    const calls = recordToolCalls(lab);

    const outcomes = [];
    const logins: Record<string, readonly string[]> = {};
    for (const action of ['config', 'imagecopywithsnap', 'missingarchlog', 'report', 'validatebackup']) {
      outcomes.push(await lab.icbIn({ launchTool: calls.launch }, 'backup', 'orcl', action));
      logins[action] = [...new Set(calls.take().flatMap((call) => / as sys\w+|(?<=rman )target \/@orcl/u.exec(call.split('\n', 1)[0] ?? '')?.[0].trim() ?? []))];
    }

    expect(outcomes.map(({ exitCode }) => exitCode)).toEqual([0, 0, 0, 0, 0]);
    const sysbackup = ['as sysbackup'];
    expect(logins).toEqual({ config: ['as sysdba', 'target /@orcl'], imagecopywithsnap: sysbackup, missingarchlog: sysbackup, report: sysbackup, validatebackup: sysbackup });
  });

  it('is told from a misconfiguration where the release has no such privilege', async () => {
    await using lab = await openTestLab(undefined, { databases: ['orcl:11.2'] });
    configureDatabase(lab, 'genericprivilege: sysbackup');

    const { exitCode, stdout, stderr } = await lab.icb('backup', 'orcl', 'imagecopywithsnap');

    expect(exitCode).toBe(1);
    expect(stdout + stderr).toContain('SYSBACKUP begins with 12.1, set privilege: sysdba for older databases');
  });
});

describe('an Oracle home of another release than the database', () => {
  it('is refused by what it cannot work on', async () => {
    await using lab = await openTestLab(undefined, { databases: ['orcl:12.1', 'old:11.2', 'new:19c'] });
    for (const action of ['config', 'imagecopywithsnap', 'imagecopywithsnap']) {
      await lab.icb('backup', 'orcl', action);
      runWorkload(lab.directory, { transactions: 20, spreadOverMs: 3_600_000, seed: 1, clock: lab.clock });
    }

    configureDatabase(lab, `genericoraclehome: ${join(lab.directory, 'oracle_home')}`);
    const newer = await lab.icbIn({ env: sandbox }, 'autorestore', 'orcl');
    const backup = await lab.icb('backup', 'orcl', 'imagecopywithsnap');
    configureDatabase(lab, `genericoraclehome: ${join(lab.directory, 'oracle_home_11.2')}`);
    const older = await lab.icbIn({ env: sandbox }, 'autorestore', 'orcl');

    expect([newer.exitCode, backup.exitCode, older.exitCode]).toEqual([1, 1, 1]);
    expect(newer.stdout).toContain('ORA-39700: database must be opened with UPGRADE option');
    expect(backup.stdout + backup.stderr).toContain('RMAN-06429');
    expect(older.stdout).toContain('ORA-00401: the value for parameter compatible is not supported by this release');
  });
});

it.each([
  ['11.2', undefined, 'sectionsize is ignored: Oracle 11.2.0.4.0 cannot use sections for image copies'],
  ['19c', '11.2.0.4.0', 'sectionsize is ignored: sections of image copies need COMPATIBLE of 12.0.0 or more, it is 11.2.0.4.0'],
  ['19c', undefined, undefined],
])('sectionsize on %s with COMPATIBLE %s: %s', async (kind, compatible, sentence) => {
  await using lab = await openTestLab(undefined, { databases: [`orcl:${kind}`] });
  configureDatabase(lab, 'rmansectionsize: 1G');
  const calls = recordToolCalls(lab);
  await lab.icb('backup', 'orcl', 'config');
  using db = openDatabase(lab.directory, 'orcl', lab.clock);
  if (compatible !== undefined) db.sql.run("update parameter set value = ? where name = 'compatible'", compatible);

  const { exitCode, stdout } = await lab.icbIn({ launchTool: calls.launch }, 'backup', 'orcl', 'imagecopywithsnap');

  expect(exitCode).toBe(0);
  expect(/sectionsize is ignored.*/u.exec(stdout)?.[0]).toBe(sentence);
  expect(calls.take().some((call) => call.includes('section size 1G'))).toBe(sentence === undefined);
});

it.each([
  ['11.2', '-d'],
  ['12.1', '-db'],
])('srvctl of %s is asked with %s', async (kind, option) => {
  await using lab = await openTestLab(undefined, { databases: [`orcl:${kind}`] });
  const path = join(lab.directory, 'backup.cfg');
  writeFileSync(path, readFileSync(path, 'utf8').replace('gimanaged: false', 'gimanaged: true'));
  const calls = recordToolCalls(lab);
  await lab.icb('backup', 'orcl', 'config');

  const { exitCode, stdout } = await lab.icbIn({ launchTool: calls.launch }, 'backup', 'orcl', 'imagecopywithsnap');

  expect(exitCode).toBe(0);
  expect(calls.take().filter((call) => call.startsWith('-- srvctl'))).toEqual([`-- srvctl config database ${option} orcl`, `-- srvctl config service ${option} orcl`]);
  // The lab's host has no clusterware: srvctl understands, and fails.
  expect(stdout).toContain('ended with exit code 1');
});
