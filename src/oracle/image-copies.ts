// Datafiles and their image copies, as the control file knows them. From them follow the two facts a backup hangs on: from
// when on a snapshot of the copies can serve a restore, and whether a refresh really moved every copy.

import { IcbError } from '#core/errors.ts';
import { readLocalTime, readScn, readWholeNumber } from './programs/printed-values.ts';
import type { OracleTools } from './tools.ts';
import { sqlLiteral } from './quoting.ts';

/** Tag of image copies and their level 1 incrementals; the dictionary stores tags in upper case. */
export const imageCopyTag = 'image_copy_backup';

export interface Datafile {
  readonly fileNumber: number;
  readonly creationScn: bigint;
  /** Read only or offline: no incremental changes it, its copy does not move. */
  readonly frozen: boolean;
  /** Taken offline alone or IMMEDIATE, or damaged: it only comes back online with the redo since (V$DATAFILE.STATUS is RECOVER). */
  readonly needsRecovery?: boolean;
  /** Nobody writes to the file and all of its changes are before this SCN: PDB$SEED, or a pluggable database that is closed. */
  readonly restsAtScn?: bigint | undefined;
  /** Checkpoint in its header: every change before it is in the file. Undefined where there is no header to be read. */
  readonly headerScn?: bigint | undefined;
  readonly bytes: number;
  readonly name: string;
}

export interface ImageCopy {
  readonly recordId: number;
  readonly fileNumber: number;
  readonly creationScn: bigint;
  readonly checkpointScn: bigint;
  /** `yyyy-mm-dd hh24:mi:ss`, database host's local time. */
  readonly checkpointTime: string;
  /** Highest SCN found in a block when the copy was made while the file changed; 0 when none was newer. */
  readonly fuzzyScn: bigint;
  readonly completionTime: string;
  readonly name: string;
}

export interface ImageCopies {
  readonly datafiles: readonly Datafile[];
  readonly copies: readonly ImageCopy[];
  /** Copies that were already past the SCN at which OPEN RESETLOGS went another way: no redo leads from them to what is now. */
  readonly abandoned: readonly ImageCopy[];
}

type KnownCopies = Pick<ImageCopies, 'datafiles' | 'copies'>;

/** From here on a set of copies can be recovered to a consistent state: SCN, and local time of the database host. */
export interface ConsistencyPoint {
  readonly scn: bigint;
  readonly time: string;
}

const datafileColumns = ['file', 'creationScn', 'enabled', 'status', 'fuzzy', 'headerScn', 'bytes', 'name'] as const;
const copyColumns = ['recordId', 'file', 'creationScn', 'checkpointScn', 'checkpointTime', 'fuzzyScn', 'completionTime', 'name'] as const;

/** @throws {IcbError} for an answer without datafile 1: whatever it is, no database is without SYSTEM, and everything would look dropped */
export async function queryImageCopies(oracle: OracleTools, signal: AbortSignal): Promise<ImageCopies> {
  const values = { tag: sqlLiteral(imageCopyTag.toUpperCase(), 'tag') };
  const rows = await oracle.sql('image-copies.sql', { step: 'query datafiles and image copies', values }, signal);
  const fileRows = rows.all('datafile', datafileColumns);
  const system = fileRows.find(({ file }) => file === '1');
  const datafiles = fileRows.map((row) => ({
    fileNumber: readWholeNumber(row.file),
    creationScn: readScn(row.creationScn),
    frozen: row.enabled !== 'READ WRITE' || (row.status !== 'ONLINE' && row.status !== 'SYSTEM'),
    needsRecovery: row.status === 'RECOVER',
    restsAtScn: rests(row, system) ? readScn(row.headerScn) : undefined,
    headerScn: row.headerScn === '' ? undefined : readScn(row.headerScn),
    bytes: readWholeNumber(row.bytes),
    name: row.name,
  }));
  const { count } = rows.one('datafiles', ['count']);
  if (Number(count) !== datafiles.length || !datafiles.some(({ fileNumber }) => fileNumber === 1)) {
    throw new IcbError(`the list of datafiles is not complete: ${datafiles.length} came of ${count}`, {
      hint: 'look into the session log at what SQL*Plus printed; a glogin.sql or login.sql must not change its output',
    });
  }
  const copies = rows.all('copy', copyColumns).map((row) => ({
    recordId: readWholeNumber(row.recordId),
    fileNumber: readWholeNumber(row.file),
    creationScn: readScn(row.creationScn),
    checkpointScn: readScn(row.checkpointScn),
    checkpointTime: readLocalTime(row.checkpointTime),
    fuzzyScn: row.fuzzyScn === '' ? 0n : readScn(row.fuzzyScn),
    completionTime: readLocalTime(row.completionTime),
    name: row.name,
  }));
  const branches = rows.all('incarnation', ['scn', 'time']).map(({ scn, time }) => ({ scn: readScn(scn), time: readLocalTime(time) }));
  const isAbandoned = (copy: ImageCopy): boolean => isOfAbandonedBranch(copy, branches);
  return { datafiles, copies: copies.filter((copy) => !isAbandoned(copy)), abandoned: copies.filter(isAbandoned) };
}

