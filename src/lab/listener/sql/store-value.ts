import { OracleError } from '#lab/oracle/oracle-error.ts';
import type { StoredValue } from './catalog-file.ts';
import type { TableColumn } from './table-definition.ts';

/**
 * A value as its column keeps it. `table` is the table's name with its owner, quoted.
 * @throws {OracleError} ORA-01400, ORA-01438, ORA-12899
 */
export function storeValue(value: StoredValue, { name, type, isNullable }: TableColumn, table: string): StoredValue {
  const place = `${table}."${name}"`;
  if (value === null) {
    if (!isNullable) throw new OracleError(`ORA-01400: cannot insert NULL into (${place})`);
    return null;
  }
  switch (type.kind) {
    case 'varchar2': return checkedText(String(value), type, place);
    case 'number': return checkedNumber(Number(value), type);
    case 'date': return String(value).slice(0, 19);
    case 'timestamp': return `${String(value).slice(0, 19)}.${(/\.(\d+)/.exec(String(value))?.[1] ?? '').padEnd(6, '0')}`;
    default: return value;
  }
}

function checkedText(text: string, { size, unit }: { readonly size: number; readonly unit: 'byte' | 'char' }, place: string): string {
  const actual = unit === 'byte' ? Buffer.byteLength(text) : Array.from(text).length;
  if (actual > size) throw new OracleError(`ORA-12899: value too large for column ${place} (actual: ${actual}, maximum: ${size})`);
  return text;
}

function checkedNumber(value: number, { precision, scale = 0 }: { readonly precision?: number; readonly scale?: number }): number {
  if (precision === undefined) return value;
  const rounded = Number(`${Math.sign(value) * Math.round(Number(`${Math.abs(value)}e${scale}`))}e-${scale}`);
  if (Math.abs(rounded) >= 10 ** (precision - scale)) throw new OracleError('ORA-01438: value larger than specified precision allowed for this column');
  return rounded;
}
