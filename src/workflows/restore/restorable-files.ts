// From what the control file knows after the clone was cataloged: which image copy becomes which datafile, which datafiles are
// younger than the copies, and how far the archived logs go.

import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { IcbError } from '#core/errors.ts';
import { readIncarnations } from '#oracle/incarnations.ts';
import type { Incarnation } from '#oracle/incarnations.ts';
import type { InstanceTools } from '#oracle/instance-tools.ts';
import { liesInOneOf } from './interlock.ts';

export interface RestorableFiles {
  readonly datafiles: readonly RestorableDatafile[];
  readonly copies: readonly CatalogedCopy[];
  readonly logs: readonly CatalogedLog[];
  readonly incarnations: readonly Incarnation[];
}

export interface RestorableDatafile {
  readonly file: string;
  readonly creationScn: bigint;
  /** It does not move: its copy may be of any age. */
  readonly isAtRest: boolean;
  readonly name: string;
}

export interface CatalogedCopy {
  readonly file: string;
  readonly creationScn: bigint;
  readonly checkpointScn: bigint;
  readonly checkpointTime: string;
  readonly name: string;
}

export interface CatalogedLog {
  readonly thread: string;
  readonly sequence: string;
  readonly resetlogsId: string;
  readonly firstScn: bigint;
  readonly nextScn: bigint;
  readonly nextTime: string;
  readonly name: string;
}

/** What to do with each datafile. */
export interface RestorePlan {
  readonly switchToCopy: readonly string[];
  /** Younger than the copies: made empty, to be filled from redo. */
  readonly create: readonly string[];
}

export async function queryRestorableFiles(tools: InstanceTools, signal: AbortSignal): Promise<RestorableFiles> {
  const rows = await tools.sql('restorable-files.sql', { step: 'look at what was cataloged' }, signal);
  return {
    datafiles: rows
      .all('datafile', ['file', 'creationScn', 'lastScn', 'name'])
      .map(({ file, creationScn, lastScn, name }) => ({ file, creationScn: BigInt(creationScn), isAtRest: lastScn !== '', name })),
    copies: rows
      .all('copy', ['file', 'creationScn', 'checkpointScn', 'checkpointTime', 'name'])
      .map((row) => ({ ...row, creationScn: BigInt(row.creationScn), checkpointScn: BigInt(row.checkpointScn) })),
    logs: rows
      .all('log', ['thread', 'sequence', 'resetlogsId', 'firstScn', 'nextScn', 'firstTime', 'nextTime', 'name'])
      .map((row) => ({ ...row, firstScn: BigInt(row.firstScn), nextScn: BigInt(row.nextScn) })),
    incarnations: readIncarnations(rows),
  };
}

/**
 * @throws {IcbError} for a copy outside the clone, which recovery would change, and for a datafile whose image copy is missing
 */
export function planRestore(database: string, { datafiles, copies }: RestorableFiles, mountPoints: readonly string[]): RestorePlan {
  const stray = copies.find(({ name }) => !liesInOneOf(name, mountPoints));
  if (stray !== undefined) {
    throw new IcbError(`${database}: the control file still knows an image copy outside the clone: ${stray.name}`, {
      hint: 'look into the session log for what RMAN said to CHANGE COPY OF DATABASE UNCATALOG',
    });
  }
  if (copies.length === 0) throw new IcbError(`${database}: RMAN found no image copy in ${mountPoints.join(', ')}`, { hint: 'look into the session log: RMAN lists the files it did not catalog, and why' });
  const hasCopy = ({ file, creationScn }: RestorableDatafile): boolean => copies.some((copy) => copy.file === file && copy.creationScn === creationScn);
  const without = datafiles.filter((datafile) => !hasCopy(datafile));
  const atRest = datafiles.filter(({ isAtRest }) => isAtRest).map(({ file }) => file);
  const moving = copies.filter(({ file }) => !atRest.includes(file));
  // Recovery begins there. PDB$SEED is older than everything.
  const oldestCheckpoint = (moving.length > 0 ? moving : copies).map(({ checkpointScn }) => checkpointScn).reduce((one, other) => (other < one ? other : one));
  const lost = without.filter(({ creationScn }) => creationScn < oldestCheckpoint);
  if (lost.length > 0) {
    const names = lost.map(({ file, name }) => `datafile ${file} (${name})`).join(', ');
    throw new IcbError(`${database}: the clone has no image copy of ${names}`, { hint: 'the backup is incomplete: run icb backup <db> imagecopywithsnap and look what it says about this datafile' });
  }
  return { switchToCopy: datafiles.filter(hasCopy).map(({ file }) => file), create: without.map(({ file }) => file) };
}

/**
 * Image copies in the clone that are no part of the restore: RMAN did not catalog them (damaged, cut off), or the restored
 * control file knows no such datafile. What is restored may lack a datafile, and nothing else would tell.
 */
export async function findUnusedCopies(dataFolders: readonly string[], { datafiles, copies }: RestorableFiles): Promise<readonly string[]> {
  const used = copies.filter((copy) => datafiles.some(({ file, creationScn }) => copy.file === file && copy.creationScn === creationScn));
  const known = new Set(used.map(({ name }) => name));
  const found = await Promise.all(dataFolders.map(async (folder) => (await readdir(folder)).filter((name) => name.startsWith('data_')).map((name) => join(folder, name))));
  return found.flat().filter((path) => !known.has(path)).toSorted();
}

/** @throws {IcbError} naming them */
export function requireAllUsed(database: string, unused: readonly string[]): void {
  if (unused.length === 0) return;
  throw new IcbError(`${database}: the restored control file has no use for image copies of the clone: ${unused.join(', ')}`, {
    hint: 'a datafile may be missing in what was restored; the session log has what RMAN says of the file. One that was dropped while the backup ran is gone after the next backup',
  });
}

/** Where the archived logs of all threads end together: the SCN up to which they can be applied, and its time. */
export function endOfLogs(database: string, logs: readonly CatalogedLog[]): { readonly scn: bigint; readonly localTime: string } {
  const ends = [...Map.groupBy(logs, ({ thread }) => thread).values()].map((ofThread) => ofThread.reduce((one, other) => (other.nextScn > one.nextScn ? other : one)));
  const [first, ...others] = ends;
  if (first === undefined) throw new IcbError(`${database}: there are no archived logs in the clone`);
  const { nextScn, nextTime } = others.reduce((one, other) => (other.nextScn < one.nextScn ? other : one), first);
  return { scn: nextScn, localTime: nextTime };
}
