import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { InterruptedError } from '#core/errors.ts';
import { installationRoot } from '#core/installation.ts';
import { mayUse, readableInstallation, runAsUser, temporaryFolderOf, unprivilegedUser } from '#lab/unprivileged.ts';
import { temporaryFolder } from '../core/temporary-folder.ts';

const rootObstacle = process.getuid?.() === 0 ? undefined : 'needs root to act as somebody else';
const user = unprivilegedUser();

/** An installation that tells who runs it, below a folder that only its owner may enter. */
function privateInstallation(folder: string, program: string): string {
  const root = join(folder, 'private', 'icb');
  mkdirSync(join(root, 'dist'), { recursive: true });
  for (const name of ['package.json', 'bin', 'src/oracle']) cpSync(join(installationRoot, name), join(root, name), { recursive: true });
  writeFileSync(join(root, 'package.json'), '{}');
  writeFileSync(join(root, 'dist/main.cjs'), program, { mode: 0o600 });
  chmodSync(folder, 0o755);
  chmodSync(join(folder, 'private'), 0o700);
  return root;
}

async function run(root: string, program: { readonly signal?: AbortSignal; readonly args?: readonly string[] } = {}) {
  using installation = readableInstallation(user, root);
  using home = temporaryFolderOf(user);
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const shown = text(stdout);
  const { signal = new AbortController().signal, args = [] } = program;
  try {
    return { exitCode: await runAsUser({ user, installation, args, env: { HOME: home.path }, stdout, stderr, signal }), stdout: (stdout.end(), await shown), copy: installation.root };
  } finally {
    stdout.end();
  }
}

describe('the unprivileged user', () => {
  it.each([
    ['nobody of this host', 'root:x:0:0::/root:/bin/sh\nnobody:x:99:98::/:/bin/false\n', { uid: 99, gid: 98 }],
    ['the usual number without one', 'root:x:0:0::/root:/bin/sh\n', { uid: 65_534, gid: 65_534 }],
    ['never root', 'nobody:x:0:0::/:/bin/false\n', { uid: 65_534, gid: 65_534 }],
  ])('is %s', (_, passwd, expected) => {
    expect(unprivilegedUser(passwd)).toEqual(expected);
  });
});

describe('an installation that user may not read', () => {
  it('is copied, run as him with its output and exit code, and the copy removed', async ({ skip }) => {
    skip(rootObstacle !== undefined, rootObstacle);
    using folder = temporaryFolder();
    const root = privateInstallation(folder.path, 'console.log(process.getuid(), process.getgroups().join(), process.argv[2], process.env.PATH ?? "none"); process.exitCode = 3;');

    const ended = await run(root, { args: ['demo'] });

    expect(ended).toMatchObject({ exitCode: 3, stdout: `${user.uid} ${user.gid} demo none\n` });
    expect(ended.copy).not.toBe(root);
    expect(existsSync(ended.copy)).toBe(false);
  });

  it('can be started in the copy by its own launcher', ({ skip }) => {
    skip(rootObstacle !== undefined, rootObstacle);
    using folder = temporaryFolder();
    const root = privateInstallation(folder.path, 'console.log("started as", process.getuid());');
    using installation = readableInstallation(user, root);

    const { stdout } = spawnSync(join(installation.root, 'bin/icb'), [], { ...user, env: {}, cwd: '/', encoding: 'utf8' });

    expect(stdout).toBe(`started as ${user.uid}\n`);
    expect(readdirSync(join(installation.root, 'src/oracle'))).toContain('rman');
    expect(statSync(installation.root).uid).toBe(user.uid);
  });

  it('passes the signal on that ends it', async ({ skip }) => {
    skip(rootObstacle !== undefined, rootObstacle);
    using folder = temporaryFolder();
    const marker = join(folder.path, 'open', 'signal');
    mkdirSync(join(folder.path, 'open'));
    chmodSync(join(folder.path, 'open'), 0o777);
    const program = `const { writeFileSync } = require('node:fs');
      process.on('SIGTERM', () => { writeFileSync(process.argv[2], 'SIGTERM'); process.exit(143); });
      writeFileSync(process.argv[2], 'ready'); setInterval(() => {}, 1000);`;
    const root = privateInstallation(folder.path, program);
    const controller = new AbortController();

    const running = run(root, { signal: controller.signal, args: [marker] });
    await expect.poll(() => existsSync(marker), { timeout: 10_000 }).toBe(true);
    controller.abort(new InterruptedError('SIGTERM', 15));

    await expect(running).rejects.toThrow('interrupted by SIGTERM');
    expect(mayUse(user, 'test "$(cat "$1")" = SIGTERM', marker)).toBe(true);
  });
});

it('is no copy where everybody may read the installation', ({ skip }) => {
  skip(rootObstacle !== undefined, rootObstacle);
  using folder = temporaryFolder();
  const root = privateInstallation(folder.path, '');
  chmodSync(join(folder.path, 'private'), 0o755);
  chmodSync(join(root, 'dist/main.cjs'), 0o644);
  skip(!mayUse(user, '"$1" --version', process.execPath), 'the Node.js of this test is for root alone');

  using installation = readableInstallation(user, root);

  expect(installation).toMatchObject({ root, isCopy: false });
});
