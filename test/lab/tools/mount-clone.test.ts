import { lstatSync, mkdirSync, readdirSync, readFileSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { setFault } from '#lab/faults.ts';
import { openLabClock } from '#lab/lab-clock.ts';
import { runTool } from '#lab/tools/run-tool.ts';
import { temporaryFolder } from '../../core/temporary-folder.ts';

describe('mount-clone and umount-clone', () => {
  let lab: ReturnType<typeof temporaryFolder>;
  let mountPoint: string;
  let clone: string;
  beforeEach(() => {
    lab = temporaryFolder();
    mountPoint = join(lab.path, 'mnt');
    clone = join(lab.path, 'nfs/demo-backup/autorestore');
    for (const folder of ['world', 'mnt', 'nfs/demo-backup/autorestore']) mkdirSync(join(lab.path, folder), { recursive: true });
    writeFileSync(join(clone, 'autorestore.cfg'), 'of the clone');
  });
  afterEach(() => lab[Symbol.dispose]());

  const source = '127.0.0.1:/export/demo-backup/autorestore';

  async function run(tool: 'mount-clone' | 'umount-clone', { args = [mountPoint], from = source, signal = new AbortController().signal }: { args?: readonly string[]; from?: string | null; signal?: AbortSignal } = {}) {
    let output = '';
    const env = from === null ? {} : { ICB_MOUNT_SOURCE: from };
    const exitCode = await runTool(tool, { labDir: lab.path, args, env, stdin: '', stdout: (chunk) => void (output += chunk), clock: openLabClock(lab.path), signal });
    return { output, exitCode };
  }

  it('lets the clone appear at the mount point, and an empty folder afterwards', async () => {
    expect(await run('mount-clone')).toEqual({ output: '', exitCode: 0 });
    expect(readFileSync(join(mountPoint, 'autorestore.cfg'), 'utf8')).toBe('of the clone');

    expect(await run('umount-clone')).toEqual({ output: '', exitCode: 0 });
    expect(lstatSync(mountPoint).isDirectory()).toBe(true);
    expect(readdirSync(mountPoint)).toEqual([]);
    expect(readdirSync(clone)).toEqual(['autorestore.cfg']);
  });

  it('takes the source from fstab by the mount point, without comments', async () => {
    writeFileSync(join(lab.path, 'fstab'), `# ${mountPoint}\n#h:/export/nosuch ${mountPoint} nfs\nh:/export/demo-backup/other /other nfs\n${source}  ${mountPoint} nfs rw 0 0\n`);

    expect(await run('mount-clone', { from: null })).toEqual({ output: '', exitCode: 0 });
    expect(readlinkSync(mountPoint)).toBe(clone);
  });

  it('takes what the environment says before what fstab says', async () => {
    writeFileSync(join(lab.path, 'fstab'), `h:/export/demo-backup/nosuch ${mountPoint} nfs rw 0 0\n`);

    expect(await run('mount-clone')).toMatchObject({ exitCode: 0 });
  });

  it.each([
    ['127.0.0.1:/export/demo-backup/nosuch'],
    ['127.0.0.1:/export/../world'],
    ['/export/demo-backup/autorestore'],
  ])('has no export %s', async (from) => {
    const output = `mount.nfs: mounting ${from} failed, reason given by server: No such file or directory\n`;

    expect(await run('mount-clone', { from })).toEqual({ output, exitCode: 32 });
    expect(readdirSync(mountPoint)).toEqual([]);
  });

  it('fails as mount(8) does where nothing can be mounted', async () => {
    const file = join(lab.path, 'file');
    const nowhere = join(lab.path, 'nowhere');
    writeFileSync(file, '');

    expect(await run('mount-clone', { args: [] })).toEqual({ output: 'mount.nfs: mount point missing\n', exitCode: 32 });
    expect(await run('mount-clone', { args: [nowhere] })).toEqual({ output: `mount.nfs: mount point ${nowhere} does not exist\n`, exitCode: 32 });
    expect(await run('mount-clone', { args: [file] })).toEqual({ output: `mount.nfs: mount point ${file} is not a directory\n`, exitCode: 32 });
    expect(await run('mount-clone', { from: null })).toEqual({ output: `mount.nfs: can't find ${mountPoint} in ${join(lab.path, 'fstab')}\n`, exitCode: 32 });
  });

  it('mounts once', async () => {
    await run('mount-clone');

    expect(await run('mount-clone')).toEqual({ output: `mount.nfs: ${mountPoint} is busy or already mounted\n`, exitCode: 32 });
  });

  it('leaves a folder with files in it alone', async () => {
    writeFileSync(join(mountPoint, 'thesis.txt'), 'years of work');

    expect(await run('mount-clone')).toMatchObject({ exitCode: 32, output: expect.stringContaining('is not empty') as string });
    expect(readdirSync(mountPoint)).toEqual(['thesis.txt']);
  });

  it('unmounts a clone that was dropped meanwhile', async () => {
    await run('mount-clone');
    rmSync(clone, { recursive: true });

    expect(await run('umount-clone')).toEqual({ output: '', exitCode: 0 });
    expect(readdirSync(mountPoint)).toEqual([]);
  });

  it('says what is not mounted', async () => {
    expect(await run('umount-clone')).toEqual({ output: `umount: ${mountPoint}: not mounted.\n`, exitCode: 32 });
  });

  it('fails when told to, with the usual text or another', async () => {
    setFault(lab.path, { name: 'mount-error', times: 1 });
    setFault(lab.path, { name: 'umount-error', times: 1 });
    setFault(lab.path, { name: 'mount-error', lines: ['mount.nfs: access denied by server'], exitCode: 1 });

    expect(await run('mount-clone')).toEqual({ output: 'mount.nfs: Connection timed out\n', exitCode: 32 });
    expect(await run('umount-clone')).toEqual({ output: `umount: ${mountPoint}: target is busy.\n`, exitCode: 32 });
    expect(await run('mount-clone')).toEqual({ output: 'mount.nfs: access denied by server\n', exitCode: 1 });
    expect(readdirSync(mountPoint)).toEqual([]);
  });

  it.each([['mount-clone', 'mount-error'], ['umount-clone', 'umount-error']] as const)('%s hangs until it is told to end', async (tool, name) => {
    setFault(lab.path, { name, hang: true });
    const ending = new AbortController();

    const running = run(tool, { signal: ending.signal });
    ending.abort();

    await expect(running).rejects.toMatchObject({ name: 'ToolKilled' });
  });
});
