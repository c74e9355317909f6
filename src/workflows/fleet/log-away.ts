// An archived log that is not in the backup area, with later ones there: however fresh those are, nothing after it can be restored.
import { basename, dirname } from 'node:path';
import type { ArchivedLogPlace } from '#oracle/redo-in-area.ts';

export interface LogAway {
  readonly first: ArchivedLogPlace;
  /** Of all that are away. */
  readonly count: number;
}

interface Surroundings {
  /** Folder of archived logs in the backup area, and the names of the files in it. */
  readonly folder: string;
  readonly files: ReadonlySet<string>;
  /** The newest snapshot has all redo of before. */
  readonly sinceMsAgo: number | undefined;
}

/** The one whose redo begins first; undefined when none is away, or when the database knows the folder by another name. */
export function logAway(places: readonly ArchivedLogPlace[], { folder, files, sinceMsAgo = Infinity }: Surroundings): LogAway | undefined {
  const isOurs = ({ name }: ArchivedLogPlace): boolean => dirname(name) === folder;
  if (!places.some(isOurs)) return undefined;
  const logs = [...Map.groupBy(places, ({ thread, sequence }) => `${thread} ${sequence}`).values()];
  const isHere = (copies: readonly ArchivedLogPlace[]): boolean => copies.some((copy) => isOurs(copy) && files.has(basename(copy.name)));
  const [here, away] = [logs.filter(isHere), logs.filter((copies) => !isHere(copies)).map(([copy]) => copy).filter((copy) => copy !== undefined)];
  // One that nothing follows may be on its way; how far the redo reaches without it is told anyway.
  const isFollowed = ({ thread, sequence }: ArchivedLogPlace): boolean => here.some(([copy]) => copy !== undefined && copy.thread === thread && copy.sequence > sequence);
  const missed = away.filter((log) => log.endsMsAgo < sinceMsAgo && isFollowed(log)).toSorted((one, other) => other.beginsMsAgo - one.beginsMsAgo);
  const [first] = missed;
  return first === undefined ? undefined : { first, count: missed.length };
}
