// The scratch folder of a restore test is emptied before every test. Deleting is the one thing that cannot be undone, so the
// folder must prove that it is what it is meant to be: it holds our marker, or nothing at all, or only what the old toolset left.
// Child processes look and delete, with a time limit: a dead share hangs them and not us.
import { userInfo } from 'node:os';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runBoundedScript, type ScriptAnswer } from './bounded-script.ts';
import { NotStartedError, RefusedError } from './errors.ts';
import { isWithin } from './is-within.ts';
import { readMountTable, type Mount } from './mount-table.ts';
import { shellLine, shellWord } from './shell-word.ts';

/** A folder that must survive. */
export interface ProtectedFolder {
  /** Absolute. */
  readonly path: string;
  /** `the backup area` */
  readonly what: string;
  /** Whether the scratch folder may lie within it. */
  readonly mayHoldScratch: boolean;
}

export interface ScratchFolder {
  /** Absolute. */
  readonly folder: string;
  readonly protectedFolders: readonly ProtectedFolder[];
  readonly signal: AbortSignal;
  readonly readMounts?: () => readonly Mount[];
  /** Takes the lock of this path, in the folder: called when the folder has proved what it is, before anything is deleted. */
  readonly lock?: (path: string) => Promise<void>;
  /** For a look. Emptying may take ten times as long. */
  readonly timeoutMs?: number;
}

/** Its presence says that the folder was emptied by icb before, and may be again. */
const marker = '.icb-scratch';
/** Whoever uses the folder holds it. */
const lockName = `${marker}.lck`;
/** What lies beside a lock while it is taken begins with its name. */
const isNoLock = `grep -v '^\\.icb-scratch\\.lck'`;

const lookScript = `
if [ -L "$1" ]; then echo link; exit; fi
if [ ! -e "$1" ]; then echo missing; exit; fi
if [ ! -d "$1" ]; then echo 'not a folder'; exit; fi
cd -P -- "$1" 2>/dev/null && [ -r . ] && [ -w . ] || { echo closed; exit; }
if [ ! -L ${marker} ] && [ -f ${marker} ]; then echo marked; elif [ -z "$(ls -A | ${isNoLock})" ]; then echo empty; else echo unmarked; fi
pwd -P
stat --printf '%u\\n' .
`;

/**
 * Prints files that the old toolset cannot have left. It kept its control file in restore.cf; without that, a folder of
 * database files may be anybody's.
 */
const foreignScript = `
cd -P -- "$1" || exit
if [ -L restore.cf ] || [ ! -f restore.cf ]; then ls -A | ${isNoLock} | head -n 3; exit; fi
found=$(find . -mindepth 1 -regextype posix-extended ! -type d \\( ! -type f -o ! -regex \
'\\./(\\.icb-scratch\\.lck.*|init\\.ora|restore\\.cf|bct\\.bct|[A-Za-z][A-Za-z0-9_$#]*/([0-9A-F]{32}/)?(datafile|onlinelog|controlfile|changetracking|tempfile)/o1_mf_[^/]*)' \\) -printf '%P\\n') || exit
printf '%s\\n' "$found" | head -n 3
`;

/** The marker stays: a folder whose emptying was interrupted is still known. What lies on other devices is not entered. */
const emptyScript = `
cd -P -- "$1" && [ "$PWD" = "$1" ] || exit
( set -C; : > ${marker} ) 2>/dev/null
[ ! -L ${marker} ] && [ -f ${marker} ] || { echo "${marker} cannot be written" >&2; exit 1; }
find . -xdev -depth -mindepth 1 ! -path ./${marker} ! -path './${lockName}*' -delete
`;

/**
 * Deletes all that the scratch folder of restore tests holds, never following a link out of it.
 * @returns the folder without symbolic links
 * @throws {RefusedError} when it holds, or is, anything that must not be deleted; nothing is deleted then
 * @throws {NotStartedError} when it is not there, does not answer or cannot be emptied
 */
