// The result catalog through SQL*Plus, for Oracle homes whose client libraries do not serve the driver.

import { join } from 'node:path';
import type { Clock } from '#core/clock.ts';
import { IcbError } from '#core/errors.ts';
import type { Log } from '#core/log.ts';
import { oracleEnvironment } from './programs/environment.ts';
import { connectString, decimal, integer, keywords, sqlLiteral } from './quoting.ts';
import type { SqlValue } from './quoting.ts';
import type { Rows } from './programs/rows.ts';
import { renderScript } from './script-template.ts';
import type { SqlScriptName, ValuesFor } from './script-template.ts';
import { runSqlplus } from './programs/sqlplus.ts';
import { OracleToolError } from './programs/tool-error.ts';
import type { ToolLauncher } from './programs/tool.ts';

/** One row of RESTOREACTION. Times are local time of this host, `yyyy-mm-dd hh24:mi:ss`. */
interface RestoreResult {
  readonly database: string;
  readonly started: string;
  readonly finished: string;
  readonly success: 0 | 1;
  readonly logFile: string;
  /** Seconds. */
  readonly difference: number | null;
  readonly snapshot: string | null;
  readonly target: string | null;
  readonly validated: 0 | 1;
}

interface ResultCatalogSql {
  /** Table and sequence; what is there already stays. @throws {IcbError} */
  create(signal: AbortSignal): Promise<void>;
  /** Changes nothing. @throws {IcbError} when the table is not there */
  look(signal: AbortSignal): Promise<void>;
  /** Stores rows that are not there yet; then removes those that started before `oldest`. @throws {IcbError} */
  record(rows: readonly RestoreResult[], oldest: string, signal: AbortSignal): Promise<void>;
}

export interface ResultCatalogSqlOptions {
  /** `/@alias` */
  readonly connect: string;
  readonly oracleHome: string;
  /** TNS_ADMIN. */
  readonly tnsAdmin: string;
  /** Site's own scripts. */
  readonly templateDir: string | undefined;
  readonly launch: ToolLauncher;
  readonly log: Log;
  readonly clock: Clock;
  /** Folder for private temporary files. */
  readonly temporaryFolder: string;
  /** A new word of random letters and digits each time. */
  readonly newToken: () => string;
}

export function createResultCatalogSql(options: ResultCatalogSqlOptions): ResultCatalogSql {
  const { log } = options;
  return {
    async create(signal) {
      const objects = await run('result-catalog-objects.sql', {}, options, signal);
      const existing = new Set(objects.all('object', ['name']).map(({ name }) => name));
      if (existing.has('RESTOREACTION')) log.info('table RESTOREACTION is there already and stays');
      else {
        await run('create-result-table.sql', {}, options, signal);
        log.info('table RESTOREACTION created');
      }
      if (existing.has('RESTOREACTION_SEQ')) log.info('sequence RESTOREACTION_SEQ is there already and stays');
      else {
        const { first } = (await run('next-result-number.sql', {}, options, signal)).one('next', ['first']);
        await run('create-result-sequence.sql', { first: integer(first, 'number of a result') }, options, signal);
        log.info('sequence RESTOREACTION_SEQ created');
      }
    },
    async look(signal) {
      await run('next-result-number.sql', {}, options, signal);
    },
    async record(rows, oldest, signal) {
      if (rows.length > 0) await run('insert-restore-result.sql', rows.map(valuesOf), options, signal);
      await run('remove-old-restore-results.sql', { oldest: sqlLiteral(oldest, 'time') }, options, signal);
    },
  };
}

function valuesOf(row: RestoreResult): ValuesFor<SqlScriptName> {
  return {
    database: sqlLiteral(row.database, 'name of a database'),
    started: sqlLiteral(row.started, 'time'),
    finished: sqlLiteral(row.finished, 'time'),
    success: integer(row.success, 'flag'),
    logfile: sqlLiteral(row.logFile, 'path of a log'),
    difference: row.difference === null ? keywords('null') : decimal(row.difference, 'difference in seconds'),
    snapshot: literalOrNull(row.snapshot, 'snapshot'),
    target: literalOrNull(row.target, 'time'),
    validated: integer(row.validated, 'flag'),
  };
}

function literalOrNull(text: string | null, what: string): SqlValue {
  return text === null ? keywords('null') : sqlLiteral(text, what);
}

async function run(name: SqlScriptName, values: ValuesFor<SqlScriptName> | ReadonlyArray<ValuesFor<SqlScriptName>>, options: ResultCatalogSqlOptions, signal: AbortSignal): Promise<Rows> {
  const { oracleHome, newToken } = options;
  const script = await renderScript(name, values, options);
  const connect = connectString(options.connect, 'connect string of the result catalog');
  const surroundings = { ...options, program: join(oracleHome, 'bin', 'sqlplus'), env: oracleEnvironment(options) };
  try {
    return (await runSqlplus({ database: 'result catalog', step: name.replace(/\.sql$/, ''), script, connect, token: newToken() }, surroundings, signal)).rows;
  } catch (error) {
    // The table, or the sequence.
    const isMissing = error instanceof OracleToolError && error.codes.some((code) => code === 'ORA-00942' || code === 'ORA-02289');
    throw isMissing ? new IcbError(error.message, { cause: error, hint: 'run: icb autorestore --createcatalog' }) : error;
  }
}
