import { SqlError } from './sql-error.ts';
import type { Condition, Expression } from './syntax-tree.ts';

/** Takes `rownum <= n` (also `< n`, `= 1`) out of a WHERE clause. @throws {SqlError} ORA-00976 for any other use of ROWNUM there */
export function splitRowLimit(where: Condition | undefined): { readonly rest: Condition | undefined; readonly limit: number | undefined } {
  if (where === undefined) return { rest: undefined, limit: undefined };
  if (where.kind === 'and') {
    const left = splitRowLimit(where.left);
    const right = splitRowLimit(where.right);
    const limit = left.limit === undefined || right.limit === undefined ? (left.limit ?? right.limit) : Math.min(left.limit, right.limit);
    if (left.rest === undefined || right.rest === undefined) return { rest: left.rest ?? right.rest, limit };
    return { rest: { ...where, left: left.rest, right: right.rest }, limit };
  }
  const limit = limitOf(where);
  return limit === undefined ? { rest: where, limit } : { rest: undefined, limit };
}

function limitOf(condition: Condition): number | undefined {
  if (condition.kind !== 'compare' || !isRowNumber(condition.left)) return undefined;
  const { operator, right } = condition;
  const bound = right.kind === 'literal' && typeof right.value === 'number' ? right.value : undefined;
  if (bound !== undefined && operator === '<=') return Math.floor(bound);
  if (bound !== undefined && operator === '<') return Math.ceil(bound) - 1;
  // no row is ever the second without a first
  if (bound !== undefined && operator === '=') return bound === 1 ? 1 : 0;
  throw new SqlError('ORA-00976: Specified pseudocolumn or operator not allowed here.', condition.offset);
}

function isRowNumber(expression: Expression): boolean {
  return expression.kind === 'name' && expression.name === 'ROWNUM' && !expression.quoted;
}
