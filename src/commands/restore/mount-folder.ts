import { runBoundedScript } from '#core/bounded-script.ts';
import { RefusedError, UsageError } from '#core/errors.ts';
import { isWithin } from '#core/is-within.ts';
import { findMount } from '#core/mount-table.ts';
import type { Mount } from '#core/mount-table.ts';
import type { OccupiedFolder } from './occupied-folders.ts';

export interface MountFolderCheck {
  readonly inUse: readonly OccupiedFolder[];
  readonly readMounts: () => readonly Mount[];
  readonly signal: AbortSignal;
}

/** Oracle's scripts and init files take such a path as it is. */
const plainPath = /^\/[\p{L}\p{N}/._+:~-]*$/u;
const systemFolders = ['/bin', '/boot', '/dev', '/etc', '/lib', '/lib64', '/proc', '/sbin', '/sys', '/usr'];
const answerLimitMs = 30_000;

/** Prints the path without symbolic links, and below it what is wrong; only what is wrong where there is no such folder. */
const look = `
[ -e "$1" ] || { echo; echo 'does not exist'; exit; }
[ -d "$1" ] || { echo; echo 'is not a folder'; exit; }
cd -P -- "$1" 2>/dev/null || { echo; echo 'cannot be entered'; exit; }
echo "$PWD"
[ -z "$(ls -A)" ] || { echo 'is not empty'; exit; }
[ -w . ] || echo 'cannot be written'
`;

/**
 * Returns the folder without symbolic links.
 * @throws {UsageError} when nothing can be mounted there, {RefusedError} when something would be covered that must not be
 */
export async function checkMountFolder(folder: string, { inUse, readMounts, signal }: MountFolderCheck): Promise<string> {
  if (!folder.startsWith('/')) throw unusable(folder, 'is not an absolute path');
  if (!plainPath.test(folder)) throw unusable(folder, 'holds characters that Oracle cannot take: allowed are letters, digits and . _ + : ~ -');
  const answer = await runBoundedScript({ script: look, args: [folder], timeoutMs: answerLimitMs, signal });
  if (answer === 'no answer') throw unusable(folder, 'does not answer');
  const [found = '', problem = ''] = answer.output.split('\n');
  const isSystem = found === '/' || systemFolders.some((path) => isWithin(found, path));
  if (isSystem) throw new RefusedError(`${folder} must not be used: it belongs to the system`);
  if (problem !== '') throw unusable(folder, problem);
  if (!plainPath.test(found)) throw unusable(folder, `leads to ${found}, which holds characters that Oracle cannot take`);
  const occupied = inUse.find(({ path }) => isWithin(found, path) || isWithin(path, found));
  if (occupied !== undefined) throw new RefusedError(`${folder} must not be used: it ${relationTo(occupied, found)}`);
  const mount = findMount(found, readMounts());
  if (mount?.mountPoint === found) throw unusable(folder, `is in use: ${mount.source} is mounted on it`);
  return found;
}

/** `lies in /nfs/backup/orcl, the backup area of orcl` */
function relationTo({ path, what }: OccupiedFolder, folder: string): string {
  if (folder === path) return `is ${what}`;
  return `${isWithin(folder, path) ? 'lies in' : 'holds'} ${path}, ${what}`;
}

function unusable(folder: string, why: string): UsageError {
  return new UsageError(`mount folder "${folder}" ${why}`, { hint: 'name an empty folder that the user icb runs as can write' });
}
