import { asDate, asNumber, asText, charType, dateType, literalText, numberType, textWidth } from './bound.ts';
import type { Bound, StatementSettings } from './bound.ts';
import { dateModelWidth } from './date-model.ts';
import type { OracleFunction } from './oracle-function.ts';
import { SqlError } from './sql-error.ts';

const missing: Bound = { sql: 'NULL', type: { kind: 'null' } };

/** Conversions by format model, and the calendar. */
export const dateFunctions = {
  TO_CHAR: { arguments: [1, 2], bind: bindToChar },
  TO_DATE: { arguments: [1, 2], bind: bindToDate },
  TRUNC: { arguments: [1, 2], bind: (args, settings) => bindRounding('trunc', args, settings) },
  ROUND: { arguments: [1, 2], bind: (args, settings) => bindRounding('round', args, settings) },
  ADD_MONTHS: {
    arguments: [2, 2],
    bind: ([day = missing, months = missing], settings) => ({ sql: `ora_add_months(${asDate(day, settings)}, ${asNumber(months)})`, type: dateType }),
  },
  LAST_DAY: { arguments: [1, 1], bind: ([day = missing], settings) => ({ sql: `ora_last_day(${asDate(day, settings)})`, type: dateType }) },
  NUMTODSINTERVAL: { arguments: [2, 2], bind: bindInterval },
} satisfies Record<string, OracleFunction>;

function bindToChar([value = missing, model]: readonly Bound[], settings: StatementSettings): Bound {
  if (model === undefined) return { sql: asText(value, settings), type: charType(textWidth(value)) };
  const modelSql = asText(model, settings);
  const written = /^'(.*)'$/.exec(modelSql)?.[1];
  if (value.type.kind === 'number' || value.type.kind === 'null') {
    return { sql: `ora_format_number(${value.sql}, ${modelSql})`, type: charType(written === undefined ? 64 : written.length + 1) };
  }
  if (value.type.kind === 'char') return { sql: `ora_format_number(${asNumber(value)}, ${modelSql})`, type: charType(64) };
  return { sql: `ora_date_text(${value.sql}, ${modelSql})`, type: charType(written === undefined ? 75 : dateModelWidth(written.replaceAll("''", "'"))) };
}

function bindToDate([value = missing, model]: readonly Bound[], settings: StatementSettings): Bound {
  const modelSql = model === undefined ? literalText(settings.nlsDateFormat) : asText(model, settings);
  return { sql: `ora_parse_date(${asText(value, settings)}, ${modelSql}, ${literalText(settings.now)})`, type: dateType };
}

function bindRounding(name: 'trunc' | 'round', [value = missing, unit]: readonly Bound[], settings: StatementSettings): Bound {
  if (value.type.kind === 'date' || value.type.kind === 'timestamp') {
    return { sql: `ora_${name}_date(${asDate(value, settings)}, ${unit === undefined ? "'DD'" : asText(unit, settings)})`, type: dateType };
  }
  return { sql: `ora_${name}(${asNumber(value)}, ${unit === undefined ? '0' : asNumber(unit)})`, type: numberType };
}

/** An interval is only ever added to a date here, so a number of days stands for it. */
function bindInterval([amount = missing, unit = missing]: readonly Bound[], settings: StatementSettings, offset: number): Bound {
  const parts: Readonly<Record<string, number>> = { "'DAY'": 1, "'HOUR'": 24, "'MINUTE'": 1440, "'SECOND'": 86_400 };
  const part = parts[asText(unit, settings).toUpperCase()];
  if (part === undefined) throw new SqlError('ORA-01760: illegal argument for function', offset);
  return { sql: `ora_divide(${asNumber(amount)}, ${part})`, type: numberType };
}
