// Looking at a backup area before anything else touches it. On a share whose server is gone every file call waits for
// ever, and a Node process with such a call pending cannot even exit. So child processes look, with a time limit, and
// whatever becomes of them, this process stays free to say one sentence and to end.
import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { runBoundedScript, type ScriptAnswer } from './bounded-script.ts';
import { NotStartedError } from './errors.ts';
import { findMount, readMountTable, type Mount } from './mount-table.ts';

export interface AreaProbe {
  /** Absolute path; neither it nor anything above it is ever created. */
  readonly area: string;
  /** Refuse an area on the root file system: most likely its share is not mounted. */
  readonly requireMount: boolean;
  readonly timeoutMs: number;
  /** Tests show another host. */
  readonly readMounts?: () => readonly Mount[];
  readonly signal: AbortSignal;
}

/** What the probe found out about a usable area. */
export interface BackupArea {
  /** The path without symbolic links. */
  readonly realPath: string;
  readonly mount: Mount | undefined;
  readonly owner: FileOwner;
}

export interface FileOwner {
  readonly uid: number;
  /** Undefined for a user this host does not know by name. */
  readonly name: string | undefined;
}

/** Prints the kind of the file, its owner, and its path without symbolic links. */
const lookScript = `
stat -L --printf '%F\\n%u %U\\n' -- "$1" && cd -P -- "$1" && pwd -P
`;

/**
 * Writes and removes one block, in a file that is new: `conv=excl` never writes into one that is there, whoever put it under that
 * name. `conv=fsync` makes an NFS server say now that it is full. What killed probes of this user left an hour ago is removed.
 */
const writeScript = `
dd if=/dev/zero of="$1" bs=4096 count=1 conv=excl,fsync status=none
written=$?
rm -f -- "$1" || exit
find "$2" -maxdepth 1 -name "$3" -type f -user "$4" -mmin +60 -exec rm -f -- {} + 2>/dev/null
exit $written
`;

/**
 * Makes sure that a backup area answers, is a folder, is mounted where that is required, and can be written.
 * @throws {NotStartedError} one sentence and the remedy when it is not usable
 */
export async function probeBackupArea({ area, requireMount, timeoutMs, readMounts = readMountTable, signal }: AreaProbe): Promise<BackupArea> {
  const looked = await runBoundedScript({ script: lookScript, args: [area], timeoutMs, signal });
  if (looked === 'no answer') throw noAnswer(area, timeoutMs);
  const [kind = '', owner = '', realPath = ''] = looked.output.split('\n');
  if (kind !== '' && kind !== 'directory') throw unusable(area, `is a ${kind}, not a folder`, 'correct backupdest in the configuration');
  if (looked.exitCode !== 0) throw explain(area, looked, [...absent, ...unfit]);

  const mount = findMount(realPath, readMounts());
  if (requireMount && !isOnShare(mount)) {
    throw unusable(area, 'is not on a mounted file system', 'mount its share and run again, or set requiremount: false if it is meant to be there');
  }

  const uid = String(process.getuid?.() ?? 0);
  const name = `.icb-probe.${hostname()}.${uid}`;
  const args = [`${area}/${name}.${randomUUID()}`, `${area}/.`, `${name}*`, uid];
  const written = await runBoundedScript({ script: writeScript, args, timeoutMs, signal });
  if (written === 'no answer') throw noAnswer(area, timeoutMs);
  if (written.exitCode !== 0) throw explain(area, written, unfit);
  return { realPath, mount, owner: parseOwner(owner) };
}

/** `stat` calls a user without a name UNKNOWN. */
function parseOwner(line: string): FileOwner {
  const [uid, name] = line.split(' ');
  return { uid: Number(uid), name: name === 'UNKNOWN' ? undefined : name };
}

// An automounter's own mount point is mounted even while nothing is below it.
function isOnShare(mount: Mount | undefined): boolean {
  return mount !== undefined && mount.mountPoint !== '/' && mount.fileSystem !== 'autofs';
}

function noAnswer(area: string, timeoutMs: number): NotStartedError {
  return unusable(
    area,
    `does not answer within ${timeoutMs / 1000} seconds`,
    'its storage or the network to it is down, or the mount is stale: see to these and run again',
  );
}

type Complaint = readonly [ending: string, problem: string, hint: string];

/** How `stat` complains in the C locale about a path that is not there. */
const absent: readonly Complaint[] = [
  ['No such file or directory', 'does not exist', 'mount its share; icb never creates the area itself, see icb volume for a new database'],
  ['Not a directory', 'does not exist, a file is in its path', 'correct backupdest in the configuration'],
];

/** How every tool complains in the C locale about a place it cannot use. */
const unfit: readonly Complaint[] = [
  ['Permission denied', 'cannot be read and written by the user icb runs as', 'run icb as the owner of the area, or give this user permission'],
  ['Operation not permitted', 'cannot be read and written by the user icb runs as', 'run icb as the owner of the area, or give this user permission'],
  ['Read-only file system', 'is mounted read-only', 'mount it read-write and run again'],
  ['No space left on device', 'is full', 'expire snapshots or enlarge the volume, then run again'],
  ['Disk quota exceeded', 'has reached its quota', 'expire snapshots or raise the quota, then run again'],
  ['Stale file handle', 'is a stale mount', 'unmount and mount its share again'],
  ['Transport endpoint is not connected', 'is a dead mount', 'unmount and mount its share again'],
];

function explain(area: string, { complaint, exitCode }: ScriptAnswer, known: readonly Complaint[]): NotStartedError {
  const line = complaint.trim().split('\n').at(-1) ?? '';
  const found = known.find(([ending]) => line.endsWith(ending));
  if (found !== undefined) return unusable(area, found[1], found[2]);
  const reason = line === '' ? `the probe ended with ${exitCode ?? 'a signal'}` : line;
  return unusable(area, `cannot be used: ${reason}`, 'see to the share and its mount, then run again');
}

function unusable(area: string, problem: string, hint: string): NotStartedError {
  return new NotStartedError(`the backup area ${area} ${problem}`, { hint });
}
