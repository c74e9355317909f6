// The result catalog in an SQLite file: the same columns as in Oracle, times as local time of this host in the text form
// `yyyy-mm-dd hh:mm:ss`, which SQLite's own functions of time understand.

import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { DatabaseSync } from 'node:sqlite';
import type { Clock } from '#core/clock.ts';
import { IcbError } from '#core/errors.ts';
import type { Log } from '#core/log.ts';
import { systemErrorCode, systemErrorText } from '#core/system-error.ts';
import { catalogValues, oldestKept } from './catalog-values.ts';
import type { ResultCatalog, ResultRow } from './result-catalog.ts';

/** Another icb may be writing its row. */
const lockWaitMs = 10_000;

const definition = `
  CREATE TABLE IF NOT EXISTS restoreaction (
    id INTEGER PRIMARY KEY,
    db_unique_name TEXT NOT NULL,
    start_time TEXT NOT NULL,
    finish_time TEXT NOT NULL,
    success INTEGER NOT NULL CHECK (success IN (0, 1)),
    logfile TEXT NOT NULL,
    logfilecontents TEXT,
    verificationtimediffseconds NUMERIC,
    snapid TEXT,
    restore_target TEXT,
    validated_corruption INTEGER NOT NULL CHECK (validated_corruption IN (0, 1))
  );
  CREATE INDEX IF NOT EXISTS restoreaction_start ON restoreaction (db_unique_name, start_time)`;

const insertion = `
  INSERT INTO restoreaction (db_unique_name, start_time, finish_time, success, logfile, logfilecontents,
    verificationtimediffseconds, snapid, restore_target, validated_corruption)
  SELECT :database, :started, :finished, :success, :logFile, :contents, :difference, :snapshot, :target, :validated
  WHERE NOT EXISTS (SELECT 1 FROM restoreaction WHERE db_unique_name = :database AND start_time = :started AND finish_time = :finished AND logfile = :logFile)`;

/** `hostZone` is the zone of the times in the catalog. */
export function sqliteCatalog(path: string, { log, clock, hostZone }: { readonly log: Log; readonly clock: Clock; readonly hostZone: string }): ResultCatalog {
  return {
    create: async (signal) => {
      using database = await open(path, 'create', signal);
      attempt(path, () => {
        const isThere = tableExists(database);
        database.exec(definition);
        log.info(isThere ? 'table RESTOREACTION is there already and stays' : 'table RESTOREACTION created', { catalog: path });
      });
    },
    look: async (signal) => {
      // SQLite would make a file that is not there.
      if (!existsSync(path)) throw new IcbError(`result catalog ${path} is not there`, { hint: 'run: icb autorestore --createcatalog' });
      using _database = await open(path, 'use', signal);
    },
    record: async (rows, signal) => {
      using database = await open(path, 'use', signal);
      for (const row of rows) {
        const contents = await logContents(row, log);
        signal.throwIfAborted();
        attempt(path, () => database.prepare(insertion).run({ ...catalogValues(row, hostZone), contents }));
      }
      attempt(path, () => database.prepare('DELETE FROM restoreaction WHERE start_time < ?').run(oldestKept(clock.now(), hostZone)));
    },
  };
}

/** SQLite is loaded late: few runs need it. */
async function open(path: string, purpose: 'create' | 'use', signal: AbortSignal): Promise<DatabaseSync> {
  signal.throwIfAborted();
  const sqlite = await import('node:sqlite');
  const database = attempt(path, () => new sqlite.DatabaseSync(path, { timeout: lockWaitMs }));
  try {
    if (purpose === 'create' || attempt(path, () => tableExists(database))) return database;
    throw new IcbError(`result catalog ${path} has no table RESTOREACTION`, { hint: 'run: icb autorestore --createcatalog' });
  } catch (error) {
    database.close();
    throw error;
  }
}

function tableExists(database: DatabaseSync): boolean {
  return database.prepare("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND lower(name) = 'restoreaction'").get() !== undefined;
}

function attempt<Result>(path: string, work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    const hint = 'the file and its folder must be writable for the user that runs icb';
    throw new IcbError(`result catalog ${path}: ${systemErrorText(error)}`, { cause: error, hint });
  }
}

/** A result without its log is still worth having. */
async function logContents({ logFile }: ResultRow, log: Log): Promise<string | null> {
  try {
    return await readFile(logFile, 'utf8');
  } catch (error) {
    const reason = systemErrorCode(error) === 'ENOENT' ? 'it does not exist any more' : systemErrorText(error);
    log.warn('the result is recorded without the text of its log', { logFile, reason });
    return null;
  }
}
