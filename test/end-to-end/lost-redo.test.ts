import { readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DateTime } from 'luxon';
import { describe, expect, it } from 'vitest';
import { clearFault, setFault } from '#lab/faults.ts';
import { proveSnapshots } from '#lab/proof.ts';
import { labLauncher } from '#lab/tools/lab-launcher.ts';
import { runTool } from '#lab/tools/run-tool.ts';
import { runWorkload } from '#lab/workload.ts';
import type { ToolLauncher } from '#oracle/programs/tool.ts';
import { openTestLab } from './test-lab.ts';
import type { TestLab } from './test-lab.ts';

/** A lab whose image copy exists, with some work since. */
async function labWithImageCopy(): Promise<TestLab> {
  const lab = await openTestLab();
  expect(await lab.icb('backup', 'orcl', 'config')).toMatchObject({ exitCode: 0, stderr: '' });
  expect(await lab.icb('backup', 'orcl', 'imagecopywithsnap')).toMatchObject({ exitCode: 0, stderr: '' });
  work(lab);
  return lab;
}

function work({ directory, clock }: TestLab): void {
  runWorkload(directory, { transactions: 30, spreadOverMs: 3_600_000, switchEvery: 10, clock });
}

function archivedLogs({ area }: TestLab): string[] {
  return readdirSync(join(area, 'archivelog')).toSorted();
}

/** Removes a log from every destination; the dictionary goes on believing in it. */
function loseEverywhere(lab: TestLab, name: string): void {
  rmSync(join(lab.area, 'archivelog', name));
  const sequence = name.split('_')[1] ?? '';
  const recoveryArea = join(lab.directory, 'dbhost/fast_recovery_area');
  for (const file of readdirSync(recoveryArea, { recursive: true, encoding: 'utf8' })) {
    if (file.includes(`_1_${sequence}_`)) rmSync(join(recoveryArea, file));
  }
}

async function crosscheck({ directory, clock }: TestLab): Promise<void> {
  const env = { ORACLE_HOME: join(directory, 'oracle_home'), TNS_ADMIN: join(directory, 'tns'), NLS_DATE_FORMAT: 'yyyy-mm-dd hh24:mi:ss' };
  const stdin = 'crosscheck archivelog all;\n';
  const { signal } = new AbortController();
  expect(await runTool('rman', { labDir: directory, args: ['target', '/@orcl'], env, stdin, stdout: () => {}, clock, signal })).toBe(0);
}

function ledger({ area }: TestLab): Record<string, string>[] {
  return readFileSync(join(area, 'snapshots.jsonl'), 'utf8').trimEnd().split('\n').map((line) => JSON.parse(line) as Record<string, string>);
}

describe('an archived log that is lost everywhere', () => {
  it.each([
    ['while the dictionary still believes in it', async () => {}],
    ['and that the dictionary has forgotten', crosscheck],
  ])('%s makes the snapshot promise less, the run fail once, and the next one good', async (_, afterLoss) => {
    await using lab = await labWithImageCopy();
    const lost = archivedLogs(lab).at(-1) ?? '';
    loseEverywhere(lab, lost);
    await afterLoss(lab);

    const run = await lab.icb('backup', 'orcl', 'imagecopywithsnap');
    work(lab);
    const next = await lab.icb('backup', 'orcl', 'imagecopywithsnap');

    const sequence = lost.split('_')[1];
    expect(run).toMatchObject({ exitCode: 1, stderr: expect.stringMatching(new RegExp(`icb: orcl: archived log thread 1 sequence ${sequence} is lost: no time between`)) });
    expect(next).toMatchObject({ exitCode: 0, stderr: '' });
    expect(proveSnapshots(lab.directory, lab.area).map(({ differences }) => differences)).toEqual([0, 0, 0, 0]);
    const [clipped, whole] = ledger(lab);
    expect(BigInt(clipped?.['upperScn'] ?? '')).toBeLessThan(BigInt(whole?.['lowerScn'] ?? ''));
    const firstSecond = DateTime.fromISO(whole?.['lowerTime'] ?? '').plus({ seconds: 1 }).toISO() ?? '';
    expect(await lab.icb('snapper', 'orcl', 'search', firstSecond)).toMatchObject({ exitCode: 0 });
    const lostTime = clipped?.['upperTime'] ?? '';
    expect(await lab.icb('snapper', 'orcl', 'search', lostTime.replace('.000Z', '.500Z'))).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('an archived log was lost') });
    const report = JSON.parse((await lab.icb('report', '--json')).stdout) as { readonly databases: readonly { readonly window: unknown; readonly remarks: unknown }[] };
    expect(report.databases[0]?.window).toMatchObject({ gaps: [{ from: lostTime, until: DateTime.fromISO(firstSecond).toUTC().toISO(), why: 'lost' }] });
    expect(report.databases[0]?.remarks).toContainEqual({ status: 'WARNING', reason: expect.stringMatching(/^no time between .* can be restored: an archived log was lost$/u), hint: null });
  });

  it('right behind the image copy leaves nothing to snapshot', async () => {
    await using lab = await openTestLab();
    await lab.icb('backup', 'orcl', 'config');
    await lab.icb('backup', 'orcl', 'imagecopywithsnap');
    // The log that was current during the refresh: the copies cannot be brought to one point without it.
    loseEverywhere(lab, archivedLogs(lab).at(-1) ?? '');

    const run = await lab.icb('backup', 'orcl', 'imagecopywithsnap');

    expect(run).toMatchObject({ exitCode: 1, stdout: expect.stringContaining('no snapshot: redo that the image copy needs is lost') });
    expect(JSON.parse((await lab.icb('--json', 'snapper', 'orcl', 'list')).stdout)).toEqual([]);
    expect(await lab.icb('backup', 'orcl', 'imagecopywithsnap')).toMatchObject({ exitCode: 0, stderr: '' });
  });

  it('makes missingarchlog fail, which puts back what can be put back', async () => {
    await using lab = await labWithImageCopy();
    const [first = '', second = ''] = archivedLogs(lab).slice(-2);
    rmSync(join(lab.area, 'archivelog', first));
    loseEverywhere(lab, second);

    const repair = await lab.icb('backup', 'orcl', 'missingarchlog');

    expect(repair.exitCode).toBe(1);
    expect(repair.stdout).toContain('archived logs copied to the backup area: 1, lost: 1');
    expect(repair.stderr).toContain('crosscheck archivelog all');
    expect(archivedLogs(lab)).toContain(first);
  });
});

