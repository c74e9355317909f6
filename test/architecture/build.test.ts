import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { installationRoot } from '#core/installation.ts';
import { temporaryFolder } from '../core/temporary-folder.ts';

const { scripts } = JSON.parse(readFileSync(join(installationRoot, 'package.json'), 'utf8')) as { scripts: { build: string } };

it('builds without a word', () => {
  using folder = temporaryFolder();
  const env = { PATH: `${join(installationRoot, 'node_modules/.bin')}:/usr/bin:/bin` };

  const built = spawnSync('/bin/sh', ['-c', `${scripts.build} --dir "$1"`, 'sh', folder.path], { cwd: installationRoot, env, encoding: 'utf8' });

  expect(built).toMatchObject({ status: 0, stdout: '', stderr: '' });
  expect(existsSync(join(folder.path, 'main.cjs'))).toBe(true);
});
