import type { Clock } from '#core/clock.ts';
import { oracleTime } from '#lab/lab-clock.ts';
import { currentContainer, type LabDatabase } from '#lab/oracle/database.ts';
import type { LoginTarget } from '#lab/oracle/instance.ts';
import { containerOf, rootName } from '#lab/oracle/pluggable-databases.ts';
import { OracleError } from '#lab/oracle/oracle-error.ts';
import { withWorldLock } from '#lab/world-lock.ts';
import type { BindVariables } from '../plsql/package.ts';
import type { StatementSettings } from '../sql/bound.ts';
import { compileQuery } from '../sql/compile-query.ts';
import type { DictionaryView } from '../dictionary/dictionary-view.ts';
import { findView } from '../dictionary/find-view.ts';
import { QueryConnection } from './query-connection.ts';
import { openSessionDatabase, sessionTables, versionOf } from './session-database.ts';
import { executeStatement } from './statements.ts';
import type { StatementResult } from './statement-result.ts';
import { visibleView } from './visible-view.ts';

export interface SessionIdentity {
  readonly labDir: string;
  readonly target: LoginTarget;
  readonly clock: Clock;
  readonly user: string;
  /** The client's environment: NLS_DATE_FORMAT counts, but only beside NLS_LANG. */
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** A session at the simulated database: one statement after the other, each inside the world lock. */
export class DatabaseSession {
  readonly user: string;
  readonly #identity: SessionIdentity;
  nlsDateFormat: string;
  /** CON_ID of the pluggable database it was set to; absent: the root, or the database that is no container. */
  container: number | undefined;

  constructor(identity: SessionIdentity) {
    this.#identity = identity;
    this.user = identity.user;
    // there is no session where there is nothing to read
    sessionTables(identity.labDir, identity.target);
    const { NLS_LANG: language, NLS_DATE_FORMAT: dateFormat } = identity.env;
    this.nlsDateFormat = (language === undefined ? undefined : dateFormat) ?? 'DD-MON-RR';
  }

  /** @throws {OracleError} */
  run(statement: string, binds: BindVariables = new Map()): StatementResult {
    if (/^[\s(]*(select|with)\b/i.test(withoutLeadingComments(statement))) return this.#query(statement);
    return this.#inDatabase((db) => executeStatement(statement, { db, session: this, binds, query: (text) => this.#rows(db, text).rows, runJob: refuseJob }));
  }

  /** Runs the block of a scheduler's job as its owner; returns the jobs it wants to run in its session. @throws {OracleError} */
  runJobBlock(block: string): readonly string[] {
    const jobs: string[] = [];
    this.#inDatabase((db) => executeStatement(block, { db, session: this, binds: new Map(), query: (text) => this.#rows(db, text).rows, runJob: (job) => jobs.push(job) }));
    return jobs;
  }

  /** A session at the database host's own instance, which is always up. */
  get isOfDatabaseHost(): boolean {
    return this.#identity.target.kind === 'database';
  }

  /** The dictionary view of that name, with its columns. */
  describe(schema: string | undefined, name: string): DictionaryView | undefined {
    return this.#inDatabase((db) => findView(schema, name, versionOf(db)));
  }

  #query(statement: string): StatementResult {
    return this.#inDatabase((db) => {
      const { columns, rows } = this.#rows(db, statement);
      return { kind: 'rows', columns, rows };
    });
  }

  #rows(db: LabDatabase, statement: string): Omit<Extract<StatementResult, { kind: 'rows' }>, 'kind'> {
    const compiled = compileQuery(statement, this.#settings(db), (schema, name) => visibleView({ db, user: this.user }, schema, name));
    const { labDir, target } = this.#identity;
    // what an instance has mounted may have changed since the last query
    using connection = new QueryConnection(sessionTables(labDir, target));
    return { columns: compiled.columns, rows: connection.rows(compiled.sql) };
  }

  #inDatabase<Result>(work: (db: LabDatabase) => Result): Result {
    const { labDir, target, clock } = this.#identity;
    return withWorldLock(labDir, () => {
      using db = openSessionDatabase(labDir, target, clock);
      return work(this.container === undefined ? db : { ...db, container: this.container });
    });
  }

  #settings(db: LabDatabase): StatementSettings {
    const instant = db.clock.now().toLocal();
    const database = db.sql.one<{ name: string; cdb: string; db_unique_name: string; instance_name: string; host_name: string }>(
      'select name, cdb, db_unique_name, instance_name, host_name from database, instance',
    );
    return {
      now: oracleTime(instant),
      systimestamp: instant.toFormat('yyyy-MM-dd HH:mm:ss.SSS000 ZZ'),
      user: this.user,
      nlsDateFormat: this.nlsDateFormat,
      nlsTimestampFormat: 'DD-MON-RR HH.MI.SS.FF AM TZH:TZM',
      userenv: {
        DB_NAME: database.name.toLowerCase(),
        DB_UNIQUE_NAME: database.db_unique_name,
        INSTANCE_NAME: database.instance_name,
        SERVER_HOST: database.host_name,
        CON_NAME: containerOf(db, currentContainer(db))?.name ?? (database.cdb === 'YES' ? rootName : database.name),
        CON_ID: String(currentContainer(db)),
        SESSION_USER: this.user,
        CURRENT_USER: this.user,
      },
    };
  }
}

function refuseJob(job: string): never {
  throw new OracleError('ORA-03001: unimplemented feature', `in this simulation: icb lab job runs ${job}`);
}

function withoutLeadingComments(statement: string): string {
  return statement.replace(/^(?:\s+|--[^\n]*(?:\n|$)|\/\*[^]*?\*\/)+/, '');
}
