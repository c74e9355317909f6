import type { Grammar } from './grammar.ts';
import { isReserved } from './reserved-words.ts';
import { SqlError } from './sql-error.ts';
import type { CaseExpression, Cast, Condition, Expression, FunctionCall, Window } from './syntax-tree.ts';

const missingExpression = 'ORA-00936: missing expression';
const missingParenthesis = 'ORA-00907: missing right parenthesis';

/** expression: terms joined by `+`, `-` and `||`, which share one precedence in Oracle. */
export function parseExpression(cursor: Grammar): Expression {
  let left = parseTerm(cursor);
  while (cursor.atSymbol('+', '-', '||')) {
    const operator = cursor.take().text;
    const right = parseTerm(cursor);
    left = join(left, operator, right);
  }
  return left;
}

function join(left: Expression, operator: string, right: Expression): Expression {
  if (operator !== '||') return { kind: 'arithmetic', operator: operator as '+' | '-', left, right, offset: left.offset };
  const parts = left.kind === 'concatenation' ? [...left.parts, right] : [left, right];
  return { kind: 'concatenation', parts, offset: left.offset };
}

function parseTerm(cursor: Grammar): Expression {
  let left = parseFactor(cursor);
  while (cursor.atSymbol('*', '/')) {
    const operator = cursor.take().text as '*' | '/';
    left = { kind: 'arithmetic', operator, left, right: parseFactor(cursor), offset: left.offset };
  }
  return left;
}

function parseFactor(cursor: Grammar): Expression {
  const { offset } = cursor;
  if (cursor.trySymbol('+')) return parseFactor(cursor);
  if (cursor.trySymbol('-')) return { kind: 'negation', operand: parseFactor(cursor), offset };
  return parsePrimary(cursor);
}

function parsePrimary(cursor: Grammar): Expression {
  const token = cursor.peek();
  const { offset } = token;
  if (token.kind === 'number') return { kind: 'literal', value: Number(cursor.take().text), as: 'plain', offset };
  if (token.kind === 'string') return { kind: 'literal', value: cursor.take().text || null, as: 'plain', offset };
  if (cursor.atSymbol('(')) return parseParenthesised(cursor);
  if (token.kind === 'quoted') return parseName(cursor);
  if (token.kind !== 'word' || isReserved(token.text)) throw new SqlError(missingExpression, offset);
  if (cursor.tryWords('NULL')) return { kind: 'literal', value: null, as: 'plain', offset };
  if (cursor.atWord('CASE')) return parseCase(cursor);
  if (cursor.atWord('CAST') && cursor.peek(1).text === '(') return parseCast(cursor);
  if (cursor.atWord('DATE') && cursor.peek(1).kind === 'string') {
    cursor.take();
    return { kind: 'literal', value: cursor.take().text, as: 'date', offset };
  }
  if (cursor.peek(1).kind === 'symbol' && cursor.peek(1).text === '(') return parseCall(cursor);
  return parseName(cursor);
}

function parseParenthesised(cursor: Grammar): Expression {
  const { offset } = cursor;
  cursor.take();
  if (cursor.atWord('SELECT', 'WITH')) {
    const query = cursor.query();
    cursor.expectSymbol(')', missingParenthesis);
    return { kind: 'subquery', query, offset };
  }
  const inner = parseExpression(cursor);
  cursor.expectSymbol(')', missingParenthesis);
  return inner;
}

function parseName(cursor: Grammar): Expression {
  const { offset } = cursor;
  const names = [cursor.take()];
  while (names.length < 3 && cursor.atSymbol('.')) {
    cursor.take();
    if (cursor.peek().kind !== 'word' && cursor.peek().kind !== 'quoted') throw new SqlError('ORA-01747: invalid user.table.column, table.column, or column specification', cursor.offset);
    names.push(cursor.take());
  }
  const [last] = names.slice(-1);
  const qualifier = names.at(-2)?.text;
  return { kind: 'name', qualifier, name: last?.text ?? '', quoted: last?.kind === 'quoted', offset };
}

function parseCall(cursor: Grammar): FunctionCall {
  const { offset } = cursor;
  const name = cursor.take().text;
  cursor.take();
  const distinct = cursor.tryWords('DISTINCT') || cursor.tryWords('UNIQUE');
  const star = cursor.trySymbol('*');
  const args: Expression[] = [];
  if (!star && !cursor.atSymbol(')')) {
    do args.push(parseExpression(cursor));
    while (cursor.trySymbol(','));
  }
  cursor.expectSymbol(')', missingParenthesis);
  const window = cursor.tryWords('OVER') ? parseWindow(cursor) : undefined;
  return { kind: 'call', name, args, star, distinct, window, offset };
}

function parseWindow(cursor: Grammar): Window {
  cursor.expectSymbol('(', 'ORA-30484: missing window specification for this function');
  const partitionBy: Expression[] = [];
  if (cursor.tryWords('PARTITION', 'BY')) {
    do partitionBy.push(parseExpression(cursor));
    while (cursor.trySymbol(','));
  }
  const orderBy = cursor.tryWords('ORDER', 'BY') ? cursor.orderItems() : [];
  cursor.expectSymbol(')', missingParenthesis);
  return { partitionBy, orderBy };
}

function parseCase(cursor: Grammar): CaseExpression {
  const { offset } = cursor;
  cursor.take();
  const operand = cursor.atWord('WHEN') ? undefined : parseExpression(cursor);
  const branches: { when: Condition; value: Expression }[] = [];
  while (cursor.tryWords('WHEN')) {
    const when = operand === undefined ? cursor.condition() : equals(operand, parseExpression(cursor));
    cursor.expectWord('THEN', 'ORA-00905: missing keyword');
    branches.push({ when, value: parseExpression(cursor) });
  }
  const otherwise = cursor.tryWords('ELSE') ? parseExpression(cursor) : undefined;
  if (branches.length === 0 || !cursor.tryWords('END')) throw new SqlError('ORA-00905: missing keyword', cursor.offset);
  return { kind: 'case', branches, otherwise, offset };
}

function equals(left: Expression, right: Expression): Condition {
  return { kind: 'compare', operator: '=', left, right, offset: left.offset };
}

function parseCast(cursor: Grammar): Cast {
  const { offset } = cursor;
  cursor.take();
  cursor.take();
  const operand = parseExpression(cursor);
  cursor.expectWord('AS', 'ORA-00905: missing keyword');
  const typeName = cursor.expectName('ORA-00902: invalid datatype');
  const width = cursor.trySymbol('(') ? Number(cursor.take().text) : undefined;
  if (width !== undefined) {
    while (!cursor.atSymbol(')') && !cursor.atEnd) cursor.take();
    cursor.expectSymbol(')', missingParenthesis);
  }
  cursor.expectSymbol(')', missingParenthesis);
  return { kind: 'cast', operand, typeName, width, offset };
}
