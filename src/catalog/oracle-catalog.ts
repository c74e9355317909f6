// The result catalog in an Oracle schema. What talks to the database is a process of its own, started with the environment of
// the Oracle home. Where its client libraries do not serve (they must be 19c or later), SQL*Plus does the same.

import type { Clock } from '#core/clock.ts';
import type { Log } from '#core/log.ts';
import { timeLimitError } from './catalog-error.ts';
import { catalogValues, oldestKept } from './catalog-values.ts';
import type { CatalogLogin, CatalogTask, CatalogValues } from './client-job.ts';
import type { ProgramLauncher } from './program-launcher.ts';
import type { ResultCatalog } from './result-catalog.ts';
import { runClient } from './run-client.ts';

/** The catalog through SQL*Plus, which cannot carry the text of a log. */
export interface SqlplusCatalog {
  create(signal: AbortSignal): Promise<void>;
  look(signal: AbortSignal): Promise<void>;
  /** Rows that are not there yet; then removes those that started before `oldest`, local time of this host. */
  record(rows: readonly CatalogValues[], oldest: string, signal: AbortSignal): Promise<void>;
}

export interface OracleCatalogSurroundings {
  readonly log: Log;
  readonly clock: Clock;
  /** Zone of the times in the catalog. */
  readonly hostZone: string;
  /** Environment of the Oracle home, complete: ORACLE_HOME, LD_LIBRARY_PATH, TNS_ADMIN ... */
  readonly oracleEnvironment: Readonly<Record<string, string>>;
  /** Folder of tnsnames.ora. */
  readonly tnsAdmin: string;
  readonly launch: ProgramLauncher;
  /** The Node.js that runs the process. */
  readonly node: string;
  /** For everything that one call does. */
  readonly limitMs: number;
  /** SQL*Plus of that Oracle home, logged in through its wallet: `/@alias`. */
  readonly sqlplus: (connectString: string) => SqlplusCatalog;
}

/** `login` is asked for at each call: a password that cannot be read is a failure of that call. `name` has no password in it. */
export function oracleCatalog(name: string, login: () => CatalogLogin, surroundings: OracleCatalogSurroundings): ResultCatalog {
  const { log, clock, hostZone, limitMs, sqlplus } = surroundings;
  let needsSqlplus = false;
  const perform = async (task: CatalogTask, signal: AbortSignal): Promise<void> => {
    if (!needsSqlplus) {
      const unusable = await runClient(name, { login: login(), task }, { ...surroundings, signal });
      if (unusable === undefined) return;
      needsSqlplus = true;
      log.warn('the client libraries of this Oracle home do not serve node-oracledb; SQL*Plus is used, the text of logs is not stored', { reason: unusable });
    }
    await runSqlplusCatalog(sqlplus(name), task, { name, limitMs, signal });
  };
  return {
    create: (signal) => perform({ kind: 'create' }, signal),
    look: (signal) => perform({ kind: 'look' }, signal),
    record: (rows, signal) => {
      const values = rows.map((row) => catalogValues(row, hostZone));
      return perform({ kind: 'record', rows: values, oldest: oldestKept(clock.now(), hostZone) }, signal);
    },
  };
}

async function runSqlplusCatalog(
  catalog: SqlplusCatalog,
  task: CatalogTask,
  { name, limitMs, signal }: { readonly name: string; readonly limitMs: number; readonly signal: AbortSignal },
): Promise<void> {
  const limit = AbortSignal.timeout(limitMs);
  const either = AbortSignal.any([signal, limit]);
  try {
    if (task.kind === 'create') await catalog.create(either);
    else if (task.kind === 'look') await catalog.look(either);
    else await catalog.record(task.rows, task.oldest, either);
  } catch (error) {
    signal.throwIfAborted();
    throw limit.aborted ? timeLimitError(name, limitMs) : error;
  }
}