/**
 * Told by SCN and time together: such a copy stands at a later SCN than the one RESETLOGS began with, but was made before it.
 * (Which incarnation the record of a copy names after it was rolled forward is not confirmed.)
 */
export function isOfAbandonedBranch({ checkpointScn, checkpointTime }: ImageCopy, branches: readonly ConsistencyPoint[]): boolean {
  return branches.some(({ scn, time }) => checkpointScn > scn && checkpointTime < time);
}

interface HeaderRow {
  readonly fuzzy: string;
  readonly headerScn: string;
}

/**
 * Whether nobody writes to a file. Where SYSTEM looks at rest too, the database is a standby between two logs: there all files
 * but those at rest move together with the redo that is applied.
 */
function rests({ fuzzy, headerScn }: HeaderRow, system: HeaderRow | undefined): boolean {
  if (fuzzy !== 'NO' || headerScn === '') return false;
  return system === undefined || system.fuzzy !== 'NO' || system.headerScn === '' || readScn(headerScn) < readScn(system.headerScn);
}

/** Image copies whose datafile is no longer in the database (dropped, or its number taken by a new file). */
export function orphanedCopies({ datafiles, copies }: KnownCopies): readonly ImageCopy[] {
  return copies.filter((copy) => !datafiles.some((file) => isCopyOf(copy, file)));
}

/** Whether a datafile was born, dropped, or put out of use after an SCN: the control file of now then tells no restore what there was. */
export function hasOtherFilesSince({ datafiles, copies }: KnownCopies, scn: bigint): boolean {
  const isOther = ({ creationScn, frozen, restsAtScn, headerScn }: Datafile): boolean =>
    creationScn > scn || (frozen && (headerScn === undefined || headerScn > scn)) || (restsAtScn !== undefined && restsAtScn > scn);
  return orphanedCopies({ datafiles, copies }).length > 0 || datafiles.some(isOther);
}

/** Datafiles without any image copy. */
export function uncopiedDatafiles({ datafiles, copies }: KnownCopies): readonly Datafile[] {
  return datafiles.filter((file) => !copies.some((copy) => isCopyOf(copy, file)));
}

/**
 * Highest checkpoint among the copies in use, or the SCN after the highest fuzzy one: the lower bound of a snapshot of them.
 * (A checkpoint says that all changes before it are in the file, a fuzzy SCN that a change of that very SCN is. UNTIL SCN
 * excludes the SCN it names.) The copy of a datafile that was dropped since counts: at that point the file was there, and the
 * control file backup beside the copies knows it. Undefined when the set is not complete: when a datafile has no copy that
 * existed where the redo begins that the copies need. One created later, if only while they were made, redo creates.
 */
export function consistencyPoint(imageCopies: KnownCopies): ConsistencyPoint | undefined {
  if (newestCopies(imageCopies).length === 0) return undefined;
  const points = newestOfEachFile(imageCopies.copies).map((copy) =>
    copy.fuzzyScn > copy.checkpointScn
      ? { scn: copy.fuzzyScn + 1n, time: later(copy.completionTime, copy.checkpointTime) }
      : { scn: copy.checkpointScn, time: copy.checkpointTime },
  );
  const highest = points.reduce<ConsistencyPoint | undefined>(
    (best, point) => (best === undefined || point.scn > best.scn ? point : best),
    undefined,
  );
  if (highest === undefined) return undefined;
  const redoBegins = redoNeededFrom(imageCopies) ?? highest.scn;
  const missing = uncopiedDatafiles(imageCopies).some((file) => file.creationScn <= redoBegins);
  return missing ? undefined : highest;
}

