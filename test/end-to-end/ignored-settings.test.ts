import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openTestLab } from './test-lab.ts';

it('warns in every backup of settings that icb does not know, but not of those of other databases', async () => {
  await using lab = await openTestLab();
  const file = join(lab.directory, 'backup.cfg');
  const text = readFileSync(file, 'utf8');
  writeFileSync(file, `${text.replace('[orcl]', '[orcl]\nadditionalvolumesuffix: _redo')}\n[sales]\ndbid: 1\nrecoverywindow: 3\nrecoverywindows: 3\n`);

  const { exitCode, stdout } = await lab.icb('backup', 'orcl', 'config');

  expect(exitCode).toBe(0);
  expect(stdout).toMatch(/WARNING {2}orcl .*backup\.cfg:\d+: .*additionalvolumesuffix/u);
  expect(stdout).toContain('warnings in this run: 1');
  expect(stdout).not.toContain('recoverywindows');
});
