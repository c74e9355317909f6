import { isAggregate } from './bind-call.ts';
import { SqlError } from './sql-error.ts';
import type { Condition, Expression, Select } from './syntax-tree.ts';

const withoutParentheses = new Set(['SYSDATE', 'SYSTIMESTAMP', 'CURRENT_DATE', 'CURRENT_TIMESTAMP', 'USER', 'SESSIONTIMEZONE', 'DBTIMEZONE']);

export function containsAggregate(expression: Expression): boolean {
  if (expression.kind === 'call' && isAggregate(expression)) return true;
  return partsOf(expression).some(containsAggregate);
}

/**
 * SQLite would pick any row's value for a column that is not grouped; Oracle refuses.
 * @throws {SqlError} ORA-00937 without GROUP BY, ORA-00979 with one
 */
export function checkGrouping(
  { select, orderBy }: { readonly select: Select; readonly orderBy: readonly Expression[] },
  groupBy: readonly string[],
  sqlOf: (expression: Expression) => string,
): void {
  const message = groupBy.length === 0 ? 'ORA-00937: not a single-group group function' : 'ORA-00979: not a GROUP BY expression';
  const check = (expression: Expression): void => {
    if (expression.kind === 'call' && isAggregate(expression)) return;
    if (expression.kind === 'literal' || expression.kind === 'subquery') return;
    if (expression.kind === 'name' && withoutParentheses.has(expression.name)) return;
    if (groupBy.includes(sqlOf(expression))) return;
    if (expression.kind === 'name') throw new SqlError(message, expression.offset);
    partsOf(expression).forEach(check);
  };
  for (const item of select.items) {
    if (item.kind === 'all') throw new SqlError(message, item.offset);
    check(item.expression);
  }
  if (select.having !== undefined) operandsOf(select.having).forEach(check);
  orderBy.forEach(check);
}

/** @throws {SqlError} ORA-00934 for an aggregate where rows are still chosen */
export function refuseAggregates(condition: Condition): void {
  const found = operandsOf(condition).find(containsAggregate);
  if (found !== undefined) throw new SqlError('ORA-00934: group function is not allowed here', found.offset);
}

function partsOf(expression: Expression): readonly Expression[] {
  switch (expression.kind) {
    case 'call': return expression.args;
    case 'arithmetic': return [expression.left, expression.right];
    case 'negation': case 'cast': return [expression.operand];
    case 'concatenation': return expression.parts;
    case 'case': {
      const branches = expression.branches.flatMap(({ when, value }) => [...operandsOf(when), value]);
      return expression.otherwise === undefined ? branches : [...branches, expression.otherwise];
    }
    default: return [];
  }
}

function operandsOf(condition: Condition): readonly Expression[] {
  switch (condition.kind) {
    case 'and': case 'or': return [...operandsOf(condition.left), ...operandsOf(condition.right)];
    case 'not': return operandsOf(condition.operand);
    case 'compare': return [condition.left, condition.right];
    case 'null': case 'in-query': return [condition.operand];
    case 'like': return [condition.operand, condition.pattern];
    case 'between': return [condition.operand, condition.low, condition.high];
    case 'in-list': return [condition.operand, ...condition.list];
    case 'regexp-like': return condition.args;
    default: return [];
  }
}
