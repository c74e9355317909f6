import { mkdirSync, rmdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Mount } from '#core/mount-table.ts';
import type { ToolInvocation, ToolLauncher } from '#oracle/programs/tool.ts';
import { mountClone, unmountClone, type CloneMount } from '#workflows/restore/clone-mount.ts';
import { fakeClock } from '../../core/fake-clock.ts';
import { recordedLog } from '../../core/recorded-log.ts';
import { temporaryFolder } from '../../core/temporary-folder.ts';

const source = 'filer:/export/backup/autorestore';

/** A host whose mount command makes the clone appear by a symbolic link, as the lab's does. */
function openHost(folder: string, changes: { readonly onMount?: ToolLauncher; readonly onUnmount?: ToolLauncher } = {}) {
  const mountPoint = join(folder, 'mnt');
  const clone = join(folder, 'clone');
  mkdirSync(mountPoint);
  mkdirSync(clone);
  writeFileSync(join(clone, 'autorestore.cfg'), 'x');
  const calls: ToolInvocation[] = [];
  const show = async () => {
    rmdirSync(mountPoint);
    symlinkSync(clone, mountPoint);
    return { exitCode: 0 };
  };
  const hide = async () => {
    rmSync(mountPoint);
    mkdirSync(mountPoint);
    return { exitCode: 0 };
  };
  const launch: ToolLauncher = async (invocation) => {
    calls.push(invocation);
    return invocation.program === '/site/mount' ? await (changes.onMount ?? show)(invocation) : await (changes.onUnmount ?? hide)(invocation);
  };
  const clock = fakeClock('2026-11-21T02:00:00Z');
  const mount: CloneMount = {
    settings: { mountCommand: ['/site/mount', '--rw'], unmountCommand: ['/site/umount'], requireMount: false },
    mountPoint,
    source,
    launch,
    log: recordedLog(),
    clock,
    signal: new AbortController().signal,
    readMounts: () => [],
  };
  return { mount, mountPoint, calls, clock, show, hide };
}

const fail: ToolLauncher = async ({ onOutput }) => {
  onOutput('mount.nfs: access denied\n');
  return { exitCode: 32 };
};

const hang: ToolLauncher = ({ signal }) => {
  const { promise, resolve } = Promise.withResolvers<{ killedBy: string }>();
  signal.addEventListener('abort', () => resolve({ killedBy: 'SIGTERM' }));
  return promise;
};

