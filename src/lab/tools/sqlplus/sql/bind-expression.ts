import { asDate, asNumber, asText, asType, charType, dateType, fits, literalText, numberType, textWidth, typeName } from './bound.ts';
import type { Bound, SqlType } from './bound.ts';
import { bindCall } from './bind-call.ts';
import { commonType } from './common-type.ts';
import { findColumn, invalidIdentifier } from './scope.ts';
import type { Binder, Scope } from './scope.ts';
import { SqlError } from './sql-error.ts';
import type { Arithmetic, CaseExpression, Cast, Expression, Literal, NameReference, ScalarSubquery } from './syntax-tree.ts';

/** Gives an expression its Oracle type and its SQLite text. */
export function bindExpression(expression: Expression, scope: Scope, binder: Binder): Bound {
  switch (expression.kind) {
    case 'literal': return bindLiteral(expression);
    case 'name': return bindName(expression, scope, binder);
    case 'call': return bindCall(expression, scope, binder);
    case 'arithmetic': return bindArithmetic(expression, scope, binder);
    case 'negation': return { sql: `(- ${asNumber(binder.expression(expression.operand, scope))})`, type: numberType };
    case 'concatenation': return bindConcatenation(expression.parts, scope, binder);
    case 'case': return bindCase(expression, scope, binder);
    case 'cast': return bindCast(expression, scope, binder);
    default: return bindSubquery(expression, binder, scope);
  }
}

function bindLiteral({ value, as, offset }: Literal): Bound {
  if (value === null) return { sql: 'NULL', type: { kind: 'null' } };
  if (typeof value === 'number') return { sql: String(value), type: numberType };
  if (as === 'plain') return { sql: literalText(value), type: charType(value.length) };
  if (!/^\d{4}-\d\d-\d\d$/.test(value)) throw new SqlError('ORA-01861: literal does not match format string', offset);
  return { sql: literalText(`${value} 00:00:00`), type: dateType };
}

function bindName(reference: NameReference, scope: Scope, { settings }: Binder): Bound {
  const column = findColumn(reference, scope);
  if (column !== undefined) return { sql: column.sql, type: column.type };
  const pseudo = reference.quoted || reference.qualifier !== undefined ? undefined : reference.name;
  switch (pseudo) {
    case 'SYSDATE': case 'CURRENT_DATE': return { sql: literalText(settings.now), type: dateType };
    case 'SYSTIMESTAMP': case 'CURRENT_TIMESTAMP': return { sql: literalText(settings.systimestamp), type: { kind: 'timestamp' } };
    case 'USER': return { sql: literalText(settings.user), type: charType(128) };
    case 'SESSIONTIMEZONE': return { sql: literalText(settings.systimestamp.slice(-6)), type: charType(75) };
    case 'DBTIMEZONE': return { sql: "'+00:00'", type: charType(6) };
    case 'ROWNUM': return { sql: 'row_number() over ()', type: numberType };
    default: throw invalidIdentifier(reference);
  }
}

function bindArithmetic(expression: Arithmetic, scope: Scope, binder: Binder): Bound {
  const left = binder.expression(expression.left, scope);
  const right = binder.expression(expression.right, scope);
  const { operator, offset } = expression;
  const leftIsDate = isDate(left.type);
  const rightIsDate = isDate(right.type);
  if (!leftIsDate && !rightIsDate) {
    const [a, b] = [asNumber(left), asNumber(right)];
    return { sql: operator === '/' ? `ora_divide(${a}, ${b})` : `(${a} ${operator} ${b})`, type: numberType };
  }
  if (leftIsDate && rightIsDate) {
    if (operator !== '-') throw new SqlError('ORA-00975: date + date not allowed', offset);
    return { sql: `ora_days_between(${asDate(left, binder.settings)}, ${asDate(right, binder.settings)})`, type: numberType };
  }
  if (operator === '*' || operator === '/' || (operator === '-' && rightIsDate)) {
    throw new SqlError(`ORA-00932: inconsistent datatypes: expected NUMBER got ${typeName(leftIsDate ? left.type : right.type)}`, offset);
  }
  const [day, days] = leftIsDate ? [left, right] : [right, left];
  return { sql: `ora_add_days(${asDate(day, binder.settings)}, ${operator === '-' ? '- ' : ''}(${asNumber(days)}))`, type: dateType };
}

function isDate({ kind }: SqlType): boolean {
  return kind === 'date' || kind === 'timestamp';
}

/** `||` takes NULL for an empty text, and an empty text is NULL. */
function bindConcatenation(parts: readonly Expression[], scope: Scope, binder: Binder): Bound {
  const bound = parts.map((part) => binder.expression(part, scope));
  const joined = bound.map((part) => `coalesce(${asText(part, binder.settings)}, '')`).join(' || ');
  return { sql: `nullif(${joined}, '')`, type: charType(bound.reduce((width, part) => width + textWidth(part), 0)) };
}

function bindCase(expression: CaseExpression, scope: Scope, binder: Binder): Bound {
  const values = expression.branches.map(({ value }) => binder.expression(value, scope));
  if (expression.otherwise !== undefined) values.push(binder.expression(expression.otherwise, scope));
  const type = commonType(values);
  values.forEach((value) => {
    const differs = value.type.kind !== 'null' && (value.type.kind === 'char') !== (type.kind === 'char');
    if (differs || !fits(value, type)) {
      throw new SqlError(`ORA-00932: inconsistent datatypes: expected ${typeName(type)} got ${typeName(value.type)}`, expression.offset);
    }
  });
  const branches = expression.branches.map(({ when }, index) => `WHEN ${binder.condition(when, scope)} THEN ${values[index]?.sql ?? 'NULL'}`);
  const otherwise = expression.otherwise === undefined ? '' : ` ELSE ${values.at(-1)?.sql ?? 'NULL'}`;
  return { sql: `(CASE ${branches.join(' ')}${otherwise} END)`, type };
}

function bindCast({ operand, typeName: name, width, offset }: Cast, scope: Scope, binder: Binder): Bound {
  const { settings } = binder;
  const bound = binder.expression(operand, scope);
  if (name === 'NUMBER' || name === 'INTEGER') return { sql: asNumber(bound), type: numberType };
  if (name === 'DATE') return { sql: asDate(bound, settings), type: dateType };
  if (name === 'VARCHAR2' || name === 'CHAR') {
    const type = charType(width ?? 1);
    return { sql: `substr(${asType(bound, type, settings)}, 1, ${width ?? 1})`, type };
  }
  throw new SqlError('ORA-00902: invalid datatype', offset);
}

function bindSubquery({ query, offset }: ScalarSubquery, binder: Binder, scope: Scope): Bound {
  const bound = binder.query(query, scope);
  const [column, ...others] = bound.columns;
  if (column === undefined || others.length > 0) throw new SqlError('ORA-00913: too many values', offset);
  if (bound.singleRow) return { sql: `(${bound.sql})`, type: column.type };
  return { sql: `(SELECT ora_single(count(*), max("c1")) FROM (SELECT "c1" FROM (${bound.sql}) LIMIT 2))`, type: column.type };
}
