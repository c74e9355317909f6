import { execFile, execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';

/** Why file systems cannot be mounted here; `undefined` when they can. */
export const mountObstacle: string | undefined = findMountObstacle();

/** Why a share cannot be made to hang here; `undefined` when it can. */
export const hangObstacle: string | undefined =
  mountObstacle ?? (existsSync('/usr/bin/bindfs') ? undefined : 'needs the Debian package bindfs') ?? (existsSync('/dev/fuse') ? undefined : 'needs /dev/fuse');

/**
 * Runs a shell script in a mount namespace of its own: what it mounts nobody else sees, and goes with it. `$1` and so on
 * are `args`. Resolves to its standard output.
 */
export function inPrivateMounts(script: string, args: readonly string[]): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const env = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C' };
  execFile('/usr/bin/unshare', ['-m', '/bin/sh', '-ec', script, 'sh', ...args], { env, timeout: 25_000 }, (error, stdout, stderr) => {
    if (error === null) resolve(stdout);
    else reject(new Error(`${error.message}\n${stdout}${stderr}`, { cause: error }));
  });
  return promise;
}

function findMountObstacle(): string | undefined {
  if (process.getuid?.() !== 0) return 'needs root to mount file systems';
  try {
    execFileSync('/usr/bin/unshare', ['-m', '/bin/true'], { stdio: 'ignore' });
    return undefined;
  } catch {
    return 'needs a kernel that lets root have mounts of its own (unshare -m)';
  }
}