describe('a mounted clone', () => {
  it('is there until it is disposed of', async () => {
    using folder = temporaryFolder();
    const { mount, calls, mountPoint } = openHost(folder.path);

    const mounted = await mountClone(mount);
    await mounted[Symbol.asyncDispose]();

    expect(calls.map(({ program, args, env }) => ({ program, args, env }))).toEqual([
      { program: '/site/mount', args: ['--rw', mountPoint], env: { PATH: '/usr/bin:/bin:/usr/sbin:/sbin', LC_ALL: 'C', ICB_MOUNT_SOURCE: source } },
      { program: '/site/umount', args: [mountPoint], env: expect.objectContaining({ ICB_MOUNT_SOURCE: source }) },
    ]);
    rmdirSync(mountPoint);
  });

  it('tells how its command failed, and unmounts nothing', async () => {
    using folder = temporaryFolder();
    const { mount, calls } = openHost(folder.path, { onMount: fail });

    await expect(mountClone(mount)).rejects.toThrow(`clone ${source} cannot be mounted: /site/mount --rw ${mount.mountPoint} ended with exit code 32: mount.nfs: access denied`);
    expect(calls).toHaveLength(1);
  });

  it('is an error when it does not appear', async () => {
    using folder = temporaryFolder();
    const { mount } = openHost(folder.path, { onMount: async () => ({ exitCode: 0 }) });

    await expect(mountClone(mount)).rejects.toThrow('shows no clone though /site/mount --rw succeeded: it is empty');
    await expect(mountClone({ ...mount, settings: { ...mount.settings, requireMount: true } })).rejects.toThrow('is not mounted though /site/mount --rw succeeded');
  });

  it('is unmounted when it is another one, and refused', async () => {
    using folder = temporaryFolder();
    const host = openHost(folder.path);
    let table: readonly Mount[] = [];
    const mount: CloneMount = {
      ...host.mount,
      readMounts: () => table,
      launch: async (invocation) => {
        const isMount = invocation.program === '/site/mount';
        table = isMount ? [{ mountPoint: host.mountPoint, fileSystem: 'nfs4', source: 'filer:/export/backup/orcl' }] : [];
        return await host.mount.launch(invocation);
      },
    };

    const mounting = mountClone(mount);

    await expect(mounting).rejects.toMatchObject({ exitCode: 3, message: `filer:/export/backup/orcl got mounted on ${host.mountPoint} instead of the clone ${source}` });
    expect(host.calls).toHaveLength(2);
  });

  it('keeps the cause when it cannot be unmounted either', async () => {
    using folder = temporaryFolder();
    const host = openHost(folder.path, { onUnmount: fail });
    const showAndFail: ToolLauncher = async (invocation) => {
      if (invocation.program === '/site/mount') await host.show();
      return await fail(invocation);
    };

    const mounting = mountClone({ ...host.mount, launch: showAndFail });

    await expect(mounting).rejects.toMatchObject({
      suppressed: { message: expect.stringContaining('cannot be mounted: /site/mount') },
      error: { message: expect.stringContaining(`the clone is still mounted on ${host.mountPoint}: /site/umount`) },
    });
  });

  it.each([
    ['missing', (path: string) => rmdirSync(path), 'does not exist'],
    ['filled', (path: string) => writeFileSync(join(path, 'x'), ''), 'is not empty'],
    ['a link', (path: string) => (rmdirSync(path), symlinkSync('/usr', path)), 'is a symbolic link'],
    ['a file', (path: string) => (rmdirSync(path), writeFileSync(path, '')), 'is not a folder'],
  ])('needs a mount point that is not %s', async (_, spoil, message) => {
    using folder = temporaryFolder();
    const { mount, mountPoint, calls } = openHost(folder.path);
    spoil(mountPoint);

    await expect(mountClone(mount)).rejects.toThrow(`the mount point ${mountPoint} ${message}`);
    expect(calls).toEqual([]);
  });

  it('needs a mount point with nothing mounted on it', async () => {
    using folder = temporaryFolder();
    const { mount, mountPoint } = openHost(folder.path);

    const mounting = mountClone({ ...mount, readMounts: () => [{ mountPoint, fileSystem: 'nfs', source: 'other:/x' }] });

    await expect(mounting).rejects.toThrow(`${mountPoint} is in use: other:/x is mounted on it`);
  });

  it('needs a program that exists', async () => {
    using folder = temporaryFolder();
    const { mount } = openHost(folder.path);

    await expect(mountClone({ ...mount, settings: { ...mount.settings, mountCommand: ['no-such-program-of-icb'] } })).rejects.toThrow('there is no program no-such-program-of-icb in /usr/bin');
  });

  it('is given up when the command does not end in time', async () => {
    using folder = temporaryFolder();
    const { mount } = openHost(folder.path, { onMount: hang });

    await expect(mountClone({ ...mount, timeLimitMs: 20 })).rejects.toThrow('did not end within 0.02 seconds');
  });
});

describe('unmounting', () => {
  it('has patience while the clone is busy', async () => {
    using folder = temporaryFolder();
    let tries = 0;
    const host = openHost(folder.path, { onUnmount: async (invocation) => ((tries += 1) < 3 ? fail(invocation) : host.hide()) });
    await host.show();
    const startedAt = host.clock.now();

    await unmountClone(host.mount);

    expect(tries).toBe(3);
    expect(host.clock.now().diff(startedAt).as('seconds')).toBe(10);
  });

  it('tells what stays and how to remove it', async () => {
    using folder = temporaryFolder();
    const host = openHost(folder.path, { onUnmount: fail });
    await host.show();

    await expect(unmountClone(host.mount)).rejects.toMatchObject({
      message: expect.stringContaining(`the clone is still mounted on ${host.mountPoint}: /site/umount`),
      hint: expect.stringContaining(`then run /site/umount ${host.mountPoint}`),
    });
    expect(host.calls).toHaveLength(6);
  });

  it('does nothing where nothing is mounted', async () => {
    using folder = temporaryFolder();
    const { mount, calls } = openHost(folder.path);

    await unmountClone(mount);

    expect(calls).toEqual([]);
  });
});
