// Binds the names of a statement: tables of the schema, dictionary views, bind variables and sequences.
import { bindCondition } from '#lab/tools/sqlplus/sql/bind-condition.ts';
import { bindExpression } from '#lab/tools/sqlplus/sql/bind-expression.ts';
import { bindQuery } from '#lab/tools/sqlplus/sql/bind-query.ts';
import { type Bound, literalText, numberType, type StatementSettings } from '#lab/tools/sqlplus/sql/bound.ts';
import { type Binder, findColumn, type Scope } from '#lab/tools/sqlplus/sql/scope.ts';
import { SqlError } from '#lab/tools/sqlplus/sql/sql-error.ts';
import type { Condition, Expression, NameReference } from '#lab/tools/sqlplus/sql/syntax-tree.ts';
import { type BindValue, bindName } from './bind-value.ts';
import { findDictionaryView, tableView } from './dictionary-views.ts';
import type { CatalogFile } from './catalog-file.ts';
import { isClob } from './sql-types.ts';

export interface StatementContext {
  readonly file: CatalogFile;
  readonly settings: StatementSettings;
  readonly binds: readonly BindValue[];
  /** The last number a session took from a sequence; nothing before it took one. */
  readonly currentValue: (sequence: string) => number | undefined;
}

/** A binder for one statement. `sequences` says whether NEXTVAL and CURRVAL may stand here. */
export function statementBinder(context: StatementContext, sequences: 'allowed' | 'refused' = 'allowed'): Binder {
  const binder: Binder = {
    settings: context.settings,
    view: (schema, name) => findView(context, schema, name),
    expression: (expression, scope) => {
      refuseLongBind(expression, context.binds);
      return bindSequence(expression, { scope, context, sequences }) ?? bindExpression(expression, scope, binder);
    },
    condition: (condition, scope) => {
      const inner = statementBinder(context, 'refused');
      refuseClobs(condition, scope, inner);
      return bindCondition(condition, scope, inner);
    },
    query: (query, outer) => bindQuery(query, outer, binder),
  };
  return binder;
}

/** Where bind variables are known. */
export function bindScope(binds: readonly BindValue[]): Scope {
  const columns = binds.map(({ type }, index) => ({ name: bindName(index), type, sql: `:b${index + 1}` }));
  return { sources: [{ alias: undefined, columns }], commonTables: new Map(), outer: undefined };
}

/** The bind variables of one execution, as SQLite takes them. */
export function namedValues(binds: readonly BindValue[]): Record<string, string | number | null> {
  return Object.fromEntries(binds.map(({ value }, index) => [`b${index + 1}`, value]));
}

function findView({ file, settings }: StatementContext, schema: string | undefined, name: string): ReturnType<Binder['view']> {
  if (schema !== undefined && schema !== settings.user) return undefined;
  const object = file.findObject(name);
  if (object?.kind === 'table') return tableView(object.table);
  return schema === undefined ? findDictionaryView(name) : undefined;
}

interface SequencePlace {
  readonly scope: Scope;
  readonly context: StatementContext;
  readonly sequences: 'allowed' | 'refused';
}

function bindSequence(expression: Expression, { scope, context, sequences }: SequencePlace): Bound | undefined {
  if (expression.kind !== 'name' || expression.quoted || !isSequenceNumber(expression)) return undefined;
  const { qualifier = '', name, offset } = expression;
  if (findColumn(expression, scope) !== undefined) return undefined;
  if (context.file.findObject(qualifier)?.kind !== 'sequence') throw new SqlError('ORA-02289: sequence does not exist', offset);
  if (sequences === 'refused') throw new SqlError('ORA-02287: sequence number not allowed here', offset);
  if (name === 'NEXTVAL') return { sql: `ora_nextval(${literalText(qualifier)})`, type: numberType };
  const current = context.currentValue(qualifier);
  if (current === undefined) throw new SqlError(`ORA-08002: sequence ${qualifier}.CURRVAL is not yet defined in this session`, offset);
  return { sql: String(current), type: numberType };
}

function isSequenceNumber({ qualifier, name }: NameReference): boolean {
  return qualifier !== undefined && (name === 'NEXTVAL' || name === 'CURRVAL');
}

function refuseLongBind(expression: Expression, binds: readonly BindValue[]): void {
  const isLong = expression.kind === 'name' && binds.some((bind, index) => bind.isLong && bindName(index) === expression.name);
  if (isLong) throw new SqlError('ORA-01461: can bind a LONG value only for insert into a LONG column', expression.offset);
}

/** Oracle compares no CLOBs, other than by LIKE. */
function refuseClobs(condition: Condition, scope: Scope, binder: Binder): void {
  const found = comparedExpressions(condition).find((expression) => isClob(binder.expression(expression, scope).type));
  if (found !== undefined) throw new SqlError('ORA-00932: inconsistent datatypes: expected - got CLOB', found.offset);
}

function comparedExpressions(condition: Condition): readonly Expression[] {
  switch (condition.kind) {
    case 'compare': return [condition.left, condition.right];
    case 'between': return [condition.operand, condition.low, condition.high];
    case 'in-list': return [condition.operand, ...condition.list];
    case 'in-query': return [condition.operand];
    default: return [];
  }
}
