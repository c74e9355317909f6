// Looking at a mount point from outside: on a share whose server is gone every look of this process would wait for ever.
import { runBoundedScript } from '#core/bounded-script.ts';
import type { Mount } from '#core/mount-table.ts';

/** What is seen at a mount point, and what it is called without symbolic links above it. */
export interface MountPointState {
  readonly kind: 'empty' | 'filled' | 'missing' | 'not a folder' | 'closed' | 'no answer';
  /** The mount point itself is a symbolic link. */
  readonly isLink: boolean;
  /** As the mount table has it. */
  readonly realPath: string;
}

const timeoutMs = 30_000;

const lookScript = `
parent=$(cd -P -- "$(dirname -- "$1")" 2>/dev/null && pwd -P) || { echo "$1"; echo plain; echo missing; exit; }
echo "\${parent%/}/$(basename -- "$1")"
if [ -L "$1" ]; then echo link; else echo plain; fi
if [ ! -e "$1" ]; then echo missing; exit; fi
if [ ! -d "$1" ]; then echo 'not a folder'; exit; fi
cd -P -- "$1" 2>/dev/null && names=$(ls -A 2>/dev/null) || { echo closed; exit; }
if [ -z "$names" ]; then echo empty; else echo filled; fi
`;

export async function lookAtMountPoint(mountPoint: string, signal: AbortSignal): Promise<MountPointState> {
  const answer = await runBoundedScript({ script: lookScript, args: [mountPoint], timeoutMs, signal });
  if (answer === 'no answer') return { kind: 'no answer', isLink: false, realPath: mountPoint };
  const [realPath = mountPoint, link, kind = 'closed'] = answer.output.trimEnd().split('\n');
  return { kind: kind as MountPointState['kind'], isLink: link === 'link', realPath };
}

/** The topmost mount on exactly this folder; what an automounter waits with is none. */
export function mountOn({ realPath }: MountPointState, mounts: readonly Mount[]): Mount | undefined {
  return mounts.findLast(({ mountPoint, fileSystem }) => mountPoint === realPath && fileSystem !== 'autofs');
}

/** Of a mount's source without its host, which may be written in many ways. */
export function exportedPath(source: string): string {
  return source.replace(/^[^/]*:(?=\/)/u, '').replace(/\/+$/u, '');
}

export function isNfs({ fileSystem }: Mount): boolean {
  return /^nfs\d?$/u.test(fileSystem);
}

/** The same server has many names, and NFS 4 may leave out the beginning of a path. */
export function isSameExport({ source }: Pick<Mount, 'source'>, wanted: string): boolean {
  const [found, expected] = [exportedPath(source), exportedPath(wanted)];
  return found === expected || (found !== '' && expected.endsWith(found)) || (expected !== '' && found.endsWith(expected));
}
