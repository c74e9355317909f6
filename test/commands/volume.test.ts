import { existsSync } from 'node:fs';
import { expect, it } from 'vitest';
import { run } from '#commands/volume.ts';
import { openSnapperLab } from './snapper-lab.ts';

it('icb volume create makes the volume and tells where it is mounted from', async () => {
  await using lab = await openSnapperLab({ withShare: false });
  const { context, outcome } = lab.contextOf();

  const { exitCode, stdout } = outcome(await run('orcl', 'create', context));

  expect(exitCode).toBeUndefined();
  expect(stdout).toBe('Volume created: 127.0.0.1:/export/demo-backup/orcl\n');
  expect(existsSync(lab.appliance.shareFolder('orcl'))).toBe(true);
});

it('icb volume create gives programs one JSON document', async () => {
  await using lab = await openSnapperLab({ withShare: false });
  const { context, outcome } = lab.contextOf({ json: true });

  const { stdout } = outcome(await run('orcl', 'create', context));

  expect(JSON.parse(stdout)).toEqual({ database: 'orcl', created: true, mountSource: '127.0.0.1:/export/demo-backup/orcl' });
});

it('icb volume create refuses a volume that is there already', async () => {
  await using lab = await openSnapperLab();

  await expect(run('orcl', 'create', lab.contextOf().context)).rejects.toMatchObject({
    exitCode: 1,
    message: expect.stringContaining('exists already'),
  });
});

it('icb volume knows no other action', async () => {
  await using lab = await openSnapperLab();

  await expect(run('orcl', 'craete', lab.contextOf().context)).rejects.toMatchObject({
    name: 'UsageError',
    message: 'unknown action craete (did you mean create?); allowed: create',
  });
});
