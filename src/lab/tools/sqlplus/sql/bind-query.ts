import { bindOrderItem } from './bind-call.ts';
import { bindSelect } from './bind-select.ts';
import { fits } from './bound.ts';
import { commonType } from './common-type.ts';
import type { Binder, BoundQuery, CommonTable, OutputColumn, Scope } from './scope.ts';
import { SqlError } from './sql-error.ts';
import type { Expression, OrderItem, Query, QueryBody, SetOperation } from './syntax-tree.ts';

/** The SQLite text of a query whose columns are named c1, c2 and so on. */
export function bindQuery(query: Query, outer: Scope | undefined, binder: Binder): BoundQuery {
  const scope = scopeOf(query, outer);
  const bound = query.body.kind === 'select' ? bindSelect(query.body, query.orderBy, { scope, binder }) : bindOrdered(query.body, query.orderBy, { scope, binder });
  if (query.rowLimit === undefined) return bound;
  const { skip, count } = query.rowLimit;
  return { ...bound, sql: `${bound.sql} LIMIT ${count ?? -1} OFFSET ${skip}` };
}

function scopeOf(query: Query, outer: Scope | undefined): Scope {
  let scope: Scope = { sources: [], commonTables: new Map(), outer };
  for (const { name, columns, query: definition } of query.commonTables) {
    const table: CommonTable = { query: definition, columns, scope };
    scope = { ...scope, commonTables: new Map([...scope.commonTables, [name, table]]) };
  }
  return scope;
}

function bindBody(body: QueryBody, scope: Scope, binder: Binder): BoundQuery {
  if (body.kind === 'select') return bindSelect(body, [], { scope, binder });
  if (body.kind === 'query') return bindQuery(body, scope, binder);
  return bindSetOperation(body, scope, binder);
}

function bindSetOperation(operation: SetOperation, scope: Scope, binder: Binder): BoundQuery {
  const left = bindBody(operation.left, scope, binder);
  const right = bindBody(operation.right, scope, binder);
  if (left.columns.length !== right.columns.length) throw new SqlError('ORA-01789: query block has incorrect number of result columns', operation.left.offset);
  const columns = left.columns.map((column, index) => mergeColumns(column, right.columns[index] ?? column, operation));
  const keyword = operation.operator === 'minus' ? 'EXCEPT' : operation.operator.toUpperCase();
  return { sql: `SELECT * FROM (${left.sql}) ${keyword} SELECT * FROM (${right.sql})`, columns, singleRow: false };
}

function mergeColumns(left: OutputColumn, right: OutputColumn, { left: { offset } }: SetOperation): OutputColumn {
  const [a, b] = [left, right].map(({ type }) => ({ sql: '', type }));
  const differs = left.type.kind !== 'null' && right.type.kind !== 'null' && (left.type.kind === 'char') !== (right.type.kind === 'char');
  if (a === undefined || b === undefined || differs || !fits(b, a.type)) {
    throw new SqlError('ORA-01790: expression must have same datatype as corresponding expression', offset);
  }
  return { ...left, type: commonType([a, b]) };
}

/** ORDER BY behind a set operation knows only the columns of the result. */
function bindOrdered(body: QueryBody, orderBy: readonly OrderItem[], { scope, binder }: { scope: Scope; binder: Binder }): BoundQuery {
  const bound = bindBody(body, scope, binder);
  if (orderBy.length === 0) return bound;
  const order = orderBy.map((item) => bindOrderItem(item, `"c${resultColumn(item.expression, bound.columns)}"`)).join(', ');
  return { ...bound, sql: `SELECT * FROM (${bound.sql}) ORDER BY ${order}` };
}

function resultColumn(expression: Expression, columns: readonly OutputColumn[]): number {
  if (expression.kind === 'literal' && typeof expression.value === 'number') {
    if (expression.value >= 1 && expression.value <= columns.length) return expression.value;
    throw new SqlError('ORA-01785: ORDER BY item must be the number of a SELECT-list expression', expression.offset);
  }
  const index = expression.kind === 'name' ? columns.findIndex(({ name }) => name === expression.name) : -1;
  if (index === -1) {
    const written = expression.kind === 'name' ? `"${expression.name}": invalid identifier` : ': invalid identifier';
    throw new SqlError(`ORA-00904: ${written}`, expression.offset);
  }
  return index + 1;
}
