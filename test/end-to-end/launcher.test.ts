import { execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { installationRoot } from '#core/installation.ts';
import { inPrivateMounts, mountObstacle } from '../core/private-mounts.ts';
import { temporaryFolder } from '../core/temporary-folder.ts';
import { inShell, launcher, startIcb } from './icb-process.ts';

const { version } = JSON.parse(readFileSync(join(installationRoot, 'package.json'), 'utf8')) as { version: string };
const versionPrinted = { exitCode: 0, stdout: `${version}\n`, stderr: '' };

/** Another user, who has no entry in passwd. */
const asStranger = '/usr/bin/setpriv --reuid 4711 --regid 4711 --clear-groups';

function findStrangerObstacle(): string | undefined {
  if (process.getuid?.() !== 0) return 'needs root to become somebody else';
  try {
    execFileSync('/bin/sh', ['-c', `${asStranger} test -r ${launcher}`]);
    return undefined;
  } catch {
    return 'needs a clone that other users can read';
  }
}

/** A copy of the launcher alone in its tree. */
function bareInstallation(root: string): string {
  mkdirSync(join(root, 'bin'), { recursive: true });
  const icb = join(root, 'bin/icb');
  copyFileSync(launcher, icb);
  return icb;
}

/** Something that says it is Node, and what it was started with. */
function placeNode(path: string, itsVersion: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `#!/bin/sh\n[ "$1" = --version ] && echo ${itsVersion} || echo "${itsVersion} ran $*"\n`);
  chmodSync(path, 0o755);
}

describe('bin/icb', () => {
  it.each([
    ['no environment at all', '"$0" --version'],
    ['standard input closed', 'exec "$0" --version <&-'],
    ['standard error closed', 'exec "$0" --version 2>&-'],
    ['all but standard output closed', 'exec "$0" --version <&- 2>&-'],
  ])('starts with %s', async (_, line) => {
    expect(await inShell(line)).toEqual(versionPrinted);
  });

  it('does not mind a closed standard output', async () => {
    expect(await inShell('exec "$0" --version >&-')).toEqual({ exitCode: 0, stdout: '', stderr: '' });
  });

  it('is found through relative and absolute links, in folders with blanks in their names', async () => {
    using folder = temporaryFolder();
    const links = join(folder.path, 'my own programs');
    mkdirSync(join(links, 'deeper down'), { recursive: true });
    symlinkSync(installationRoot, join(links, 'the installation'));
    symlinkSync('../the installation/bin/icb', join(links, 'deeper down/icb relative'));
    symlinkSync(join(links, 'deeper down/icb relative'), join(links, 'icb'));

    expect(await inShell('"$0" --version', { icb: join(links, 'icb') })).toEqual(versionPrinted);
    expect(await inShell('./icb --version', { cwd: links })).toEqual(versionPrinted);
    expect(await inShell('PATH=$PWD; icb --version', { cwd: links })).toEqual(versionPrinted);
  });

  it('is started by a relative name', async () => {
    expect(await inShell(`./${relative(dirname(installationRoot), launcher)} --version`, { cwd: dirname(installationRoot) })).toEqual(versionPrinted);
  });

  it('starts in a folder that has been removed', async () => {
    using folder = temporaryFolder();

    const { exitCode, stdout } = await inShell('rmdir "$PWD" && exec "$0" config reference', { cwd: folder.path });

    expect(exitCode).toBe(0);
    expect(stdout).toContain('[generic]');
  });

  it.skipIf(findStrangerObstacle() !== undefined)(`runs as a user without an entry in passwd${reason(findStrangerObstacle())}`, async () => {
    expect(await inShell(`exec ${asStranger} "$0" --version`)).toEqual(versionPrinted);
  });

  it.each([
    ['a usage error', 'backup', 2],
    ['an unreadable configuration', '--config /nowhere/backup.cfg config check', 2],
    ['success', 'config reference', 0],
  ])('hands on the exit code of %s', async (_, words, exitCode) => {
    expect((await startIcb(words.split(' ')).ended).exitCode).toBe(exitCode);
  });

  it('is not bothered by a reader that leaves', async () => {
    const { stdout, stderr } = await inShell('{ "$0" config reference; echo "ended with $?" >&2; } | head -n 1');

    expect(stdout.split('\n')).toHaveLength(2);
    expect(stderr).toBe('ended with 0\n');
  });

  it('reports output that a full disk did not take', async () => {
    const { exitCode, stderr } = await inShell('"$0" config reference >/dev/full');

    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/^icb: output could not be written: .*ENOSPC/);
  });
});

describe('bin/icb of an incomplete installation', () => {
  it('says that it was not built', async () => {
    using folder = temporaryFolder();
    const icb = bareInstallation(folder.path);
    for (const processor of ['x64', 'arm64']) placeNode(join(folder.path, `node_modules/node-linux-${processor}/bin/node`), 'v24.0.0');

    const { exitCode, stderr } = await inShell('"$0" --version', { icb });

    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/^icb: not built: .* is missing; run 'npm run build' in \S+\n$/);
  });

  it.skipIf(mountObstacle !== undefined).each([
    ['v20.19.0', false],
    ['v23.11.1', false],
    ['v24.0.0', true],
    ['v31.2.0', true],
    ['v4.9.1', false],
  ])(`meets the machine's Node %s: usable %s${reason(mountObstacle)}`, async (itsVersion, usable) => {
    using folder = temporaryFolder();
    const icb = bareInstallation(folder.path);
    mkdirSync(join(folder.path, 'dist'));
    for (const name of ['main.js', 'main.cjs']) writeFileSync(join(folder.path, 'dist', name), '');
    placeNode(join(folder.path, 'local/node'), itsVersion);
    placeNode(join(folder.path, 'old'), 'v18.0.0');
    const script = `
      mount --bind "$1/local" /usr/local/bin
      [ ! -e /usr/bin/node ] || mount --bind "$1/old" "$(readlink -f /usr/bin/node)"
      "$2" --help 2>&1 || echo "exit code $?"`;

    const output = await inPrivateMounts(script, [folder.path, icb]);

    if (usable) expect(output).toMatch(`${itsVersion} ran `);
    else expect(output).toMatch(/^icb: no usable Node\.js: .*; run 'npm ci' in \S+\nexit code 2\n$/);
  });
});

function reason(obstacle: string | undefined): string {
  return obstacle === undefined ? '' : ` (${obstacle})`;
}
