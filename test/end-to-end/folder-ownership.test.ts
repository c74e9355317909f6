// Who owns and may write what icb makes in a backup area: the database writes there too.
import { chownSync, mkdirSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { backup, leftovers, openFailingLab } from './failing-lab.ts';
import type { FailingLab } from './failing-lab.ts';
import type { TestLab } from './test-lab.ts';

const somebodyElse = 4711;

let failing: FailingLab;
let lab: TestLab;

beforeAll(async () => {
  failing = await openFailingLab();
  ({ lab } = failing);
});
afterAll(async () => failing[Symbol.asyncDispose]());
beforeEach(() => failing.reset());

describe('icb backup as root', () => {
  it('is refused in an area of somebody else, before anything is made there', async ({ skip }) => {
    skip(process.getuid?.() !== 0, 'needs root');
    chownSync(lab.area, somebodyElse, somebodyElse);

    const ending = await backup(lab, 'config');

    expect(ending).toMatchObject({ exitCode: 3, stdout: '' });
    expect(ending.sentence).toContain(`running as root is refused: the backup area ${lab.area} belongs to user ${somebodyElse}`);
    expect(ending.remedy).toContain(`--config ${failing.configurationFile} backup orcl config`);
    expect(readdirSync(lab.area)).toEqual([]);
  });
});

describe('the folder for archived logs', () => {
  it.each([0o077, 0o022, 0o002])('can be written by owner and group whatever the umask: %o', async (umask) => {
    const before = process.umask(umask);
    try {
      expect(await backup(lab, 'config')).toMatchObject({ exitCode: 0 });
    } finally {
      process.umask(before);
    }

    expect(statSync(join(lab.area, 'archivelog')).mode & 0o7777).toBe(0o770);
  });

  it.each([
    ['a file', (path: string) => writeFileSync(path, ''), 'is not a folder'],
    ['a link to nothing', (path: string) => symlinkSync('/nonexistent/archivelog', path), 'is a link to nothing'],
  ])('is missed by config where %s has its name', async (_, make, complaint) => {
    expect(await backup(lab, 'config')).toMatchObject({ exitCode: 0 });
    const folder = join(lab.area, 'archivelog');
    rmSync(folder, { recursive: true });
    make(folder);

    const ending = await backup(lab, 'config');

    expect(ending).toMatchObject({ exitCode: 1, sentence: expect.stringContaining(`icb: ${folder} ${complaint}`) });
    expect(ending.remedy).toContain('move it away and run config again');
    expect(leftovers(lab)).toEqual([]);
  });

  it('may be a link to a folder, which is left as it is', async () => {
    const elsewhere = join(lab.directory, 'elsewhere');
    mkdirSync(elsewhere, { mode: 0o750 });
    symlinkSync(elsewhere, join(lab.area, 'archivelog'));

    const ending = await backup(lab, 'config');

    expect(ending).toMatchObject({ exitCode: 0, stderr: '' });
    expect(statSync(elsewhere).mode & 0o777).toBe(0o750);
  });
});