describe('a refresh that merges nothing', () => {
  it('night after night deletes nothing that the old image copy needs', async () => {
    await using lab = await labWithImageCopy();
    setFault(lab.directory, { name: 'rman-merge-nothing' });
    const logs = archivedLogs(lab);

    for (let night = 1; night <= 4; night += 1) {
      lab.clock.advance(24 * 3_600_000);
      expect(await lab.icb('backup', 'orcl', 'imagecopywithsnap')).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('did not move every image copy') });
    }
    clearFault(lab.directory);

    expect(archivedLogs(lab)).toEqual(expect.arrayContaining(logs));
    expect(await lab.icb('backup', 'orcl', 'imagecopywithsnap')).toMatchObject({ exitCode: 0, stderr: '' });
    expect(proveSnapshots(lab.directory, lab.area).every(({ differences }) => differences === 0)).toBe(true);
  });
});

describe('an image copy whose file is gone', () => {
  it('stops the run before its snapshot, and the remedy it names works', async () => {
    await using lab = await labWithImageCopy();
    const copy = readdirSync(lab.area).find((name) => name.includes('TS-USERS')) ?? '';
    rmSync(join(lab.area, copy));

    const run = await lab.icb('backup', 'orcl', 'imagecopywithsnap');

    expect(run).toMatchObject({ exitCode: 1, stderr: expect.stringContaining(`a file of the image copy is gone: ${join(lab.area, copy)}`) });
    expect(run.stderr).toContain('crosscheck copy of database');
    expect(JSON.parse((await lab.icb('--json', 'snapper', 'orcl', 'list')).stdout)).toEqual([]);
  });
});

describe('answers that are not whole', () => {
  it('do not make every image copy look orphaned', async () => {
    await using lab = await labWithImageCopy();
    const launch = labLauncher(lab.directory, lab.clock);
    const withoutDatafiles: ToolLauncher = (invocation) =>
      launch({ ...invocation, onOutput: (chunk) => invocation.onOutput(chunk.replaceAll(/^ICB\|datafile\|.*\n/gm, '')) });
    const copies = readdirSync(lab.area).filter((name) => name.startsWith('data_'));

    const run = await lab.icbIn({ launchTool: withoutDatafiles }, 'backup', 'orcl', 'imagecopywithsnap');

    expect(run).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('the list of datafiles is not complete') });
    expect(readdirSync(lab.area)).toEqual(expect.arrayContaining(copies));
  });
});

describe('a backup area reached through a symbolic link', () => {
  it('is recognised, so that no log is copied onto itself', async () => {
    await using lab = await labWithImageCopy();
    symlinkSync(join(lab.directory, 'nfs/demo-backup'), join(lab.directory, 'elsewhere'));
    const configuration = join(lab.directory, 'backup.cfg');
    writeFileSync(configuration, readFileSync(configuration, 'utf8').replace(/^backupdest: .*$/m, `backupdest: ${join(lab.directory, 'elsewhere')}`));

    const repair = await lab.icb('backup', 'orcl', 'missingarchlog');

    expect(repair).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('archived logs copied to the backup area: 0') });
  });
});
