// Nights on OpenZFS, simulated and real: backups into a dataset, its snapshots, and a restore test from a clone.
import { execFile } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, describe, expect, it } from 'vitest';
import { proveSnapshots } from '#lab/proof.ts';
import { runWorkload } from '#lab/workload.ts';
import { openZfsPool } from '../storage/openzfs/zfs-pool.ts';
import { mustSucceed } from './night-lab.ts';
import type { PoolNight } from './pool-night.ts';
import { openTestLab, standingTime, type TestLab } from './test-lab.ts';

const pool = await openZfsPool();
const program = new URL('pool-night.ts', import.meta.url).pathname;

it('a database is backed up to a simulated ZFS, and restored from a clone', async () => {
  await using lab = await openTestLab(standingTime, { storage: 'openzfs' });
  keepResultsInFile(lab);
  await mustSucceed(lab.icb('backup', 'orcl', 'config'));
  for (const seed of [1, 2]) {
    await mustSucceed(lab.icb('backup', 'orcl', 'imagecopywithsnap'));
    runWorkload(lab.directory, { database: 'orcl', transactions: 40, spreadOverMs: 3_600_000, switchEvery: 15, seed, clock: lab.clock });
  }
  const restoreHost = { env: { AUTORESTORE_SAFE_SANDBOX: 'TRUE' } };
  await mustSucceed(lab.icbIn(restoreHost, 'autorestore', '--createcatalog'));

  const tested = await lab.icbIn(restoreHost, 'autorestore', 'orcl', '--json');

  expect(tested).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('"verdict": "passed"') });
  expect(lab.zfs.calls.map(([word]) => word)).toEqual(expect.arrayContaining(['version', 'snapshot', 'clone', 'destroy']));
  expect(readdirSync(join(lab.directory, 'nfs/demo-backup'))).toEqual(['orcl']);
  const proofs = proveSnapshots(lab.directory, lab.area);
  expect(proofs.length).toBeGreaterThan(1);
  expect(proofs.filter(({ rows, differences }) => rows < 10 || differences > 0)).toEqual([]);
});

function keepResultsInFile({ directory }: TestLab): void {
  const file = join(directory, 'backup.cfg');
  writeFileSync(file, readFileSync(file, 'utf8').replace(/^autorestorecatalog: .*$/m, `autorestorecatalog: sqlite:${join(directory, 'results.db')}`));
}

it('has a real pool to back up to', ({ skip }) => {
  if (typeof pool === 'string') skip(pool);

  expect(pool).toMatchObject({ inside: expect.any(Array) });
});

describe.each(typeof pool === 'string' ? [] : [pool])('on a real pool', (pool) => {
  afterAll(async () => pool[Symbol.asyncDispose]());

  it('a database is backed up, and clones of the backup hold all its rows', async () => {
    const parent = await pool.newParent();
    parent.addVolume('orcl');
    const [enter = '', ...words] = pool.inside;

    const { stdout } = await promisify(execFile)(enter, [...words, process.execPath, program, parent.dataset, parent.mountPoint], { timeout: 60_000 });

    const { tested, left, proofs } = JSON.parse(stdout) as PoolNight;
    expect(tested).toMatchObject({ exitCode: 0, verdicts: ['passed'], said: expect.not.stringContaining('ERROR') });
    expect(left).toEqual({ clones: '', instances: [], mounts: [] });
    expect(proofs).toEqual([
      { rows: expect.any(Number), differences: 0, cloneCount: 1 },
      { rows: expect.any(Number), differences: 0, cloneCount: 1 },
    ]);
    expect(Math.min(...proofs.map(({ rows }) => rows))).toBeGreaterThan(10);
  });
});
