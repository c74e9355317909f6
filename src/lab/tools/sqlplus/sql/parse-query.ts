import type { Grammar } from './grammar.ts';
import { isReserved } from './reserved-words.ts';
import { SqlError } from './sql-error.ts';
import type { Expression, FromItem, OrderItem, Query, QueryBody, Select, SelectItem, SetOperation, TableReference } from './syntax-tree.ts';

const missingParenthesis = 'ORA-00907: missing right parenthesis';
/** Words after a table that begin something else and so are no alias. */
const afterTable = new Set('INNER LEFT RIGHT FULL CROSS JOIN NATURAL ON USING OFFSET FETCH START MODEL PIVOT UNPIVOT SAMPLE'.split(' '));

/** query: [WITH ...] body [ORDER BY ...] [OFFSET ...] [FETCH ...] */
export function parseQuery(cursor: Grammar): Query {
  const { offset } = cursor;
  const commonTables: Query['commonTables'][number][] = [];
  if (cursor.tryWords('WITH')) {
    do commonTables.push(parseCommonTable(cursor));
    while (cursor.trySymbol(','));
  }
  const body = parseSetOperations(cursor);
  const orderBy = cursor.tryWords('ORDER', 'BY') ? parseOrderItems(cursor) : [];
  return { kind: 'query', commonTables, body, orderBy, rowLimit: parseRowLimit(cursor), offset };
}

function parseCommonTable(cursor: Grammar): Query['commonTables'][number] {
  const name = cursor.expectName('ORA-00903: invalid table name');
  const columns: string[] = [];
  if (cursor.trySymbol('(')) {
    do columns.push(cursor.expectName('ORA-00904: : invalid identifier'));
    while (cursor.trySymbol(','));
    cursor.expectSymbol(')', missingParenthesis);
  }
  cursor.expectWord('AS', 'ORA-00905: missing keyword');
  cursor.expectSymbol('(', 'ORA-00906: missing left parenthesis');
  const query = parseQuery(cursor);
  cursor.expectSymbol(')', missingParenthesis);
  return { name, columns, query };
}

function parseSetOperations(cursor: Grammar): QueryBody {
  let left = parseQueryTerm(cursor);
  for (;;) {
    const { offset } = cursor;
    const operator = takeSetOperator(cursor);
    if (operator === undefined) return left;
    left = { kind: 'set', operator, left, right: parseQueryTerm(cursor), offset };
  }
}

function takeSetOperator(cursor: Grammar): SetOperation['operator'] | undefined {
  if (cursor.tryWords('UNION', 'ALL')) return 'union all';
  if (cursor.tryWords('UNION')) return 'union';
  if (cursor.tryWords('INTERSECT')) return 'intersect';
  return cursor.tryWords('MINUS') ? 'minus' : undefined;
}

function parseQueryTerm(cursor: Grammar): QueryBody {
  if (!cursor.trySymbol('(')) return parseSelect(cursor);
  const query = parseQuery(cursor);
  cursor.expectSymbol(')', missingParenthesis);
  return query;
}

function parseSelect(cursor: Grammar): Select {
  const { offset } = cursor;
  if (!cursor.tryWords('SELECT')) throw new SqlError('ORA-00928: missing SELECT keyword', offset);
  const distinct = cursor.tryWords('DISTINCT') || cursor.tryWords('UNIQUE');
  cursor.tryWords('ALL');
  const items: SelectItem[] = [];
  do items.push(parseSelectItem(cursor));
  while (cursor.trySymbol(','));
  cursor.expectWord('FROM', 'ORA-00923: FROM keyword not found where expected');
  const from = parseFrom(cursor);
  const where = cursor.tryWords('WHERE') ? cursor.condition() : undefined;
  const groupBy = cursor.tryWords('GROUP', 'BY') ? parseList(cursor) : [];
  const having = cursor.tryWords('HAVING') ? cursor.condition() : undefined;
  return { kind: 'select', distinct, items, from, where, groupBy, having, offset };
}

function parseList(cursor: Grammar): Expression[] {
  const list: Expression[] = [];
  do list.push(cursor.expression());
  while (cursor.trySymbol(','));
  return list;
}

function parseSelectItem(cursor: Grammar): SelectItem {
  const { offset } = cursor;
  if (cursor.trySymbol('*')) return { kind: 'all', qualifier: undefined, offset };
  if (cursor.peek(1).text === '.' && cursor.peek(2).text === '*') {
    const qualifier = cursor.take().text;
    cursor.take();
    cursor.take();
    return { kind: 'all', qualifier, offset };
  }
  const expression = cursor.expression();
  const heading = cursor.text.slice(offset, cursor.endOfLast);
  return { kind: 'expression', expression, alias: parseColumnAlias(cursor), heading };
}

