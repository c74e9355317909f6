import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { setFault } from '#lab/faults.ts';
import { proveSnapshots } from '#lab/proof.ts';
import { runWorkload, setBusy } from '#lab/workload.ts';
import { openTestLab } from './test-lab.ts';
import type { TestLab } from './test-lab.ts';

const hourMs = 3_600_000;

/** The database works for a night, then icb runs. */
async function nightlyRun(lab: TestLab): Promise<void> {
  runWorkload(lab.directory, { transactions: 60, spreadOverMs: 24 * hourMs, switchEvery: 20, clock: lab.clock });
  expect(await lab.icb('backup', 'orcl', 'imagecopywithsnap')).toMatchObject({ exitCode: 0, stderr: '' });
}

async function configuredLab(): Promise<TestLab> {
  const lab = await openTestLab();
  expect(await lab.icb('backup', 'orcl', 'config')).toMatchObject({ exitCode: 0, stderr: '' });
  return lab;
}

function archivedLogs(lab: TestLab): string[] {
  return readdirSync(join(lab.area, 'archivelog')).toSorted();
}

function keysOf(file: string): string[] {
  return readFileSync(file, 'utf8').split('\n').slice(1, -1).map((line) => line.split(':')[0] ?? '');
}

describe('four nightly runs', () => {
  it('leave three snapshots that serve all they promise, a log per run and complete archived logs', async () => {
    await using lab = await configuredLab();
    setBusy(lab.directory, 1);

    for (let night = 1; night <= 4; night += 1) await nightlyRun(lab);

    const list = JSON.parse((await lab.icb('--json', 'snapper', 'orcl', 'list')).stdout) as { id: string }[];
    expect(list).toHaveLength(3);
    const proofs = proveSnapshots(lab.directory, lab.area);
    expect(proofs.map(({ snapshotId }) => snapshotId)).toEqual(list.flatMap(({ id }) => [id, id]));
    expect(proofs.map(({ differences }) => differences)).toEqual([0, 0, 0, 0, 0, 0]);
    expect(proofs.every(({ rows }) => rows > 0)).toBe(true);
    const logs = readdirSync(join(lab.area, 'backup_logs')).filter((name) => /^orcl_\d{8}T\d{6}_imagecopywithsnap\.log$/.test(name));
    expect(logs).toHaveLength(4);
    expect(await lab.icb('backup', 'orcl', 'missingarchlog')).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('copied to the backup area: 0') });
  });

  it('write each key of autorestore.cfg once, with the bounds the next snapshot will have', async () => {
    await using lab = await configuredLab();

    for (let night = 1; night <= 3; night += 1) await nightlyRun(lab);

    const keys = keysOf(join(lab.area, 'autorestore.cfg'));
    expect(keys.toSorted()).toEqual([...new Set(keys)].toSorted());
    expect(keys).toEqual(expect.arrayContaining(['db_name', 'undo_tablespace', 'compatible', 'db_block_size', 'db_files', 'enable_pluggable_database', 'backup-finished', 'copyscn', 'copytime', 'resetlogsid', 'timezone']));
    expect(keys).not.toContain('lasttime');
  });

  it('put lasttime, lastscn and bctfile into the snapshot, the first one too', async () => {
    await using lab = await configuredLab();

    await nightlyRun(lab);
    await nightlyRun(lab);

    const [snapshot = ''] = readdirSync(join(lab.directory, 'storage/snapshots/orcl'));
    const inSnapshot = keysOf(join(lab.directory, 'storage/snapshots/orcl', snapshot, 'autorestore.cfg'));
    expect(inSnapshot).toEqual(expect.arrayContaining(['db_name', 'copyscn', 'lasttime', 'lastscn', 'bctfile']));
    expect(inSnapshot).toEqual([...new Set(inSnapshot)]);
  });

  it('add a ledger line per snapshot whose bounds do not overlap and leave no time out but refresh windows', async () => {
    await using lab = await configuredLab();

    for (let night = 1; night <= 4; night += 1) await nightlyRun(lab);

    const ledger = readFileSync(join(lab.area, 'snapshots.jsonl'), 'utf8').trimEnd().split('\n').map((line) => JSON.parse(line) as Record<string, string>);
    expect(ledger).toHaveLength(3);
    for (const [index, line] of ledger.entries()) {
      expect(BigInt(line['lowerScn'] ?? '')).toBeLessThan(BigInt(line['upperScn'] ?? ''));
      expect(line['dbid']).toBe('1433672784');
      const next = ledger[index + 1];
      if (next !== undefined) expect(BigInt(next['lowerScn'] ?? '')).toBeGreaterThanOrEqual(BigInt(line['upperScn'] ?? ''));
    }
  });
});

describe('icb backup config', () => {
  it('says what it changed, and changes nothing the second time', async () => {
    await using lab = await openTestLab();

    const first = await lab.icb('backup', 'orcl', 'config');
    const second = await lab.icb('backup', 'orcl', 'config');

    expect(first.exitCode).toBe(0);
    expect(first.stdout).toContain('changed: enabled block change tracking');
    expect(first.stdout).toContain(`changed: created folder ${lab.area}/archivelog`);
    expect(first.stdout).toMatch(/changed: set log_archive_dest_\d+ to LOCATION=.*archivelog\//);
    expect(first.stdout).toMatch(/changed: RMAN .*RETENTION POLICY.* TO RECOVERY WINDOW OF 2 DAYS/);
    expect(second.exitCode).toBe(0);
    expect(second.stdout).toContain('nothing to change');
    expect(second.stdout).not.toContain('changed:');
  });
});

describe('a hole in the backup area\'s archived logs', () => {
  it('made by a failing destination is repaired by missingarchlog', async () => {
    await using lab = await configuredLab();
    await nightlyRun(lab);
    const before = archivedLogs(lab);
    // One failure is enough: Oracle does not try the destination again for the next five minutes (REOPEN).
    setFault(lab.directory, { name: 'archive-dest-error', dest: 2, times: 1 });
    runWorkload(lab.directory, { transactions: 40, switchEvery: 10, clock: lab.clock });
    expect(archivedLogs(lab)).toEqual(before);

    const repair = await lab.icb('backup', 'orcl', 'missingarchlog');

    expect(repair).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('archived logs copied to the backup area: 4, lost: 0') });
    expect(archivedLogs(lab)).toHaveLength(before.length + 4);
    expect((await lab.icb('backup', 'orcl', 'missingarchlog')).stdout).toContain('archived logs copied to the backup area: 0');
  });

  it('made by a careless hand is repaired by the next backup, before its snapshot', async () => {
    await using lab = await configuredLab();
    await nightlyRun(lab);
    runWorkload(lab.directory, { transactions: 40, switchEvery: 10, clock: lab.clock });
    const victim = archivedLogs(lab).at(-1) ?? '';
    rmSync(join(lab.area, 'archivelog', victim));

    await nightlyRun(lab);

    expect(archivedLogs(lab)).toContain(victim);
    expect(proveSnapshots(lab.directory, lab.area).map(({ differences }) => differences)).toEqual([0, 0]);
  });

  it('torn by the log switch just before the snapshot does not get into the snapshot', async () => {
    await using lab = await configuredLab();
    await nightlyRun(lab);
    runWorkload(lab.directory, { transactions: 40, clock: lab.clock });
    setFault(lab.directory, { name: 'archive-dest-error', dest: 2, times: 1 });

    expect(await lab.icb('backup', 'orcl', 'imagecopywithsnap')).toMatchObject({ exitCode: 0 });

    expect(proveSnapshots(lab.directory, lab.area).map(({ differences }) => differences)).toEqual([0, 0]);
  });
});
