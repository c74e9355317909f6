// What a restore to a point in time holds, written down before each thing is made and taken away when the copy is handed over or
// all is given back. A journal whose process is gone tells what was left on this host and on the storage system. icb only tells:
// somebody may be at work on the copy, and nothing of it is in the way of the next restore.

import { readdirSync, readFileSync, statSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { DateTime } from 'luxon';
import { replaceFile } from '#core/atomic-file.ts';
import type { Log } from '#core/log.ts';
import { isSurelyDead, type ProcessIdentity, type ProcessTable } from '#core/process-identity.ts';
import { shellLine } from '#core/shell-word.ts';
import { systemErrorText } from '#core/system-error.ts';
import { endingCommand, isOrphan, type NotedProgram } from '../restore/noted-program.ts';
import type { Held } from './held-resources.ts';

export interface JournaledRestore {
  readonly database: string;
  readonly startedAt: DateTime<true>;
  readonly process: ProcessIdentity;
  /** Session log. */
  readonly logFile: string | undefined;
}

export interface RestoreJournal {
  /** Replaces what is written, oldest thing first; nothing held leaves no journal. @throws {IcbError} */
  write(held: readonly Pick<Held, 'what' | 'commands'>[]): Promise<void>;
  /** Which program was started last. @throws {IcbError} */
  noteProgram(program: NotedProgram): Promise<void>;
  /** To be called when the copy is handed over to the DBA. Idempotent. */
  remove(): Promise<void>;
}

const namePattern = /^running-restore\.[\w$#]+\.\d{8}T\d{6}\.\d+\.json$/u;

/** Nothing is written yet. */
export function openRestoreJournal(folder: string, restore: JournaledRestore): RestoreJournal {
  const { database, startedAt, process } = restore;
  const path = join(folder, `running-restore.${database}.${startedAt.toFormat("yyyyMMdd'T'HHmmss")}.${process.pid}.json`);
  let things: readonly Pick<Held, 'what' | 'commands'>[] = [];
  let program: NotedProgram | undefined;
  const remove = async (): Promise<void> => rm(path, { force: true });
  const rewrite = async (): Promise<void> => {
    if (things.length === 0) return remove();
    await replaceFile(path, `${JSON.stringify({ ...restore, program, held: things }, undefined, 2)}\n`, { mode: 0o600 });
  };
  return {
    write: async (held) => {
      things = held.map(({ what, commands }) => ({ what, commands }));
      await rewrite();
    },
    noteProgram: async (started) => {
      program = started;
      await rewrite();
    },
    remove,
  };
}

/** Says what restores left whose process is gone, and how to clear it; changes nothing. */
export function tellAbandonedRestores(folders: readonly string[], { self, table, log }: { readonly self: ProcessIdentity; readonly table: ProcessTable; readonly log: Log }): void {
  for (const path of [...new Set(folders)].flatMap(journalsIn)) {
    try {
      const { database, startedAt, process, logFile, program, held } = parse(readFileSync(path, 'utf8'));
      if (!isSurelyDead(process, self, table)) continue;
      const names = held.map(({ what }) => what).join(', ');
      log.warn(`an icb restore of ${database}, begun ${startedAt}, was killed or could not give everything back; look whether it left: ${names}`);
      if (logFile !== undefined) log.warn(`its session log: ${logFile}`);
      const orphan = program !== undefined && isOrphan(program, process, { self, processTable: table }) ? program : undefined;
      if (orphan !== undefined) log.warn(`a program it started still runs: ${orphan.program}, process ${orphan.pid}`);
      const commands = [...(orphan === undefined ? [] : [endingCommand(orphan)]), ...held.toReversed().flatMap((thing) => thing.commands), shellLine('rm', path)];
      for (const [index, command] of commands.entries()) log.warn(`to clear it, ${index + 1}. ${command}`);
    } catch (error) {
      const reason = error instanceof SyntaxError || error instanceof TypeError ? 'it is damaged' : systemErrorText(error);
      log.warn(`the journal of a restore cannot be read: ${path}: ${reason}; look for an instance, a mount and a clone it may have left, then remove it`);
    }
  }
}

/** Of this very user: in a folder that is everybody's, anybody could write down commands for the DBA to type. */
function journalsIn(folder: string): readonly string[] {
  try {
    const paths = readdirSync(folder).filter((name) => namePattern.test(name)).map((name) => join(folder, name));
    return paths.toSorted().filter((path) => statSync(path, { throwIfNoEntry: false })?.uid === process.getuid?.());
  } catch {
    // Without the folder there is no journal in it either.
    return [];
  }
}

interface Written extends Pick<JournaledRestore, 'database' | 'process' | 'logFile'> {
  readonly startedAt: string;
  readonly program: NotedProgram | undefined;
  readonly held: readonly Pick<Held, 'what' | 'commands'>[];
}

function parse(text: string): Written {
  const { database, startedAt, process, program, held, logFile } = JSON.parse(text) as Partial<Written>;
  if (typeof database !== 'string' || typeof startedAt !== 'string' || typeof process?.pid !== 'number' || !Array.isArray(held)) throw new TypeError('incomplete');
  return { database, startedAt, process, program, held, logFile };
}
