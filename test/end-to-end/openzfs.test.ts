// Nights on a real ZFS: backups into a dataset of zfs-fuse, its snapshots, and a restore test from a clone. Only Oracle is simulated.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, describe, expect, it } from 'vitest';
import { openZfsPool } from '../storage/openzfs/zfs-pool.ts';
import type { PoolNight } from './pool-night.ts';

const pool = await openZfsPool();
const program = new URL('pool-night.ts', import.meta.url).pathname;

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