export async function emptyScratchFolder(scratch: ScratchFolder): Promise<string> {
  const { folder, signal, timeoutMs = 30_000 } = scratch;
  const look = async (script: string, path: string, limitMs = timeoutMs): Promise<ScriptAnswer> => {
    const answer = await runBoundedScript({ script, args: [path], timeoutMs: limitMs, signal });
    if (answer === 'no answer') throw unusable(folder, `does not answer within ${limitMs / 1000} seconds`, 'the storage it lies on is down, or its mount is stale: see to these');
    return answer;
  };
  const [kind = '', realPath = '', owner = ''] = (await look(lookScript, folder)).output.split('\n');
  requireFolder(folder, kind);
  await refuseProtected(scratch, realPath);
  const { uid } = userInfo();
  if (Number(owner) !== uid) throw unusable(folder, `belongs to user ${owner}, not to the user icb runs as`, `change its owner: ${shellLine('chown', String(uid), folder)}`);
  if (kind === 'unmarked') refuseForeign(folder, await look(foreignScript, realPath));
  await scratch.lock?.(join(realPath, lockName));

  const emptied = await look(emptyScript, realPath, 10 * timeoutMs);
  if (emptied.exitCode === 0) return realPath;
  const reason = emptied.complaint.trim().split('\n').at(-1) ?? '';
  throw unusable(folder, `cannot be emptied: ${reason}`, 'see who made what is left in it, and remove that by hand');
}

function requireFolder(folder: string, kind: string): void {
  if (kind === 'link') throw new RefusedError(`the scratch folder ${folder} is a symbolic link`, { hint: 'it is emptied: name the folder itself in autorestoredestination' });
  if (kind === 'missing') throw unusable(folder, 'does not exist', `create it: ${shellLine('mkdir', '-p', folder)}`);
  if (kind === 'not a folder') throw unusable(folder, 'is not a folder', 'correct autorestoredestination');
  if (!['marked', 'empty', 'unmarked'].includes(kind)) throw unusable(folder, 'cannot be read and written by the user icb runs as', 'give it to this user');
}

async function refuseProtected({ folder, protectedFolders, signal, readMounts = readMountTable }: ScratchFolder, realPath: string): Promise<void> {
  if (realPath === '/') throw refused(folder, 'is the root of all folders');
  const mount = readMounts().find(({ mountPoint }) => isWithin(mountPoint, realPath));
  if (mount !== undefined) throw refused(folder, mount.mountPoint === realPath ? 'is a mount point' : `holds the mount point ${mount.mountPoint}`);
  const home = homeFolders().find((path) => isWithin(path, realPath));
  if (home !== undefined) throw refused(folder, `${home === realPath ? 'is' : 'holds'} the home folder ${home}`);
  for (const { path, what, mayHoldScratch } of protectedFolders) {
    const names = [path, await resolveLinks(path, signal)];
    if (names.some((name) => isWithin(name, realPath) || isWithin(name, folder))) throw refused(folder, `is or holds ${what} ${path}`);
    if (!mayHoldScratch && names.some((name) => isWithin(realPath, name))) throw refused(folder, `lies within ${what} ${path}`);
  }
}

/** As written where it does not answer: a dead backup area does not stop a test, and was compared as written before. */
async function resolveLinks(path: string, signal: AbortSignal): Promise<string> {
  const answer = await runBoundedScript({ script: 'realpath -m -- "$1"', args: [path], timeoutMs: 5000, signal });
  return answer === 'no answer' || answer.exitCode !== 0 ? path : answer.output.trimEnd();
}

/** Of the users this host knows by itself, and of ours. */
function homeFolders(): string[] {
  const known = readFileSync('/etc/passwd', 'utf8').split('\n').map((line) => line.split(':')[5] ?? '');
  return [...known, userInfo().homedir].filter((path) => path.startsWith('/') && path !== '/');
}

function refuseForeign(folder: string, { output, exitCode, complaint }: ScriptAnswer): void {
  if (exitCode !== 0) throw unusable(folder, `cannot be looked through: ${complaint.trim().split('\n').at(-1) ?? ''}`, 'look at what it holds, and empty it once by hand');
  const names = output.split('\n').filter((name) => name !== '');
  if (names.length === 0) return;
  throw new RefusedError(`the scratch folder ${folder} holds files that no restore test made: ${names.join(', ')}`, {
    hint: `look at what it holds; if nobody needs that, empty it once by hand (rm -r ${shellWord(folder)}/*), from then on icb does so itself`,
  });
}

function refused(folder: string, problem: string): RefusedError {
  return new RefusedError(`the scratch folder ${folder} ${problem}`, { hint: 'it is emptied: give autorestoredestination a folder of its own' });
}

function unusable(folder: string, problem: string, hint: string): NotStartedError {
  return new NotStartedError(`the scratch folder ${folder} ${problem}`, { hint });
}
