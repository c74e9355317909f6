import { commonType } from './common-type.ts';
import { asNumber, asText, asType, charType, literalText, numberType } from './bound.ts';
import type { Bound, StatementSettings } from './bound.ts';
import type { OracleFunction } from './oracle-function.ts';
import { SqlError } from './sql-error.ts';

const missing: Bound = { sql: 'NULL', type: { kind: 'null' } };

/** Functions of numbers, of NULLs and of the session. */
export const generalFunctions = {
  NVL: { arguments: [2, 2], bind: bindNvl },
  COALESCE: { arguments: [2, 255], bind: bindNvl },
  NVL2: {
    arguments: [3, 3],
    bind: ([tested = missing, present = missing, absent = missing], settings) => {
      const type = commonType([present, absent]);
      return { sql: `(CASE WHEN ${tested.sql} IS NOT NULL THEN ${present.sql} ELSE ${asType(absent, type, settings)} END)`, type };
    },
  },
  NULLIF: { arguments: [2, 2], bind: ([first = missing, second = missing], settings) => ({ sql: `nullif(${first.sql}, ${asType(second, first.type, settings)})`, type: first.type }) },
  DECODE: { arguments: [3, 255], bind: bindDecode },
  GREATEST: { arguments: [1, 255], bind: (args, settings) => extreme('max', args, settings) },
  LEAST: { arguments: [1, 255], bind: (args, settings) => extreme('min', args, settings) },
  ABS: numeric('abs', 1),
  CEIL: numeric('ora_ceil', 1),
  FLOOR: numeric('ora_floor', 1),
  SIGN: numeric('ora_sign', 1),
  MOD: numeric('ora_mod', 2),
  POWER: numeric('ora_power', 2),
  TO_NUMBER: { arguments: [1, 1], bind: ([value = missing]) => ({ sql: asNumber(value), type: numberType }) },
  SYS_CONTEXT: { arguments: [2, 2], bind: bindSysContext },
} satisfies Record<string, OracleFunction>;

function numeric(sqliteName: string, count: number): OracleFunction {
  return { arguments: [count, count], bind: (args) => ({ sql: `${sqliteName}(${args.map(asNumber).join(', ')})`, type: numberType }) };
}

/** The later values take the type of the first: NVL(number, 'none') is an invalid number as soon as it is needed. */
function bindNvl(args: readonly Bound[], settings: StatementSettings): Bound {
  const type = commonType(args);
  return { sql: `coalesce(${args.map((arg) => asType(arg, type, settings)).join(', ')})`, type };
}

/** NULL equals NULL in DECODE, and all results take the type of the first. */
function bindDecode(args: readonly Bound[], settings: StatementSettings): Bound {
  const [subject = missing, ...rest] = args;
  const pairs = Math.floor(rest.length / 2);
  const results = rest.filter((_, index) => index % 2 === 1 || index === pairs * 2);
  const type = commonType(results);
  const searchType = commonType([rest[0] ?? missing, subject]);
  const branches = Array.from({ length: pairs }, (_, pair) => {
    const search = asType(rest[pair * 2] ?? missing, searchType, settings);
    return `WHEN ${asType(subject, searchType, settings)} IS ${search} THEN ${asType(rest[pair * 2 + 1] ?? missing, type, settings)}`;
  });
  const otherwise = rest.length % 2 === 1 ? asType(rest.at(-1) ?? missing, type, settings) : 'NULL';
  return { sql: `(CASE ${branches.join(' ')} ELSE ${otherwise} END)`, type };
}

function extreme(sqliteName: 'min' | 'max', args: readonly Bound[], settings: StatementSettings): Bound {
  const type = commonType(args);
  const values = args.map((arg) => asType(arg, type, settings));
  return { sql: values.length === 1 ? (values[0] ?? 'NULL') : `${sqliteName}(${values.join(', ')})`, type };
}

function bindSysContext(args: readonly Bound[], settings: StatementSettings, offset: number): Bound {
  const [space, name] = args.map((arg) => /^'(.*)'$/.exec(asText(arg, settings))?.[1]?.toUpperCase());
  if (space !== 'USERENV' || name === undefined) throw new SqlError('ORA-02003: invalid USERENV parameter', offset);
  const value = settings.userenv[name];
  if (value === undefined) throw new SqlError('ORA-02003: invalid USERENV parameter', offset);
  return { sql: value === '' ? 'NULL' : literalText(value), type: charType(256) };
}
