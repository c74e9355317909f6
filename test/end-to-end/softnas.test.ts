// A lab whose storage system is a SoftNAS: nights of backups into snapshots it names itself, and all that it refuses for want of clones.
import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clearFault, setFault } from '#lab/faults.ts';
import { openTarget } from '#lab/oracle/instance.ts';
import { rowsByJournal } from '#lab/oracle/journal.ts';
import { readRows } from '#lab/oracle/rows.ts';
import { proveSnapshots } from '#lab/proof.ts';
import { runWorkload } from '#lab/workload.ts';
import { withWorldLock } from '#lab/world-lock.ts';
import { followRunbook } from './followed-runbook.ts';
import { mustSucceed } from './night-lab.ts';
import { openTestLab, standingTime, type TestLab } from './test-lab.ts';

const dayMs = 86_400_000;
let lab: TestLab;

beforeAll(async () => {
  lab = await openTestLab(standingTime, { storage: 'softnas' });
  for (const action of ['config', 'imagecopywithsnap', 'imagecopywithsnap', 'imagecopywithsnap']) {
    runWorkload(lab.directory, { transactions: 20, spreadOverMs: 600_000, switchEvery: 10, clock: lab.clock });
    await mustSucceed(lab.icb('backup', 'orcl', action));
  }
});

afterAll(async () => lab[Symbol.asyncDispose]());

async function listed(): Promise<string[]> {
  const { stdout } = await mustSucceed(lab.icb('snapper', 'orcl', 'list', '--json'));
  return (JSON.parse(stdout) as readonly { readonly id: string }[]).map(({ id }) => id);
}

it('has snapshots with every row that was committed, under the names the appliance chose', async () => {
  const ids = await listed();

  const proofs = proveSnapshots(lab.directory, lab.area);

  expect(ids).toEqual([expect.stringMatching(/^\d{4}(?:_\d\d){4}$/), expect.stringMatching(/^\d{4}(?:_\d\d){4}$/)]);
  expect(readFileSync(join(lab.area, 'made-snapshots.txt'), 'utf8')).toBe(`${ids.join('\n')}\n`);
  expect(new Set(proofs.map(({ snapshotId }) => snapshotId))).toEqual(new Set(ids));
  expect(proofs.filter(({ rows, differences }) => rows === 0 || differences > 0)).toEqual([]);
});

it('has a configuration that icb finds nothing wrong with, and a fresh backup', async () => {
  expect(await lab.icb('config', 'check')).toMatchObject({ exitCode: 0, stderr: '' });
  expect(await lab.icb('snapper', 'orcl', 'checkage')).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/^OK: /) });
});

describe('for want of clones, before anything is asked, written, locked or started', () => {
  it.each([
    [['autorestore'], 'and without one there is nothing to restore from', 'autorestoreenabled: 0 in [orcl]'],
    [['autorestore', 'orcl', '--canary'], 'and without one there is nothing to restore from', 'autorestoreenabled: 0 in [orcl]'],
    [['restore', 'orcl', '--to', '2026-02-03 12:05:00', '--sid', 'RST', '--yes'], 'and without one there is nothing to restore from', 'generaterestore'],
    [['snapper', 'orcl', 'clone', '2026_02_03_12_20'], 'makes no clones', 'icb snapper orcl list'],
    [['snapper', 'orcl', 'autoclone'], 'makes no clones', 'icb snapper orcl list'],
    [['snapper', 'orcl', 'dropclone', 'autorestore'], 'makes no clones', 'icb snapper orcl list'],
  ])('refuses %j', async (words, reason, hint) => {
    const [before, asked] = [filesBelow(lab.directory), lab.softnas.stats.requests.length];

    const { exitCode, stdout, stderr } = await lab.icbIn({ env: { AUTORESTORE_SAFE_SANDBOX: 'TRUE' }, launchTool: refuseToLaunch }, ...words);

    expect(exitCode).toBe(2);
    expect(stderr).toContain('the storage system of orcl makes no clones');
    expect(`${stderr}${stdout}`).toContain(reason);
    expect(stderr).toContain(hint);
    expect(filesBelow(lab.directory)).toEqual(before);
    expect(lab.softnas.stats.requests.length).toBe(asked);
  });

  it('says so of a plan, too', async () => {
    const { exitCode, stdout } = await lab.icbIn({ env: { AUTORESTORE_SAFE_SANDBOX: 'TRUE' } }, 'autorestore', '--dry-run');

    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/^orcl: cannot be tested: the storage system of orcl makes no clones, /);
  });
});

it('has a runbook that goes over a copy, in the area and printed', async () => {
  await mustSucceed(lab.icb('backup', 'orcl', 'backupimagecopy'));
  const kept = readFileSync(join(lab.area, 'restore-runbook.txt'), 'utf8');
  const { stdout } = await mustSucceed(lab.icb('backup', 'orcl', 'generaterestore'));

  for (const text of [kept, stdout]) {
    expect(text).toContain(`cp -a ${lab.area}/[!.]* `);
    expect(text).not.toMatch(/snapper orcl (?:clone|dropclone)/u);
  }
});

it('is brought back by the runbook, with every row', async () => {
  const { directory, clock } = lab;
  clock.advance(120_000);
  setFault(directory, { name: 'login-error', to: 'orcl', code: 'ORA-12541' });
  const { stdout } = await mustSucceed(lab.icb('backup', 'orcl', 'generaterestore'));
  const runbook = stdout.replaceAll('/restore/orcl', join(directory, 'dr')).replaceAll(/^export ORACLE_SID=.*$/gmu, 'export ORACLE_SID=dr1');

  const output = await followRunbook(runbook, { labDir: directory });
  clearFault(directory, 'login-error');

  const until = Number(/^recovering until SCN (\d+)$/mu.exec(output)?.[1]);
  const rows = withWorldLock(directory, () => {
    using db = openTarget(directory, { kind: 'instance', sid: 'dr1' }, clock);
    return readRows(db).map(({ file, key, text }) => `${file} ${key} ${text}`);
  });
  expect(rows.length).toBeGreaterThan(0);
  expect(rows).toEqual(rowsByJournal(directory, { scn: until }).map(({ file, key, text }) => `${file} ${key} ${text}`));
}, 90_000);

it('expires what icb has made, and leaves what others made', async () => {
  const made = await listed();
  lab.softnas.takeSnapshot('orcl', '2026_02_03_13_00');
  runWorkload(lab.directory, { transactions: 5, spreadOverMs: 300 * dayMs, clock: lab.clock });
  const { stdout } = await mustSucceed(lab.icb('snapper', 'orcl', 'create', '--json'));
  const { id: newest } = JSON.parse(stdout) as { readonly id: string };

  const cleaned = await mustSucceed(lab.icb('snapper', 'orcl', 'clean', '--json'));

  const verdicts = (JSON.parse(cleaned.stdout) as readonly { readonly id: string; readonly reason: string; readonly done: boolean }[]).map(({ id, reason, done }) => [id, done ? 'dropped' : reason]);
  expect(verdicts).toEqual([...made.map((id) => [id, 'dropped']), ['2026_02_03_13_00', 'was not made by icb'], [newest, 'is the newest']]);
  expect(await listed()).toEqual(['2026_02_03_13_00', newest]);
});

function refuseToLaunch(): never {
  throw new Error('a tool was started');
}

/** Path, size and time of change of everything. */
function filesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .toSorted()
    .map((name) => [name, lstatSync(join(folder, name))] as const)
    .map(([name, { size, mtimeMs }]) => `${name} ${size} ${mtimeMs}`);
}
