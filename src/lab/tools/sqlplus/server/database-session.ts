import type { Clock } from '#core/clock.ts';
import { oracleTime } from '#lab/lab-clock.ts';
import { controlFilePath, nextScn } from '#lab/oracle/database.ts';
import type { LabDatabase } from '#lab/oracle/database.ts';
import { findInstance, instanceControlFile, openTarget, type LoginTarget } from '#lab/oracle/instance.ts';
import { OracleError } from '#lab/oracle/oracle-error.ts';
import { smonScnTimes } from '#lab/oracle/rows.ts';
import { withWorldLock } from '#lab/world-lock.ts';
import { date, number, view } from '../dictionary/dictionary-view.ts';
import type { DictionaryView } from '../dictionary/dictionary-view.ts';
import { findView } from '../dictionary/find-view.ts';
import { literalText } from '../sql/bound.ts';
import type { StatementSettings } from '../sql/bound.ts';
import { compileQuery } from '../sql/compile-query.ts';
import { QueryConnection } from './query-connection.ts';
import { executeStatement } from './statements.ts';
import type { StatementResult } from './statement-result.ts';

export interface SessionIdentity {
  readonly labDir: string;
  readonly target: LoginTarget;
  readonly clock: Clock;
  readonly user: string;
  /** The client's environment: NLS_DATE_FORMAT counts, but only beside NLS_LANG. */
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** A session at the simulated database: one statement after the other, each inside the world lock. */
export class DatabaseSession implements Disposable {
  readonly user: string;
  readonly #identity: SessionIdentity;
  readonly #connection: QueryConnection;
  nlsDateFormat: string;

  constructor(identity: SessionIdentity) {
    this.#identity = identity;
    this.user = identity.user;
    this.#connection = new QueryConnection(controlFileOf(identity));
    const { NLS_LANG: language, NLS_DATE_FORMAT: dateFormat } = identity.env;
    this.nlsDateFormat = (language === undefined ? undefined : dateFormat) ?? 'DD-MON-RR';
  }

  /** @throws {OracleError} */
  run(statement: string): StatementResult {
    if (/^[\s(]*(select|with)\b/i.test(withoutLeadingComments(statement))) return this.#query(statement);
    return this.#inDatabase((db) => executeStatement(statement, { db, session: this }));
  }

  [Symbol.dispose](): void {
    this.#connection[Symbol.dispose]();
  }

  #query(statement: string): StatementResult {
    return this.#inDatabase((db) => {
      const compiled = compileQuery(statement, this.#settings(db), (schema, name) => viewOf(db, schema, name));
      return { kind: 'rows', columns: compiled.columns, rows: this.#connection.rows(compiled.sql) };
    });
  }

  #inDatabase<Result>(work: (db: LabDatabase) => Result): Result {
    const { labDir, target, clock } = this.#identity;
    return withWorldLock(labDir, () => {
      using db = openTarget(labDir, target, clock);
      return work(db);
    });
  }

  #settings(db: LabDatabase): StatementSettings {
    const instant = db.clock.now().toLocal();
    const database = db.sql.one<{ name: string; db_unique_name: string; instance_name: string; host_name: string }>(
      'select name, db_unique_name, instance_name, host_name from database, instance',
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
        CON_NAME: database.db_unique_name,
        SESSION_USER: this.user,
        CURRENT_USER: this.user,
      },
    };
  }
}

function controlFileOf({ labDir, target }: SessionIdentity): string {
  if (target.kind === 'database') return controlFilePath(labDir, target.name);
  const instance = target.kind === 'instance' ? findInstance(labDir, target.sid) : undefined;
  if (instance === undefined) throw new OracleError('ORA-01034: ORACLE not available');
  return instanceControlFile(instance);
}

/** Asking V$DATABASE for its SCN moves the SCN. */
function viewOf(db: LabDatabase, schema: string | undefined, name: string): DictionaryView | undefined {
  if (name === 'SMON_SCN_TIME' && schema === 'SYS') return smonScnTimeView(db);
  const found = findView(schema, name);
  if (found?.name.endsWith('V$DATABASE') === true) nextScn(db);
  return found;
}

/** SYS.SMON_SCN_TIME is a table of the data dictionary: its rows are in the SYSTEM datafile. */
function smonScnTimeView(db: LabDatabase): DictionaryView {
  const rows = literalText(JSON.stringify(smonScnTimes(db)));
  return view('SMON_SCN_TIME', `json_each(${rows})`, { SCN: number("value ->> 'scn'"), TIME_DP: date("value ->> 'time_dp'") });
}

function withoutLeadingComments(statement: string): string {
  return statement.replace(/^(?:\s+|--[^\n]*(?:\n|$)|\/\*[^]*?\*\/)+/, '');
}
