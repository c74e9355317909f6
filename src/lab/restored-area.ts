// What a restore makes of backup areas, as far as the lab can do it: the control file backup says which datafiles there are,
// the image copies come from the same folder, archived logs may come from another one as well. Nothing is taken from the
// live database, so that what a snapshot does not hold is missed.

import { closeSync, copyFileSync, existsSync, mkdtempSync, openSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { readControlFileBackup, type ControlFileKnowledge } from './control-file-knowledge.ts';
import { applyRedo, requireConsistentCopies } from './oracle/redo/apply-redo.ts';
import { readFileHeader, type FileHeader } from './oracle/file-header.ts';
import { rowsByJournal, type Until } from './oracle/journal.ts';
import { readRowsOf } from './oracle/rows.ts';

/** How the restored rows compare with those that were committed. */
export interface Comparison {
  readonly rows: number;
  /** Rows that are missing, too many, or other than committed. */
  readonly differences: number;
}

interface FoundCopy {
  readonly path: string;
  readonly header: FileHeader;
}

/** Datafiles restored into a folder of their own, to be recovered further and further. */
export class RestoredArea implements Disposable {
  readonly #folder = mkdtempSync(join(tmpdir(), 'icb-proof-'));
  readonly #logs: readonly string[];
  readonly #unmoved: readonly string[];
  #files: readonly string[];
  /** Until then there is nothing to be applied. */
  #nextTime: string | undefined;

  /**
   * @param options `cutShort`: a run failed in the middle of its refresh, so that the control file backup may be older than the
   * image copies, or only an autobackup: a restore would catalog the copies as they are
   * @throws {Error} when the folder does not hold what its control file backup says
   */
  constructor(dataFolder: string, { redoFolders = [dataFolder], cutShort = false }: { readonly redoFolders?: readonly string[]; readonly cutShort?: boolean } = {}) {
    this.#logs = redoFolders.map((folder) => join(folder, 'archivelog')).flatMap(filesIn);
    const knowledge = readControlFileBackup((cutShort ? newestAutobackup(dataFolder) : undefined) ?? join(dataFolder, 'after_backup_controlfile.cf'));
    const copies = copiesToRestore(knowledge, foundCopies(dataFolder));
    if (!cutShort) requireKnownCheckpoints(knowledge, copies);
    const restored = copies.map(({ path, header }) => ({ path: this.#restore(path), header }));
    const frozen = knowledge.datafiles.filter(({ isFrozen }) => isFrozen);
    this.#files = restored.map(({ path }) => path);
    this.#unmoved = restored.filter(({ header }) => frozen.some(({ file }) => file === header.file)).map(({ path }) => path);
  }

  /** @throws {Error} when redo ends before; {OracleError} for a copy past the target, a gap in the redo, or a file that stays fuzzy */
  recoverUntil(until: Until): void {
    if ('time' in until && this.#nextTime !== undefined && until.time <= this.#nextTime) return;
    const { missing, files, nextTime } = applyRedo({ copies: this.#files, logs: this.#logs, until, unmoved: this.#unmoved, createIn: this.#folder });
    if (missing !== undefined) {
      const target = 'scn' in until ? `SCN ${until.scn}` : until.time;
      throw new Error(`redo ends before ${target}: thread ${missing.thread} sequence ${missing.sequence} is missing`);
    }
    requireConsistentCopies(files);
    this.#files = files;
    this.#nextTime = nextTime;
  }

  /** Compares with what the workload committed before `until`. */
  compare(labDir: string, until: Until): Comparison {
    const restored = new Map(readRowsOf(this.#files).map((row) => [`${row.file}/${row.key}`, row.text]));
    const committed = new Map(rowsByJournal(labDir, until).map((row) => [`${row.file}/${row.key}`, row.text]));
    const wrong = [...committed].filter(([place, text]) => restored.get(place) !== text).length;
    const surplus = [...restored.keys()].filter((place) => !committed.has(place)).length;
    return { rows: restored.size, differences: wrong + surplus };
  }

  [Symbol.dispose](): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #restore(copy: string): string {
    const path = join(this.#folder, basename(copy));
    copyFileSync(copy, path);
    return path;
  }
}

function newestAutobackup(folder: string): string | undefined {
  return filesIn(folder).filter((path) => /^c-\d+-\d{8}-[0-9a-f]{2}$/u.test(basename(path))).toSorted().at(-1);
}

/** Of each datafile the newest copy; a file without one must have been born after them, so that redo makes it. */
function copiesToRestore({ datafiles }: ControlFileKnowledge, found: readonly FoundCopy[]): readonly FoundCopy[] {
  const moving = found.filter(({ header }) => !datafiles.some(({ file, isFrozen }) => isFrozen && file === header.file));
  const redoBegins = Math.min(...moving.map(({ header }) => header.checkpointChange));
  return datafiles.flatMap(({ file, creationChange }) => {
    const own = found.filter(({ header }) => header.file === file && header.creationChange === creationChange);
    const [copy] = own.toSorted((one, other) => other.header.checkpointChange - one.header.checkpointChange);
    if (copy === undefined && creationChange <= redoBegins) throw new Error(`there is no image copy of datafile ${file}`);
    return copy === undefined ? [] : [copy];
  });
}

/** The control file must have been backed up when the copies were as they are. */
function requireKnownCheckpoints({ copies }: ControlFileKnowledge, found: readonly FoundCopy[]): void {
  for (const { path, header } of found) {
    const known = copies.filter(({ name }) => basename(name) === basename(path));
    if (known.some(({ checkpointChange }) => checkpointChange === header.checkpointChange)) continue;
    const checkpoint = known.length === 0 ? 'no such copy' : `checkpoint ${known.map(({ checkpointChange }) => checkpointChange).join(', ')}`;
    throw new Error(`the control file backup knows ${checkpoint} where ${basename(path)} has ${header.checkpointChange}`);
  }
}

function foundCopies(folder: string): readonly FoundCopy[] {
  const paths = filesIn(folder).filter((path) => basename(path).startsWith('data_'));
  return paths.flatMap((path) => {
    const descriptor = openSync(path, 'r');
    try {
      const header = readFileHeader(descriptor);
      return header === undefined ? [] : [{ path, header }];
    } finally {
      closeSync(descriptor);
    }
  });
}

function filesIn(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder).map((name) => join(folder, name)) : [];
}
