// Creating a file exclusively so that it holds on NFS across hosts: a private temporary file with the whole content is
// written first, then hard-linked to the final name. Linking is atomic on every version of NFS. The file is ours when
// the temporary one has two names, whatever the call itself reported: a lost answer is sent again by the client, and the
// server's second answer is EEXIST although the first call did the work (open(2), O_EXCL).
import { randomBytes } from 'node:crypto';
import { link, open, rm } from 'node:fs/promises';
import { NotStartedError } from '#core/errors.ts';
import type { ProcessIdentity } from '#core/process-identity.ts';
import { systemErrorCode, systemErrorText } from '#core/system-error.ts';

interface ExclusiveFile {
  readonly path: string;
  readonly content: string;
  readonly owner: ProcessIdentity;
  /** Tests bring one that fails in its own way. */
  readonly link?: (existing: string, path: string) => Promise<void>;
}

/**
 * Creates `path` with its content unless it is there already; says whether this call created it. No temporary file stays.
 * @throws {NotStartedError} when the folder cannot be written, is full, or knows no hard links
 */
export async function createExclusively(file: ExclusiveFile): Promise<boolean> {
  const temporary = temporaryName(file);
  try {
    await writeWhole(temporary, file.content);
    const failure = await (file.link ?? link)(temporary, file.path).then(() => undefined, (error: unknown) => error);
    if ((await linkCount(temporary)) === 2) return true;
    const code = systemErrorCode(failure);
    // ENOENT: somebody took our temporary file for a leftover; not obtained, and tried again.
    if (failure === undefined || code === 'EEXIST' || code === 'ENOENT') return false;
    throw failure;
  } catch (error) {
    throw cannotCreate(file.path, error);
  } finally {
    await rm(temporary, { force: true });
  }
}

/** Who left a temporary file behind, told by what follows the final name in its own: a full disk leaves it empty. */
export function temporaryFileOwner(suffix: string): Pick<ProcessIdentity, 'host' | 'pid' | 'startTicks'> | undefined {
  const match = /^\.(?<host>.+)\.(?<pid>\d+)\.(?<startTicks>\d*)\.[0-9a-f]{8}\.tmp$/.exec(suffix);
  const { host, pid, startTicks } = match?.groups ?? {};
  if (host === undefined || pid === undefined || startTicks === undefined) return undefined;
  return { host, pid: Number(pid), startTicks };
}

function temporaryName({ path, owner }: ExclusiveFile): string {
  return `${path}.${owner.host}.${owner.pid}.${owner.startTicks}.${randomBytes(4).toString('hex')}.tmp`;
}

// Synced before it gets its final name: after a power cut an empty lock would look like one of the old toolset, for ever.
async function writeWhole(path: string, content: string): Promise<void> {
  await using file = await open(path, 'wx', 0o644);
  await file.writeFile(content);
  await file.sync();
}

// Opening makes an NFS client ask the server; a plain stat may answer from its cache.
async function linkCount(path: string): Promise<number> {
  try {
    await using file = await open(path, 'r');
    return (await file.stat()).nlink;
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') return 0;
    throw error;
  }
}

function cannotCreate(path: string, cause: unknown): NotStartedError {
  const hints: Readonly<Record<string, string>> = {
    ENOENT: 'check that the backup area is mounted and that its folder exists',
    EACCES: 'run icb as the owner of the backup area, or give this user write permission on it',
    EROFS: 'mount the backup area read-write',
    ENOSPC: 'make room in the backup area: expire snapshots or enlarge the volume',
    EDQUOT: 'make room in the backup area: expire snapshots or raise the quota',
    EPERM: 'the lock needs a file system that knows hard links, as NFS does',
    ENOTSUP: 'the lock needs a file system that knows hard links, as NFS does',
  };
  const hint = hints[systemErrorCode(cause) ?? ''];
  return new NotStartedError(`cannot create the lock ${path}: ${systemErrorText(cause)}`, { cause, ...(hint && { hint }) });
}
