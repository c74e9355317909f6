import { asNumber, asText, charType, numberType, textWidth } from './bound.ts';
import type { Bound, StatementSettings } from './bound.ts';
import type { OracleFunction } from './oracle-function.ts';

const nothing: Bound = { sql: 'NULL', type: { kind: 'null' } };

/** Functions of text; they run as `ora_...` (text-runtime.ts) because SQLite's own differ from Oracle's. */
export const textFunctions = {
  UPPER: sameWidth('ora_upper', 1),
  LOWER: sameWidth('ora_lower', 1),
  INITCAP: sameWidth('ora_initcap', 1),
  TRIM: sameWidth('ora_trim', 1),
  LTRIM: sameWidth('ora_ltrim', 2),
  RTRIM: sameWidth('ora_rtrim', 2),
  TRANSLATE: { arguments: [3, 3], bind: textCall('ora_translate', firstWidth) },
  REPLACE: { arguments: [2, 3], bind: textCall('ora_replace', (args) => Math.max(firstWidth(args), firstWidth(args) * textWidth(args[2] ?? args[0] ?? nothing))) },
  REGEXP_REPLACE: { arguments: [2, 3], bind: textCall('ora_regexp_replace', () => 4000) },
  REGEXP_SUBSTR: { arguments: [2, 2], bind: textCall('ora_regexp_substr', firstWidth) },
  SUBSTR: {
    arguments: [2, 3],
    bind: ([value = nothing, ...numbers], settings) => {
      const [, length] = numbers;
      const written = Number(length?.sql);
      const width = Number.isInteger(written) ? Math.min(written, textWidth(value)) : textWidth(value);
      return { sql: `ora_substr(${[asText(value, settings), ...numbers.map(asNumber)].join(', ')})`, type: charType(width) };
    },
  },
  INSTR: {
    arguments: [2, 4],
    bind: ([value = nothing, searched = nothing, ...numbers], settings) => ({
      sql: `ora_instr(${[asText(value, settings), asText(searched, settings), ...numbers.map(asNumber)].join(', ')})`,
      type: numberType,
    }),
  },
  LENGTH: { arguments: [1, 1], bind: ([value = nothing], settings) => ({ sql: `length(${asText(value, settings)})`, type: numberType }) },
  ASCII: { arguments: [1, 1], bind: ([value = nothing], settings) => ({ sql: `unicode(${asText(value, settings)})`, type: numberType }) },
  CHR: { arguments: [1, 1], bind: ([value = nothing]) => ({ sql: `char(${asNumber(value)})`, type: charType(1) }) },
  CONCAT: {
    arguments: [2, 2],
    bind: (args, settings) => ({
      sql: `nullif(${args.map((arg) => `coalesce(${asText(arg, settings)}, '')`).join(' || ')}, '')`,
      type: charType(args.reduce((width, arg) => width + textWidth(arg), 0)),
    }),
  },
  LPAD: { arguments: [2, 3], bind: pad('ora_lpad') },
  RPAD: { arguments: [2, 3], bind: pad('ora_rpad') },
} satisfies Record<string, OracleFunction>;

function sameWidth(sqliteName: string, most: number): OracleFunction {
  return { arguments: [1, most], bind: textCall(sqliteName, firstWidth) };
}

function firstWidth(args: readonly Bound[]): number {
  return textWidth(args[0] ?? nothing);
}

function textCall(sqliteName: string, width: (args: readonly Bound[]) => number): OracleFunction['bind'] {
  return (args, settings) => ({
    sql: `${sqliteName}(${args.map((arg) => asText(arg, settings)).join(', ')})`,
    type: charType(width(args)),
  });
}

function pad(sqliteName: string): OracleFunction['bind'] {
  return ([value = nothing, width = nothing, filler]: readonly Bound[], settings: StatementSettings) => {
    const texts = [asText(value, settings), asNumber(width), ...(filler === undefined ? [] : [asText(filler, settings)])];
    return { sql: `${sqliteName}(${texts.join(', ')})`, type: charType(Number(width.sql) || 4000) };
  };
}
