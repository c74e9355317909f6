import type { Grammar } from './grammar.ts';
import { SqlError } from './sql-error.ts';
import type { Comparison, Condition, Expression } from './syntax-tree.ts';

const missingParenthesis = 'ORA-00907: missing right parenthesis';
const comparisons: Readonly<Record<string, Comparison>> = {
  '=': '=', '<>': '<>', '!=': '<>', '^=': '<>', '<': '<', '>': '>', '<=': '<=', '>=': '>=',
};

/** condition: OR binds weaker than AND, AND weaker than NOT. */
export function parseCondition(cursor: Grammar): Condition {
  let left = parseConjunction(cursor);
  while (cursor.tryWords('OR')) left = { kind: 'or', left, right: parseConjunction(cursor), offset: left.offset };
  return left;
}

function parseConjunction(cursor: Grammar): Condition {
  let left = parseNegatable(cursor);
  while (cursor.tryWords('AND')) left = { kind: 'and', left, right: parseNegatable(cursor), offset: left.offset };
  return left;
}

function parseNegatable(cursor: Grammar): Condition {
  const { offset } = cursor;
  if (cursor.tryWords('NOT')) return { kind: 'not', operand: parseNegatable(cursor), offset };
  if (cursor.tryWords('EXISTS')) {
    cursor.expectSymbol('(', 'ORA-00906: missing left parenthesis');
    const query = cursor.query();
    cursor.expectSymbol(')', missingParenthesis);
    return { kind: 'exists', query, offset };
  }
  if (cursor.atWord('REGEXP_LIKE')) return parseRegexpLike(cursor);
  if (cursor.atSymbol('(')) return parseParenthesised(cursor);
  return parseComparison(cursor);
}

/** `(` opens either a condition or the first operand of a comparison; only reading on tells which. */
function parseParenthesised(cursor: Grammar): Condition {
  const start = cursor.position;
  try {
    cursor.take();
    const inner = parseCondition(cursor);
    cursor.expectSymbol(')', missingParenthesis);
    if (!cursor.atSymbol('+', '-', '*', '/', '||', ...Object.keys(comparisons))) return inner;
  } catch (error) {
    if (!(error instanceof SqlError)) throw error;
  }
  cursor.position = start;
  return parseComparison(cursor);
}

function parseRegexpLike(cursor: Grammar): Condition {
  const { offset } = cursor;
  const call = cursor.expression();
  if (call.kind !== 'call') throw new SqlError('ORA-00920: invalid relational operator', offset);
  return { kind: 'regexp-like', args: call.args, offset };
}

function parseComparison(cursor: Grammar): Condition {
  const { offset } = cursor;
  const operand = cursor.expression();
  const symbol = cursor.peek();
  const operator = symbol.kind === 'symbol' ? comparisons[symbol.text] : undefined;
  if (operator !== undefined) {
    cursor.take();
    return { kind: 'compare', operator, left: operand, right: cursor.expression(), offset };
  }
  if (cursor.tryWords('IS', 'NOT', 'NULL')) return negate({ kind: 'null', operand, offset });
  if (cursor.tryWords('IS', 'NULL')) return { kind: 'null', operand, offset };
  if (cursor.atWord('IS')) throw new SqlError('ORA-00908: missing NULL keyword', cursor.peek(1).offset);
  const negated = cursor.tryWords('NOT');
  const condition = parseWordComparison(cursor, operand);
  return negated ? negate(condition) : condition;
}

function parseWordComparison(cursor: Grammar, operand: Expression): Condition {
  const { offset } = operand;
  if (cursor.tryWords('LIKE')) {
    const pattern = cursor.expression();
    const escape = cursor.tryWords('ESCAPE') ? cursor.expression() : undefined;
    return { kind: 'like', operand, pattern, escape, offset };
  }
  if (cursor.tryWords('BETWEEN')) {
    const low = cursor.expression();
    cursor.expectWord('AND', 'ORA-00905: missing keyword');
    return { kind: 'between', operand, low, high: cursor.expression(), offset };
  }
  if (cursor.tryWords('IN')) return parseIn(cursor, operand);
  throw new SqlError('ORA-00920: invalid relational operator', cursor.offset);
}

function parseIn(cursor: Grammar, operand: Expression): Condition {
  const { offset } = operand;
  if (!cursor.trySymbol('(')) throw new SqlError('ORA-00906: missing left parenthesis', cursor.offset);
  if (cursor.atWord('SELECT', 'WITH')) {
    const query = cursor.query();
    cursor.expectSymbol(')', missingParenthesis);
    return { kind: 'in-query', operand, query, offset };
  }
  const list: Expression[] = [];
  do list.push(cursor.expression());
  while (cursor.trySymbol(','));
  cursor.expectSymbol(')', missingParenthesis);
  return { kind: 'in-list', operand, list, offset };
}

function negate(operand: Condition): Condition {
  return { kind: 'not', operand, offset: operand.offset };
}
