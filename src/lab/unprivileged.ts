// icb restores nothing as root, and nothing in the product changes that. A demonstration or a test that root starts (a fresh
// machine, CI) therefore goes on as a user who may do nothing, with a copy of the program where he may not read the original.
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { chmodSync, chownSync, cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Writable } from 'node:stream';
import { InterruptedError } from '#core/errors.ts';
import { installationRoot } from '#core/installation.ts';

export interface UnprivilegedUser {
  readonly uid: number;
  readonly gid: number;
}

/** `nobody` of this host, or the number he has nearly everywhere. */
export function unprivilegedUser(passwd: string = readFileSync('/etc/passwd', 'utf8')): UnprivilegedUser {
  const [, , uid, gid] = passwd.split('\n').map((line) => line.split(':')).find(([name]) => name === 'nobody') ?? [];
  return uid === undefined || gid === undefined || Number(uid) === 0 ? { uid: 65_534, gid: 65_534 } : { uid: Number(uid), gid: Number(gid) };
}

/** An installation of icb that a user may read and run. */
export interface ReadableInstallation extends Disposable {
  readonly root: string;
  /** The Node.js to run it with. */
  readonly node: string;
  /** Whether it is gone when it is disposed of. */
  readonly isCopy: boolean;
}

/** The installation itself where the user may read it, else a copy of what is needed to run. */
export function readableInstallation(user: UnprivilegedUser, original: string = installationRoot): ReadableInstallation {
  const node = process.execPath;
  const isReadable = mayUse(user, 'cat "$1/package.json" "$1"/dist/*.cjs "$1"/src/oracle/*/* && test -x "$1/bin/icb" && "$2" --version', original, node);
  if (isReadable) return { root: original, node, isCopy: false, [Symbol.dispose]: () => undefined };
  const { path: folder, [Symbol.dispose]: remove } = temporaryFolderOf(user);
  const copy = { root: folder, node: join(folder, `node_modules/node-linux-${process.arch}/bin/node`), isCopy: true };
  try {
    copyProgram(original, folder);
    mkdirSync(join(copy.node, '..'), { recursive: true });
    cpSync(node, copy.node);
  } catch (error) {
    remove();
    throw error;
  }
  return { ...copy, [Symbol.dispose]: remove };
}

/** A folder that belongs to the user, gone with the scope that holds it. */
export function temporaryFolderOf(user: UnprivilegedUser): { readonly path: string } & Disposable {
  // Root may have a temporary folder that nobody else enters.
  const parent = mayUse(user, 'cd -- "$1"', tmpdir()) ? tmpdir() : '/tmp';
  const path = mkdtempSync(join(parent, 'icb-demo-'));
  chownSync(path, user.uid, user.gid);
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) };
}

/** Whether a line of shell, with `$1` and so on, succeeds as that user. */
export function mayUse({ uid, gid }: UnprivilegedUser, script: string, ...args: readonly string[]): boolean {
  return spawnSync('/bin/sh', ['-c', script, 'sh', ...args], { uid, gid, cwd: '/', env: { PATH: '/usr/bin:/bin' }, stdio: 'ignore' }).status === 0;
}

export interface UnprivilegedRun {
  readonly user: UnprivilegedUser;
  readonly installation: ReadableInstallation;
  /** Words of the command line. */
  readonly args: readonly string[];
  /** The complete environment. */
  readonly env: Readonly<Record<string, string>>;
  readonly stdout: Writable;
  readonly stderr: Writable;
  /** Passed on as the signal that caused it. */
  readonly signal: AbortSignal;
}

/** Runs icb as that user, in a process group of its own, and returns its exit code. @throws the signal's reason */
export async function runAsUser({ user: { uid, gid }, installation, args, env, stdout, stderr, signal }: UnprivilegedRun): Promise<number> {
  signal.throwIfAborted();
  const child = spawn(installation.node, [join(installation.root, 'dist/main.cjs'), ...args], {
    uid,
    gid,
    cwd: '/',
    env,
    detached: true,
    stdio: ['ignore', stdout === process.stdout ? 'inherit' : 'pipe', stderr === process.stderr ? 'inherit' : 'pipe'],
  });
  child.stdout?.pipe(stdout, { end: false });
  child.stderr?.pipe(stderr, { end: false });
  const passOn = (): void => void child.kill(numberOf(signal.reason));
  signal.addEventListener('abort', passOn, { once: true });
  try {
    const exitCode = await endOf(child);
    signal.throwIfAborted();
    return exitCode;
  } finally {
    signal.removeEventListener('abort', passOn);
  }
}

function endOf(child: ChildProcess): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  child.once('error', reject);
  child.once('close', (exitCode) => resolve(exitCode ?? 1));
  return promise;
}

function numberOf(reason: unknown): number {
  return reason instanceof InterruptedError ? reason.exitCode - 128 : 15;
}

/** Packages that are not in the bundle: what is native stays outside of it. */
const outsideBundle = /^oracledb$/u;

function copyProgram(original: string, folder: string): void {
  chmodSync(folder, 0o755);
  for (const name of ['package.json', 'bin', 'config', 'src/oracle', 'dist', ...packagesOf(original)]) {
    const from = join(original, name);
    const isWanted = (path: string): boolean => path !== join(original, 'dist/.cache');
    if (existsSync(from)) cpSync(from, join(folder, name), { recursive: true, dereference: true, filter: isWanted });
  }
  spawnSync('/bin/chmod', ['-R', 'a+rX', folder]);
}

function packagesOf(original: string): string[] {
  const folder = join(original, 'node_modules');
  return existsSync(folder) ? readdirSync(folder).filter((name) => outsideBundle.test(name)).map((name) => `node_modules/${name}`) : [];
}
