// The private folder of one run, for the command files it gives to Oracle's tools. Its name tells which process it belongs
// to: what a killed run left is removed by the next one, and a program that was given a file in it can be traced to its icb.

import { chmod, lstat, mkdtemp, readdir, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { IcbError, NotStartedError } from './errors.ts';
import { isSurelyDead, procProcessTable, type ProcessIdentity, type ProcessTable } from './process-identity.ts';
import { systemErrorText } from './system-error.ts';

/** A folder only we can enter; it disappears with everything in it when disposed of. */
export interface RunFolder extends AsyncDisposable {
  readonly path: string;
}

const namePattern = /^icb-(?<host>.+)-(?<pid>\d+)-(?<startTicks>\d*)-[A-Za-z0-9]{6}$/;

/**
 * Where run folders are made: `$TMPDIR`, a relative one from the current folder, else /tmp.
 * @throws {NotStartedError} for one that cannot be written into the word `cmdfile=...` of RMAN's command line
 */
export function runFolderParent(tmpDir: string | undefined, cwd: string): string {
  if (tmpDir === undefined || tmpDir === '') return '/tmp';
  const parent = resolve(cwd, tmpDir);
  if (/^[\p{L}\p{N}/._+:,~-]+$/u.test(parent)) return parent;
  throw new NotStartedError(`TMPDIR leads to ${JSON.stringify(parent)}: RMAN takes no command file from a folder with blanks, quotes or special characters`, {
    hint: 'point TMPDIR to another folder, or unset it to use /tmp',
  });
}

/**
 * Makes the folder below `parent` and removes the folders of dead processes there.
 * @throws {IcbError} when nothing can be written there
 */
export async function openRunFolder(parent: string, self: ProcessIdentity, table: ProcessTable = procProcessTable): Promise<RunFolder> {
  await removeLeftovers(parent, self, table);
  const { host, pid, startTicks } = self;
  try {
    const path = await mkdtemp(join(parent, `icb-${host}-${pid}-${startTicks}-`));
    // A umask may have taken rights from the owner himself.
    await chmod(path, 0o700);
    return { path, [Symbol.asyncDispose]: async () => rm(path, { recursive: true, force: true }) };
  } catch (cause) {
    throw new IcbError(`cannot write a temporary file in ${parent}: ${systemErrorText(cause)}`, {
      cause,
      hint: 'make room there, or point TMPDIR to another folder',
    });
  }
}

/** Whether a path leads into the folder of a run that is surely dead: `path` may stand anywhere in a command line's word. */
export function isOfDeadRun(path: string, self: ProcessIdentity, table: ProcessTable = procProcessTable): boolean {
  return path.split('/').some((name) => isFolderOfDeadRun(name, self, table));
}

function isFolderOfDeadRun(name: string, self: ProcessIdentity, table: ProcessTable): boolean {
  const { host, pid, startTicks } = namePattern.exec(name)?.groups ?? {};
  if (host === undefined || pid === undefined || startTicks === undefined) return false;
  return isSurelyDead({ ...self, host, pid: Number(pid), startTicks }, self, table);
}

/** A name is easily forged: only private folders of this very user go, and what cannot be removed is no reason to fail. */
async function removeLeftovers(parent: string, self: ProcessIdentity, table: ProcessTable): Promise<void> {
  const names = await readdir(parent).catch(() => []);
  for (const name of names.filter((name) => isFolderOfDeadRun(name, self, table))) {
    const path = join(parent, name);
    if (await isOurOwn(path)) await rm(path, { recursive: true, force: true }).catch(() => undefined);
  }
}

async function isOurOwn(path: string): Promise<boolean> {
  const found = await lstat(path).catch(() => undefined);
  return found?.isDirectory() === true && found.uid === process.getuid?.() && (found.mode & 0o777) === 0o700;
}
