import { bindOrderItem } from './bind-call.ts';
import { bindFrom } from './bind-from.ts';
import { checkGrouping, containsAggregate, refuseAggregates } from './check-grouping.ts';
import { splitRowLimit } from './row-number-limit.ts';
import type { Binder, BoundQuery, OutputColumn, Scope, SourceColumn } from './scope.ts';
import { SqlError } from './sql-error.ts';
import type { Expression, OrderItem, Select, SelectItem } from './syntax-tree.ts';

interface OutputExpression {
  readonly column: OutputColumn;
  readonly sql: string;
}

/** One SELECT with the ORDER BY that follows it. */
export function bindSelect(select: Select, orderBy: readonly OrderItem[], { scope: around, binder }: { scope: Scope; binder: Binder }): BoundQuery {
  const { from, scope } = bindRows(select, around, binder);
  const groupBy = select.groupBy.map((expression) => binder.expression(expression, scope).sql);
  const isAggregate = groupBy.length > 0 || select.items.some((item) => item.kind === 'expression' && containsAggregate(item.expression));

  const outputs = select.items.flatMap((item) => bindItem(item, scope, binder));
  if (isAggregate) {
    const sorted = orderBy.map(({ expression }) => expression).filter((expression) => aliasIndex(expression, outputs) === -1);
    checkGrouping({ select, orderBy: sorted }, groupBy, (expression) => binder.expression(expression, scope).sql);
  }
  const list = outputs.map(({ sql }, index) => `${sql} AS "c${index + 1}"`).join(', ');
  const having = select.having === undefined ? '' : ` HAVING ${binder.condition(select.having, scope)}`;
  const group = groupBy.length === 0 ? '' : ` GROUP BY ${groupBy.join(', ')}`;
  const order = orderBy.map((item) => bindOrderItem(item, orderKey(item.expression, outputs, { scope, binder }))).join(', ');
  return {
    sql: `SELECT ${select.distinct ? 'DISTINCT ' : ''}${list} FROM ${from}${group}${having}${order === '' ? '' : ` ORDER BY ${order}`}`,
    columns: outputs.map(({ column }) => column),
    singleRow: isAggregate && groupBy.length === 0,
  };
}

/** FROM and WHERE; `rownum <= n` cuts the rows off before anything else happens to them. */
function bindRows(select: Select, around: Scope, binder: Binder): { readonly from: string; readonly scope: Scope } {
  const { sql, scope } = bindFrom(select.from, around, binder);
  const { rest, limit } = splitRowLimit(select.where);
  if (rest !== undefined) refuseAggregates(rest);
  const where = rest === undefined ? '' : ` WHERE ${binder.condition(rest, scope)}`;
  if (limit === undefined) return { from: sql + where, scope };
  let count = 0;
  const names: string[] = [];
  const sources = scope.sources.map((source) => ({
    ...source,
    columns: source.columns.map((column): SourceColumn => {
      count += 1;
      names.push(`${column.sql} AS "k${count}"`);
      return { ...column, sql: `limited."k${count}"` };
    }),
  }));
  return { from: `(SELECT ${names.join(', ')} FROM ${sql}${where} LIMIT ${limit}) AS limited`, scope: { ...scope, sources } };
}

function bindItem(item: SelectItem, scope: Scope, binder: Binder): OutputExpression[] {
  if (item.kind === 'expression') {
    const { sql, type } = binder.expression(item.expression, scope);
    const name = item.alias ?? (item.expression.kind === 'name' ? item.expression.name : headingOf(item.heading));
    return [{ column: { name, heading: name, type }, sql }];
  }
  const sources = scope.sources.filter(({ alias }) => item.qualifier === undefined || alias === item.qualifier);
  if (sources.length === 0) throw new SqlError(`ORA-00904: "${item.qualifier}": invalid identifier`, item.offset);
  return sources.flatMap(({ columns }) => columns.map(({ name, type, sql }) => ({ column: { name, heading: name, type }, sql })));
}

/** An expression's heading is its text in upper case, literals and all, without blanks. */
function headingOf(written: string): string {
  return written.replace(/\s+/g, '').toUpperCase();
}

function orderKey(expression: Expression, outputs: readonly OutputExpression[], { scope, binder }: { scope: Scope; binder: Binder }): string {
  if (expression.kind === 'literal' && typeof expression.value === 'number') {
    if (expression.value >= 1 && expression.value <= outputs.length) return `"c${expression.value}"`;
    throw new SqlError('ORA-01785: ORDER BY item must be the number of a SELECT-list expression', expression.offset);
  }
  const index = aliasIndex(expression, outputs);
  if (index !== -1) return `"c${index + 1}"`;
  return binder.expression(expression, scope).sql;
}

/** Which output column a name in ORDER BY means, or -1. */
function aliasIndex(expression: Expression, outputs: readonly OutputExpression[]): number {
  if (expression.kind !== 'name' || expression.qualifier !== undefined) return -1;
  return outputs.findIndex(({ column }) => column.name === expression.name);
}
