import { asText, asType, fits, literalText, typeName } from './bound.ts';
import type { Bound, SqlType } from './bound.ts';
import type { Binder, Scope } from './scope.ts';
import { SqlError } from './sql-error.ts';
import type { Condition, Expression } from './syntax-tree.ts';

/** The SQLite text of a condition. */
export function bindCondition(condition: Condition, scope: Scope, binder: Binder): string {
  const text = (expression: Expression): string => asText(binder.expression(expression, scope), binder.settings);
  switch (condition.kind) {
    case 'and': case 'or':
      return `(${binder.condition(condition.left, scope)} ${condition.kind} ${binder.condition(condition.right, scope)})`;
    case 'not': return `(not ${binder.condition(condition.operand, scope)})`;
    case 'compare': {
      const [left = '', right = ''] = comparable([condition.left, condition.right], scope, binder);
      return `(${left} ${condition.operator} ${right})`;
    }
    case 'null': return `(${binder.expression(condition.operand, scope).sql} is null)`;
    case 'like':
      return `ora_like(${text(condition.operand)}, ${text(condition.pattern)}, ${condition.escape === undefined ? literalText('') : text(condition.escape)})`;
    case 'between': {
      const [operand = '', low = '', high = ''] = comparable([condition.operand, condition.low, condition.high], scope, binder);
      return `(${operand} between ${low} and ${high})`;
    }
    case 'in-list': {
      const [operand = '', ...list] = comparable([condition.operand, ...condition.list], scope, binder);
      return `(${operand} in (${list.join(', ')}))`;
    }
    case 'in-query': return bindInQuery(condition, scope, binder);
    case 'exists': return `exists (${binder.query(condition.query, scope).sql})`;
    default: return `ora_regexp_like(${condition.args.map(text).join(', ')})`;
  }
}

/** Operands of one comparison, brought to one type: text gives way to numbers and dates. */
function comparable(operands: readonly Expression[], scope: Scope, binder: Binder): string[] {
  const bound = operands.map((operand) => binder.expression(operand, scope));
  const type = comparisonType(bound);
  return bound.map((operand, index) => {
    if (!fits(operand, type)) {
      const offset = operands[index]?.offset;
      throw new SqlError(`ORA-00932: inconsistent datatypes: expected ${typeName(type)} got ${typeName(operand.type)}`, offset);
    }
    return asType(operand, type, binder.settings);
  });
}

function comparisonType(bound: readonly Bound[]): SqlType {
  const strong = bound.find(({ type }) => type.kind !== 'null' && type.kind !== 'char');
  return strong?.type.kind === 'timestamp' ? { kind: 'date' } : (strong?.type ?? { kind: 'char', width: 0 });
}

function bindInQuery(condition: Condition & { kind: 'in-query' }, scope: Scope, binder: Binder): string {
  const operand = binder.expression(condition.operand, scope);
  const query = binder.query(condition.query, scope);
  const [column, ...others] = query.columns;
  if (column === undefined || others.length > 0) throw new SqlError('ORA-00913: too many values', condition.query.offset);
  const inner: Bound = { sql: '"c1"', type: column.type };
  const type = comparisonType([operand, inner]);
  if (!fits(operand, type) || !fits(inner, type)) {
    throw new SqlError(`ORA-00932: inconsistent datatypes: expected ${typeName(operand.type)} got ${typeName(column.type)}`, condition.query.offset);
  }
  return `(${asType(operand, type, binder.settings)} in (SELECT ${asType(inner, type, binder.settings)} FROM (${query.sql})))`;
}
