import { findCommonTable } from './scope.ts';
import type { Binder, BoundQuery, Scope, Source } from './scope.ts';
import { SqlError } from './sql-error.ts';
import type { FromItem, Query, TableReference } from './syntax-tree.ts';

interface BoundTable {
  readonly sql: string;
  readonly source: Source;
}

const joinWords = { comma: ' CROSS JOIN ', cross: ' CROSS JOIN ', inner: ' JOIN ', left: ' LEFT JOIN ', right: ' RIGHT JOIN ', full: ' FULL JOIN ' } as const;

/** Resolves the tables of a FROM clause; join conditions see the tables before and at them. */
export function bindFrom(items: readonly FromItem[], around: Scope, binder: Binder): { readonly sql: string; readonly scope: Scope } {
  let scope: Scope = around;
  let sql = '';
  items.forEach(({ table, join, on }, index) => {
    const bound = bindTable(table, scope, { sqlName: uniqueName(around, index), binder });
    scope = { ...scope, sources: [...scope.sources, bound.source] };
    sql += `${index === 0 ? '' : joinWords[join]}${bound.sql}${on === undefined ? '' : ` ON ${binder.condition(on, scope)}`}`;
  });
  return { sql, scope };
}

/** Names differ between nesting levels, so that an inner query reaches the outer one's columns. */
function uniqueName(around: Scope, index: number): string {
  let depth = 0;
  for (let place = around.outer; place !== undefined; place = place.outer) depth += 1;
  return `s${depth}_${index}`;
}

function bindTable(table: TableReference, scope: Scope, { sqlName, binder }: { sqlName: string; binder: Binder }): BoundTable {
  // a table in FROM sees the queries around this one, but not its neighbours
  const outer: Scope = { ...scope, sources: [] };
  if (table.kind === 'derived') return derivedTable(binder.query(table.query, outer), table.alias, sqlName);
  const alias = table.alias ?? table.name;
  const common = table.schema === undefined ? findCommonTable(table.name, scope) : undefined;
  if (common !== undefined) {
    const bound = binder.query(common.query, common.scope);
    return derivedTable(rename(bound, common.columns, common.query), alias, sqlName);
  }
  const view = binder.view(table.schema, table.name);
  if (view === undefined) throw new SqlError('ORA-00942: table or view does not exist', table.offset);
  const columns = view.columns.map(({ name, type }) => ({ name, type, sql: `${sqlName}."${name}"` }));
  const selected = view.columns.map(({ name, sql }) => `${sql} AS "${name}"`).join(', ');
  return { sql: `(SELECT ${selected} FROM ${view.from}) AS ${sqlName}`, source: { alias, columns } };
}

function derivedTable(bound: BoundQuery, alias: string | undefined, sqlName: string): BoundTable {
  const columns = bound.columns.map(({ name, type }, index) => ({ name, type, sql: `${sqlName}."c${index + 1}"` }));
  return { sql: `(${bound.sql}) AS ${sqlName}`, source: { alias, columns } };
}

function rename(bound: BoundQuery, names: readonly string[], { offset }: Query): BoundQuery {
  if (names.length === 0) return bound;
  if (names.length !== bound.columns.length) throw new SqlError('ORA-32038: number of WITH clause column names does not match number of elements in select list', offset);
  return { ...bound, columns: bound.columns.map((column, index) => ({ ...column, name: names[index] ?? column.name })) };
}