/** Of two local times. When a copy was complete is what is known of the time of its fuzzy SCN; never earlier than its checkpoint. */
function later(one: string, other: string): string {
  return one > other ? one : other;
}

/** Lowest checkpoint of a copy that redo still changes: from there on archived logs are needed. Undefined without copies. */
export function redoNeededFrom(imageCopies: KnownCopies): bigint | undefined {
  const { datafiles } = imageCopies;
  const isWhole = (copy: ImageCopy): boolean => datafiles.some((file) => isCopyOf(copy, file) && hasAllOf(copy, file));
  const moving = datafiles.filter(({ frozen }) => !frozen);
  const checkpoints = newestCopies({ ...imageCopies, datafiles: moving }).filter((copy) => !isWhole(copy)).map(({ checkpointScn }) => checkpointScn);
  return checkpoints.reduce<bigint | undefined>((lowest, scn) => (lowest === undefined || scn < lowest ? scn : lowest), undefined);
}

/**
 * Datafiles whose image copy did not reach `scn`, and why; a frozen file only needs to have a copy, a file at rest one that has
 * all of it, and a file that is younger than `scn` none: the next refresh copies it, and until then redo creates it.
 * @param before datafiles as they were once `scn` had passed: of a container opened since, the copy ends where that file rested
 */
export function laggingDatafiles(imageCopies: KnownCopies, scn: bigint, before: readonly Datafile[] = imageCopies.datafiles): readonly string[] {
  const newest = newestCopies(imageCopies);
  return imageCopies.datafiles.flatMap((file) => {
    const copy = newest.find((candidate) => isCopyOf(candidate, file));
    if (copy === undefined) return file.creationScn > scn ? [] : [`datafile ${file.fileNumber} has no image copy`];
    if (file.frozen || copy.checkpointScn >= scn || before.some((earlier) => isCopyOf(copy, earlier) && hasAllOf(copy, earlier))) return [];
    return [`the image copy of datafile ${file.fileNumber} stayed at SCN ${copy.checkpointScn}, behind ${scn}`];
  });
}

/**
 * The same for a standby, whose files only move as redo is applied: each copy must have what its datafile had before.
 * @param before datafiles as they were before the refresh
 */
export function datafilesLaggingBehindFile(imageCopies: KnownCopies, before: readonly Datafile[]): readonly string[] {
  const newest = newestCopies(imageCopies);
  return before.flatMap((file) => {
    const copy = newest.find((candidate) => isCopyOf(candidate, file));
    if (copy === undefined) return [`datafile ${file.fileNumber} has no image copy`];
    if (file.frozen || file.headerScn === undefined || copy.checkpointScn >= file.headerScn) return [];
    return [`the image copy of datafile ${file.fileNumber} stayed at SCN ${copy.checkpointScn}, behind ${file.headerScn} of the datafile itself`];
  });
}

/** Per datafile the copy that RMAN rolls forward and a restore would use: the one with the highest checkpoint. */
export function newestCopies({ datafiles, copies }: KnownCopies): readonly ImageCopy[] {
  const newest = newestOfEachFile(copies);
  return datafiles.flatMap((file) => newest.filter((copy) => isCopyOf(copy, file)));
}

function newestOfEachFile(copies: readonly ImageCopy[]): readonly ImageCopy[] {
  const byFile = Map.groupBy(copies, ({ fileNumber, creationScn }) => `${fileNumber}/${creationScn}`);
  return [...byFile.values()].flatMap((own) =>
    own.toSorted((a, b) => Number(b.checkpointScn - a.checkpointScn) || b.recordId - a.recordId).slice(0, 1));
}

/** Whether the copy holds every change of a file at rest. */
function hasAllOf({ checkpointScn }: ImageCopy, { restsAtScn }: Datafile): boolean {
  return restsAtScn !== undefined && checkpointScn >= restsAtScn;
}

function isCopyOf(copy: ImageCopy, file: Datafile): boolean {
  return copy.fileNumber === file.fileNumber && copy.creationScn === file.creationScn;
}
