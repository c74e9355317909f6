import { chownSync, existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { NotStartedError, RefusedError } from '#core/errors.ts';
import { emptyScratchFolder, type ProtectedFolder } from '#core/scratch-folder.ts';
import { mountObstacle, inPrivateMounts } from './private-mounts.ts';
import { temporaryFolder } from './temporary-folder.ts';

const { signal } = new AbortController();

function empty(folder: string, ...protectedFolders: readonly ProtectedFolder[]): Promise<string> {
  return emptyScratchFolder({ folder, protectedFolders, signal, readMounts: () => [] });
}

function put(folder: string, ...names: readonly string[]): void {
  for (const name of names) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), 'x');
  }
}

describe('the scratch folder', () => {
  it('is marked at first use, and emptied ever after', async () => {
    using folder = temporaryFolder();

    await empty(folder.path);
    put(folder.path, 'init.ora', '.hidden', 'ORCL/datafile/o1_mf_a.dbf', 'deep/er/notes.txt');
    const realPath = await empty(folder.path);

    expect(readdirSync(folder.path)).toEqual(['.icb-scratch']);
    expect(realPath).toBe(folder.path);
  });

  it('is locked before anything of it is deleted, also at first use, and the lock stays', async () => {
    using folder = temporaryFolder();
    const found: (readonly string[])[] = [];
    const lock = async (path: string): Promise<void> => {
      found.push(readdirSync(folder.path));
      writeFileSync(path, 'x');
    };

    for (const name of ['init.ora', 'notes.txt']) {
      await emptyScratchFolder({ folder: folder.path, protectedFolders: [], signal, readMounts: () => [], lock });
      put(folder.path, name);
    }

    expect(found).toEqual([[], ['.icb-scratch', '.icb-scratch.lck', 'init.ora']]);
    expect(readdirSync(folder.path)).toEqual(['.icb-scratch', '.icb-scratch.lck', 'notes.txt']);
  });

  it('is not locked when it is refused', async () => {
    using folder = temporaryFolder();
    put(folder.path, '.icb-scratch.lck', 'notes.txt');
    let isLocked = false;

    await expect(emptyScratchFolder({ folder: folder.path, protectedFolders: [], signal, readMounts: () => [], lock: async () => void (isLocked = true) })).rejects.toThrow(/no restore test made: notes\.txt$/u);

    expect(isLocked).toBe(false);
  });

  it('may hold the lock of a test that was killed at first use, or in what the old toolset left', async () => {
    using first = temporaryFolder();
    using old = temporaryFolder();
    put(first.path, '.icb-scratch.lck');
    put(old.path, '.icb-scratch.lck', 'restore.cf', 'init.ora');

    await empty(first.path);
    await empty(old.path);

    expect([first, old].map(({ path }) => readdirSync(path))).toEqual([['.icb-scratch', '.icb-scratch.lck'], ['.icb-scratch', '.icb-scratch.lck']]);
  });

  it('loses its links, and what they lead to stays', async () => {
    using folder = temporaryFolder();
    using elsewhere = temporaryFolder();
    put(elsewhere.path, 'production.dbf');
    put(folder.path, '.icb-scratch');
    symlinkSync(elsewhere.path, join(folder.path, 'link'));

    await empty(folder.path);

    expect(readdirSync(folder.path)).toEqual(['.icb-scratch']);
    expect(readFileSync(join(elsewhere.path, 'production.dbf'), 'utf8')).toBe('x');
  });

  it('is taken over with what the old toolset left', async () => {
    using folder = temporaryFolder();
    put(folder.path, 'init.ora', 'restore.cf', 'bct.bct', 'ORCL_TEST/datafile/o1_mf_users_x_.dbf', `ORCL/${'0'.repeat(31)}A/datafile/o1_mf_a_.dbf`);

    await empty(folder.path);

    expect(readdirSync(folder.path)).toEqual(['.icb-scratch']);
  });

  it.each([
    [['notes.txt'], 'notes.txt'],
    [['restore.cf', 'init.ora', 'ORCL/datafile/system01.dbf'], 'ORCL/datafile/system01.dbf'],
    [['ORCL/datafile/o1_mf_system_x_.dbf'], 'ORCL'],
  ])('is refused with files of somebody else: %j', async (names, named) => {
    using folder = temporaryFolder();
    put(folder.path, ...names);

    const emptying = empty(folder.path);

    await expect(emptying).rejects.toThrow(RefusedError);
    await expect(emptying).rejects.toThrow(`${folder.path} holds files that no restore test made: ${named}`);
    for (const name of names) expect(existsSync(join(folder.path, name))).toBe(true);
  });

  it('is refused when its marker is a link', async () => {
    using folder = temporaryFolder();
    put(folder.path, 'notes.txt');
    symlinkSync('/etc/passwd', join(folder.path, '.icb-scratch'));

    await expect(empty(folder.path)).rejects.toThrow('holds files that no restore test made: .icb-scratch, notes.txt');
  });

  it('is never a link', async () => {
    using folder = temporaryFolder();
    const link = join(folder.path, 'link');
    mkdirSync(join(folder.path, 'real'));
    symlinkSync(join(folder.path, 'real'), link);

    await expect(empty(link)).rejects.toThrow(`the scratch folder ${link} is a symbolic link`);
  });

  it('is never the root of all folders', async ({ skip }) => {
    skip(process.getuid?.() !== 0, 'only root could write there at all');

    await expect(empty('/')).rejects.toThrow('the scratch folder / is the root of all folders');
  });

  it('must be there, and a folder', async () => {
    using folder = temporaryFolder();
    put(folder.path, 'file');

    await expect(empty(join(folder.path, 'none'))).rejects.toThrow(NotStartedError);
    await expect(empty(join(folder.path, 'none'))).rejects.toThrow('none does not exist');
    await expect(empty(join(folder.path, 'file'))).rejects.toThrow('file is not a folder');
  });

  it.for(['/home', '/root', '/usr'])('neither is nor holds a home folder: %s', async (path, { skip }) => {
    skip(process.getuid?.() !== 0, 'only root could write there at all');

    await expect(empty(path)).rejects.toThrow(RefusedError);
  });

  it('keeps clear of what must survive, also behind links', async () => {
    using folder = temporaryFolder();
    const inside = join(folder.path, 'scratch/area');
    mkdirSync(inside, { recursive: true });
    symlinkSync(inside, join(folder.path, 'alias'));
    put(folder.path, 'scratch/.icb-scratch', 'scratch/area/data.dbf');
    const scratch = join(folder.path, 'scratch');
    const what = 'the backup area';

    await expect(empty(scratch, { path: inside, what, mayHoldScratch: false })).rejects.toThrow(`is or holds the backup area ${inside}`);
    await expect(empty(scratch, { path: join(folder.path, 'alias'), what, mayHoldScratch: false })).rejects.toThrow('is or holds the backup area');
    await expect(empty(scratch, { path: folder.path, what, mayHoldScratch: false })).rejects.toThrow(`lies within the backup area ${folder.path}`);
    expect(existsSync(join(inside, 'data.dbf'))).toBe(true);
    await empty(scratch, { path: folder.path, what: 'the log folder', mayHoldScratch: true });
    expect(readdirSync(scratch)).toEqual(['.icb-scratch']);
  });

  it('neither is nor holds a mount point', async () => {
    using folder = temporaryFolder();
    const withMount = (mountPoint: string): Promise<string> =>
      emptyScratchFolder({ folder: folder.path, protectedFolders: [], signal, readMounts: () => [{ mountPoint, fileSystem: 'nfs4', source: 'filer:/export' }] });

    await expect(withMount(folder.path)).rejects.toThrow(`${folder.path} is a mount point`);
    await expect(withMount(`${folder.path}/a/b`)).rejects.toThrow(`holds the mount point ${folder.path}/a/b`);
    await expect(withMount(`${folder.path}2`)).resolves.toBe(folder.path);
  });

  it('sees real mounts', async ({ skip }) => {
    skip(mountObstacle !== undefined, mountObstacle);
    using folder = temporaryFolder();
    const program = `import { emptyScratchFolder } from '#core/scratch-folder.ts';
      await emptyScratchFolder({ folder: ${JSON.stringify(folder.path)}, protectedFolders: [], signal: new AbortController().signal }).catch((error) => console.log(error.message));`;

    const output = await inPrivateMounts('mkdir "$1/sub"; mount -t tmpfs none "$1/sub"; cd "$2"; "$3" --input-type=module-typescript -e "$4"', [
      folder.path,
      join(import.meta.dirname, '../..'),
      process.execPath,
      program,
    ]);

    expect(output).toContain(`holds the mount point ${folder.path}/sub`);
  });

  it('belongs to the user icb runs as', async ({ skip }) => {
    skip(process.getuid?.() !== 0, 'needs root to give a folder away');
    using folder = temporaryFolder();
    chownSync(folder.path, 65_534, 65_534);

    await expect(empty(folder.path)).rejects.toThrow(`${folder.path} belongs to user 65534, not to the user icb runs as`);
  });
});
