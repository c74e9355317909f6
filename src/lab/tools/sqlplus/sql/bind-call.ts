import { asNumber, numberType } from './bound.ts';
import type { Bound } from './bound.ts';
import { dateFunctions } from './date-functions.ts';
import { generalFunctions } from './general-functions.ts';
import type { OracleFunction } from './oracle-function.ts';
import type { Binder, Scope } from './scope.ts';
import { SqlError } from './sql-error.ts';
import type { FunctionCall, OrderItem } from './syntax-tree.ts';
import { textFunctions } from './text-functions.ts';

const functions: ReadonlyMap<string, OracleFunction> = new Map(Object.entries({ ...generalFunctions, ...textFunctions, ...dateFunctions }));
const aggregates = new Set(['COUNT', 'MIN', 'MAX', 'SUM', 'AVG']);
const windowFunctions = new Set(['ROW_NUMBER', 'RANK', 'DENSE_RANK', 'LAG', 'LEAD', 'FIRST_VALUE', 'LAST_VALUE']);

/** Whether a call makes one value of many rows. */
export function isAggregate({ name, window }: FunctionCall): boolean {
  return aggregates.has(name) && window === undefined;
}

export function bindCall(call: FunctionCall, scope: Scope, binder: Binder): Bound {
  if (aggregates.has(call.name)) return bindAggregate(call, scope, binder);
  if (windowFunctions.has(call.name) && call.window !== undefined) return bindWindowFunction(call, scope, binder);
  const known = functions.get(call.name);
  if (known === undefined || call.star || call.distinct) throw new SqlError(`ORA-00904: "${call.name}": invalid identifier`, call.offset);
  checkArity(call, known.arguments);
  const args = call.args.map((arg) => binder.expression(arg, scope));
  return known.bind(args, binder.settings, call.offset);
}

function checkArity({ name, args, offset }: FunctionCall, [least, most]: readonly [number, number]): void {
  if (args.length < least) throw new SqlError(name === 'DECODE' || most !== least ? 'ORA-00938: not enough arguments for function' : 'ORA-00909: invalid number of arguments', offset);
  if (args.length > most) throw new SqlError(most === least ? 'ORA-00909: invalid number of arguments' : 'ORA-00939: too many arguments for function', offset);
}

function bindAggregate(call: FunctionCall, scope: Scope, binder: Binder): Bound {
  const { name, offset } = call;
  if (call.star ? name !== 'COUNT' : call.args.length !== 1) throw new SqlError('ORA-00909: invalid number of arguments', offset);
  const over = call.window === undefined ? '' : overClause(call, scope, binder);
  const [argument] = call.args.map((arg) => binder.expression(arg, scope));
  if (argument === undefined) return { sql: `count(*)${over}`, type: numberType };
  const keyword = call.distinct ? 'distinct ' : '';
  const isNumeric = name === 'SUM' || name === 'AVG';
  const sql = `${name.toLowerCase()}(${keyword}${isNumeric ? asNumber(argument) : argument.sql})${over}`;
  return { sql, type: isNumeric || name === 'COUNT' ? numberType : argument.type };
}

function bindWindowFunction(call: FunctionCall, scope: Scope, binder: Binder): Bound {
  const args = call.args.map((arg) => binder.expression(arg, scope));
  const sql = `${call.name.toLowerCase()}(${args.map((arg) => arg.sql).join(', ')})${overClause(call, scope, binder)}`;
  return { sql, type: args[0]?.type ?? numberType };
}

function overClause({ window }: FunctionCall, scope: Scope, binder: Binder): string {
  if (window === undefined) return '';
  const partition = window.partitionBy.map((expression) => binder.expression(expression, scope).sql).join(', ');
  const order = window.orderBy.map((item) => bindOrderItem(item, binder.expression(item.expression, scope).sql)).join(', ');
  return ` over (${partition === '' ? '' : `partition by ${partition} `}${order === '' ? '' : `order by ${order}`})`;
}

export function bindOrderItem({ descending, nullsFirst }: OrderItem, sql: string): string {
  return `${sql}${descending ? ' desc' : ''} nulls ${nullsFirst ? 'first' : 'last'}`;
}
