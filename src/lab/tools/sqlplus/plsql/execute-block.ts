import { openLabClock } from '#lab/lab-clock.ts';
import { OracleError } from '#lab/oracle/oracle-error.ts';
import { isAtLeast } from '#oracle/oracle-version.ts';
import { requireOpenForChanges, versionOf } from '../server/session-database.ts';
import type { TokenCursor } from '../sql/token-cursor.ts';
import { compilationError, undeclared } from './compilation-error.ts';
import { dbmsCredential, dbmsScheduler, schedulerConstants } from './dbms-scheduler.ts';
import type { PlsqlArguments, PlsqlContext, PlsqlValue, Procedure } from './package.ts';
import { parseBlock } from './parse-block.ts';
import type { Argument, Block, Expression, Statement } from './syntax-tree.ts';

type Packages = Readonly<Record<string, Readonly<Record<string, Procedure>>>>;

/** A sleep lets the lab's time pass at once. */
const sleep: Procedure = { parameters: { SECONDS: 'required' }, run: (args, { db }) => openLabClock(db.labDir).advance(Number(args['SECONDS']) * 1000) };

/** What a release has. */
function packagesOf(version: string): Packages {
  return {
    DBMS_LOCK: { SLEEP: sleep },
    ...(isAtLeast(version, '18.1') ? { DBMS_SESSION: { SLEEP: sleep } } : {}),
    ...(isAtLeast(version, '12.1') ? { DBMS_CREDENTIAL: dbmsCredential } : {}),
    DBMS_SCHEDULER: dbmsScheduler,
  };
}

/** Compiles a block as a whole, then runs it. @throws {SqlError} ORA-06550 for what it cannot compile; then nothing has run */
export function executeBlock(cursor: TokenCursor, context: PlsqlContext): void {
  const block = parseBlock(cursor);
  const running = new RunningBlock(cursor.text, block, context);
  running.compile(block.statements);
  running.run(block.statements);
}

class RunningBlock {
  readonly #text: string;
  readonly #block: Block;
  readonly #context: PlsqlContext;
  readonly #packages: Packages;

  constructor(text: string, block: Block, context: PlsqlContext) {
    this.#text = text;
    this.#block = block;
    this.#context = context;
    this.#packages = packagesOf(versionOf(context.db));
  }

  compile(statements: readonly Statement[]): void {
    for (const statement of statements) {
      if (statement.kind === 'loop') this.compile(statement.body);
      if (statement.kind === 'call') this.#named(statement, this.#procedure(statement));
    }
  }

  run(statements: readonly Statement[]): void {
    for (const statement of statements) this.#runStatement(statement);
  }

  #runStatement(statement: Statement): void {
    switch (statement.kind) {
      case 'null':
        return;
      case 'assign':
        this.#assign(statement);
        return;
      case 'loop':
        this.#context.query(statement.query).forEach(() => this.run(statement.body));
        return;
      default: {
        const procedure = this.#procedure(statement);
        if (procedure !== sleep) requireOpenForChanges(this.#context.db);
        procedure.run(this.#evaluate(statement, procedure), this.#context);
      }
    }
  }

  #assign({ bind, value, offset }: Extract<Statement, { kind: 'assign' }>): void {
    const variable = this.#context.binds.get(bind);
    const assigned = this.#value(value);
    if (variable === undefined) throw new OracleError('ORA-01008: not all variables bound');
    if (assigned !== null && Buffer.byteLength(String(assigned)) > variable.width) {
      throw compilationError(this.#text, offset, 'ORA-06502: PL/SQL: numeric or value error: character string buffer too small');
    }
    variable.value = assigned === null ? null : String(assigned);
  }

  #procedure({ path, offset }: Extract<Statement, { kind: 'call' }>): Procedure {
    const [name = '', member = ''] = path;
    const found = this.#packages[name];
    if (found === undefined || path.length !== 2) throw undeclared(this.#text, offset, path);
    const procedure = found[member];
    if (procedure === undefined) throw compilationError(this.#text, offset, `PLS-00302: component '${member}' must be declared`, 'PL/SQL: Statement ignored');
    return procedure;
  }

  /** Arguments by the names of their parameters. */
  #named({ path, args, offset }: Extract<Statement, { kind: 'call' }>, { parameters }: Procedure): ReadonlyMap<string, Expression> {
    const names = Object.keys(parameters);
    const given = new Map(args.map((argument: Argument, index) => [argument.name ?? names[index] ?? '?', argument.value]));
    const isWrong = given.size !== args.length || [...given.keys()].some((name) => !names.includes(name)) || names.some((name) => parameters[name] !== 'optional' && !given.has(name));
    if (isWrong) throw compilationError(this.#text, offset, `PLS-00306: wrong number or types of arguments in call to '${path.at(-1) ?? ''}'`, 'PL/SQL: Statement ignored');
    return given;
  }

  #evaluate(call: Extract<Statement, { kind: 'call' }>, procedure: Procedure): PlsqlArguments {
    const given = [...this.#named(call, procedure)].filter(([name]) => procedure.parameters[name] !== 'out');
    return Object.fromEntries(given.map(([name, value]) => [name, this.#value(value)]));
  }

  #value(expression: Expression): PlsqlValue {
    if (expression.kind === 'literal') return expression.value;
    if (expression.kind === 'bind') return this.#context.binds.get(expression.name)?.value ?? null;
    const { path, args, offset } = expression;
    const written = path.join('.');
    const constant = path[0] === 'DBMS_SCHEDULER' ? schedulerConstants[path[1] ?? ''] : undefined;
    if (constant !== undefined && args === undefined) return constant;
    if (written === 'SYSTIMESTAMP' || this.#block.variables.has(written)) return null;
    const values = (args ?? []).map(({ value }) => this.#value(value));
    if (written === 'HEXTORAW' && values.length === 1) return hexadecimal(String(values[0] ?? ''));
    if (written === 'UTL_I18N.RAW_TO_CHAR' && values.length === 2 && values[1] === 'AL32UTF8') return Buffer.from(hexadecimal(String(values[0] ?? '')), 'hex').toString('utf8');
    throw undeclared(this.#text, offset, path);
  }
}

function hexadecimal(text: string): string {
  if (!/^(?:[0-9a-f]{2})*$/iu.test(text)) throw new OracleError('ORA-06502: PL/SQL: numeric or value error: hex to raw conversion error');
  return text;
}
