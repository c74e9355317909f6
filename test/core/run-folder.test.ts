import { chmodSync, existsSync, mkdirSync, readdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { currentProcess } from '#core/process-identity.ts';
import { isOfDeadRun, openRunFolder, runFolderParent } from '#core/run-folder.ts';
import { temporaryFolder } from './temporary-folder.ts';

const self = currentProcess();
/** Beyond the largest process number Linux gives out. */
const deadPid = 2 ** 22 + 1;

function fileOf(owner: string): string {
  return `cmdfile=/tmp/icb-${owner}-AbC123/icb-Xyz789/refresh-image-copy.rman`;
}

describe('the folder of a run', () => {
  it('is there for its user alone, until it is disposed of', async () => {
    using parent = temporaryFolder();

    const folder = await openRunFolder(parent.path, self);
    const { mode } = statSync(folder.path);
    writeFileSync(join(folder.path, 'refresh.rman'), '');
    await folder[Symbol.asyncDispose]();

    expect(mode & 0o777).toBe(0o700);
    expect(readdirSync(parent.path)).toEqual([]);
  });

  it('clears away those of dead processes, and nothing else', async () => {
    using parent = temporaryFolder();
    const dead = [`icb-${self.host}-${deadPid}-1234-AbC123`, `icb-${self.host}-${self.pid}-1-AbC123`];
    const others = [`icb-other-host-${deadPid}-1234-AbC123`, `icb-${self.host}-${self.pid}-${self.startTicks}-AbC123`, 'icb-demo-AbC123', 'icb-AbC123', 'x'];
    for (const name of [...dead, ...others]) mkdirSync(join(parent.path, name, 'inside'), { recursive: true, mode: 0o700 });

    await using folder = await openRunFolder(parent.path, self);

    expect(existsSync(folder.path)).toBe(true);
    expect(readdirSync(parent.path).filter((name) => !folder.path.endsWith(name)).toSorted()).toEqual(others.toSorted());
  });

  it('tells of a file in it whether its run is dead', () => {
    expect(isOfDeadRun(fileOf(`${self.host}-${deadPid}-1234`), self)).toBe(true);
    expect(isOfDeadRun(fileOf(`${self.host}-${self.pid}-${self.startTicks}`), self)).toBe(false);
    expect(isOfDeadRun(fileOf(`other-host-${deadPid}-1234`), self)).toBe(false);
    expect(isOfDeadRun('cmdfile=/home/oracle/nightly.rman', self)).toBe(false);
  });

  it('cannot be made where there is nothing to write to', async () => {
    await expect(openRunFolder('/nowhere', self)).rejects.toMatchObject({ name: 'IcbError', message: expect.stringContaining('/nowhere'), hint: expect.stringContaining('TMPDIR') });
  });
});

describe('the parent of run folders', () => {
  it.each([
    [undefined, '/tmp'],
    ['', '/tmp'],
    ['/var/tmp', '/var/tmp'],
    ['tmp', '/here/tmp'],
  ])('is for TMPDIR=%s the folder %s', (tmpDir, parent) => {
    expect(runFolderParent(tmpDir, '/here')).toBe(parent);
  });

  it.each(['/a b', "/it's", '/a"b', '/a$b', 'a\nb'])('is never %j, which RMAN could not read', (tmpDir) => {
    expect(() => runFolderParent(tmpDir, '/here')).toThrow('RMAN takes no command file from a folder with blanks, quotes or special characters');
  });
});

describe('what dead runs left', () => {
  it('is removed where it is a private folder of this user, and only there', async () => {
    using folder = temporaryFolder();
    const left = (suffix: string): string => `icb-${self.host}-${deadPid}-1-${suffix}`;
    mkdirSync(join(folder.path, left('aaaaaa')), { mode: 0o700 });
    mkdirSync(join(folder.path, left('bbbbbb')));
    chmodSync(join(folder.path, left('bbbbbb')), 0o755);
    mkdirSync(join(folder.path, 'precious'), { mode: 0o700 });
    symlinkSync('precious', join(folder.path, left('cccccc')));
    writeFileSync(join(folder.path, left('dddddd')), '', { mode: 0o700 });

    await using run = await openRunFolder(folder.path, self);

    const kept = readdirSync(folder.path).filter((name) => join(folder.path, name) !== run.path);
    expect(kept.toSorted()).toEqual([left('bbbbbb'), left('cccccc'), left('dddddd'), 'precious'].toSorted());
  });
});