function parseColumnAlias(cursor: Grammar): string | undefined {
  if (cursor.tryWords('AS')) {
    const token = cursor.peek();
    if (token.kind === 'word' && isReserved(token.text)) throw new SqlError('ORA-00923: FROM keyword not found where expected', token.offset);
    return cursor.expectName('ORA-00923: FROM keyword not found where expected');
  }
  const token = cursor.peek();
  return token.kind === 'quoted' || (token.kind === 'word' && !isReserved(token.text)) ? cursor.take().text : undefined;
}

function parseFrom(cursor: Grammar): FromItem[] {
  const items: FromItem[] = [{ table: parseTable(cursor), join: 'comma', on: undefined }];
  for (;;) {
    if (cursor.trySymbol(',')) {
      items.push({ table: parseTable(cursor), join: 'comma', on: undefined });
      continue;
    }
    const join = takeJoin(cursor);
    if (join === undefined) return items;
    const table = parseTable(cursor);
    if (join !== 'cross') cursor.expectWord('ON', 'ORA-00905: missing keyword');
    items.push({ table, join, on: join === 'cross' ? undefined : cursor.condition() });
  }
}

function takeJoin(cursor: Grammar): FromItem['join'] | undefined {
  if (cursor.tryWords('JOIN') || cursor.tryWords('INNER', 'JOIN')) return 'inner';
  if (cursor.tryWords('CROSS', 'JOIN')) return 'cross';
  for (const [word, join] of [['LEFT', 'left'], ['RIGHT', 'right'], ['FULL', 'full']] as const) {
    if (cursor.tryWords(word, 'JOIN') || cursor.tryWords(word, 'OUTER', 'JOIN')) return join;
  }
  return undefined;
}

function parseTable(cursor: Grammar): TableReference {
  const { offset } = cursor;
  if (cursor.trySymbol('(')) {
    const query = parseQuery(cursor);
    cursor.expectSymbol(')', missingParenthesis);
    return { kind: 'derived', query, alias: parseTableAlias(cursor), offset };
  }
  if (cursor.peek().kind === 'word' && isReserved(cursor.peek().text)) throw new SqlError('ORA-00903: invalid table name', offset);
  const first = cursor.expectName('ORA-00903: invalid table name');
  const second = cursor.trySymbol('.') ? cursor.expectName('ORA-00903: invalid table name') : undefined;
  const name = second ?? first;
  return { kind: 'table', schema: second === undefined ? undefined : first, name, alias: parseTableAlias(cursor), offset };
}

/** Oracle knows no AS before a table's alias. */
function parseTableAlias(cursor: Grammar): string | undefined {
  const token = cursor.peek();
  const isAlias = token.kind === 'quoted' || (token.kind === 'word' && !isReserved(token.text) && !afterTable.has(token.text));
  return isAlias ? cursor.take().text : undefined;
}

export function parseOrderItems(cursor: Grammar): OrderItem[] {
  const items: OrderItem[] = [];
  do {
    const expression = cursor.expression();
    const descending = cursor.tryWords('DESC');
    if (!descending) cursor.tryWords('ASC');
    // Oracle sorts NULLs as if they were the largest value
    const nullsFirst = cursor.tryWords('NULLS', 'FIRST') || (!cursor.tryWords('NULLS', 'LAST') && descending);
    items.push({ expression, descending, nullsFirst });
  } while (cursor.trySymbol(','));
  return items;
}

/** The row limit of 12.1 and later. */
function parseRowLimit(cursor: Grammar): Query['rowLimit'] {
  const skip = cursor.tryWords('OFFSET') ? takeRowCount(cursor) : undefined;
  if (!cursor.tryWords('FETCH', 'FIRST') && !cursor.tryWords('FETCH', 'NEXT')) return skip === undefined ? undefined : { skip, count: undefined };
  const count = takeRowCount(cursor);
  cursor.expectWord('ONLY', 'ORA-00905: missing keyword');
  return { skip: skip ?? 0, count };
}

function takeRowCount(cursor: Grammar): number {
  const count = cursor.peek().kind === 'number' ? Number(cursor.take().text) : 1;
  if (!cursor.tryWords('ROWS') && !cursor.tryWords('ROW')) throw new SqlError('ORA-00905: missing keyword', cursor.offset);
  return count;
}
