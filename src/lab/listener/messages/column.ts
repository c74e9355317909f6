import type { OutputColumn } from '#lab/tools/sqlplus/sql/scope.ts';
import { ByteWriter } from '../primitives/byte-writer.ts';
import { isClob, isPlainTimestamp } from '../sql/sql-types.ts';
import { typeNumber } from './type-numbers.ts';

const describeType = 0x10;
const utf8 = 873;
const noScale = 0x81;

/** Type of a column on the wire. */
export function wireType({ type }: OutputColumn): number {
  if (isClob(type)) return typeNumber.clob;
  switch (type.kind) {
    case 'number': return typeNumber.number;
    case 'date': return typeNumber.date;
    case 'timestamp': return isPlainTimestamp(type) ? typeNumber.timestamp : typeNumber.zonedTimestamp;
    default: return typeNumber.varchar;
  }
}

/** DESCRIBE: what the columns of a query are. */
export function describeMessage(columns: readonly OutputColumn[]): Buffer {
  const writer = new ByteWriter().u8(describeType).clr(Buffer.alloc(16, 1)).ub(columns.reduce((size, column) => size + sizeOf(column), 0), columns.length);
  if (columns.length > 0) writer.u8(0);
  columns.forEach((column, index) => writeColumn(writer, column, index + 1));
  return writer.ub(0, 0, 0, 0, 0, 0).toBuffer();
}

function writeColumn(writer: ByteWriter, column: OutputColumn, position: number): void {
  const type = wireType(column);
  const isText = type === typeNumber.varchar || type === typeNumber.clob;
  const size = sizeOf(column);
  const name = Buffer.from(column.name);
  writer.u8(type, 0, 0, type === typeNumber.number ? noScale : 0).ub(size, 0, 0, 0, 0, isText ? utf8 : 0).u8(isText ? 1 : 0);
  // Every column may be NULL as far as the driver learns; the second length of the name is of older clients.
  writer.ub(size, 0).u8(1, Math.min(name.length, 255)).lclr(name).ub(0, 0, position, 0);
}

/** Never 0: for such a column a driver reads nothing. */
function sizeOf(column: OutputColumn): number {
  switch (wireType(column)) {
    case typeNumber.number: return 22;
    case typeNumber.date: return 7;
    case typeNumber.timestamp: return 11;
    case typeNumber.zonedTimestamp: return 13;
    case typeNumber.clob: return 4000;
    default: return column.type.kind === 'char' ? Math.max(1, column.type.width) : 1;
  }
}
