import { ByteWriter } from '../primitives/byte-writer.ts';
import { encodeDate, encodeTimestamp, encodeZonedTimestamp } from '../primitives/oracle-date.ts';
import { encodeNumber } from '../primitives/oracle-number.ts';
import type { StoredValue } from '../sql/catalog-file.ts';
import { typeNumber } from './type-numbers.ts';

const rowHeaderType = 6;
const rowType = 7;
/** What a stream reads at once: a multiple of two bytes per character. */
export const lobChunkSize = 32_768;

/** Rows with their header. `locator` keeps a CLOB and names it. */
export function rowsMessage(rows: readonly (readonly StoredValue[])[], types: readonly number[], locator: (text: string) => Buffer): Buffer {
  const writer = new ByteWriter().u8(rowHeaderType, 0).ub(types.length, 0, rows.length, 0, 0, 0);
  for (const row of rows) {
    writer.u8(rowType);
    types.forEach((type, index) => writeValue(writer, row[index] ?? null, { type, locator }));
  }
  return writer.toBuffer();
}

function writeValue(writer: ByteWriter, value: StoredValue, { type, locator }: { readonly type: number; readonly locator: (text: string) => Buffer }): void {
  if (type === typeNumber.long) {
    writer.clr(value === null ? undefined : Buffer.from(String(value))).ub(0, 0);
    return;
  }
  if (value === null) {
    writer.u8(0);
    return;
  }
  if (type === typeNumber.clob) {
    const text = String(value);
    const bytes = locator(text);
    writer.ub(bytes.length, text.length, lobChunkSize).clr(bytes);
    return;
  }
  writer.clr(encoded(value, type));
}

function encoded(value: string | number, type: number): Buffer {
  switch (type) {
    case typeNumber.number: return encodeNumber(String(value));
    case typeNumber.date: return encodeDate(String(value));
    case typeNumber.timestamp: return encodeTimestamp(String(value));
    case typeNumber.zonedTimestamp: return encodeZonedTimestamp(String(value));
    default: return Buffer.from(String(value));
  }
}
