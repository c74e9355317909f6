import { OracleError } from '#lab/oracle/oracle-error.ts';
import { dateType, numberType, type SqlType } from '#lab/tools/sqlplus/sql/bound.ts';
import type { ByteReader } from '../primitives/byte-reader.ts';
import { decodeDate, decodeInstant } from '../primitives/oracle-date.ts';
import { decodeNumber } from '../primitives/oracle-number.ts';
import { decodeUtf16 } from '../primitives/text.ts';
import type { BindValue } from '../sql/bind-value.ts';
import { clobType, timestampType } from '../sql/sql-types.ts';
import { typeNumber } from './type-numbers.ts';

/** What a client says about a bind variable before its values. */
export interface BindDescription {
  readonly type: number;
  /** In bytes. */
  readonly maxSize: number;
  /** NCHAR text, which travels as UTF-16. */
  readonly isNational: boolean;
}

export interface BindContext {
  /** Of the session, such as `+01:00`. */
  readonly timeZone: string;
  /** @throws {OracleError} for a locator of nothing */
  readonly lobText: (locator: Buffer) => string;
}

const rowType = 7;
const nationalForm = 2;
const arrayFlag = 0x40;
/** Beyond this many bytes a text is a LONG; its value comes after all others. */
const longestText = 32_767;

export function readBindDescription(reader: ByteReader): BindDescription {
  const type = reader.u8();
  if ((reader.u8() & arrayFlag) !== 0) throw new OracleError('ORA-03115: unsupported network datatype or representation');
  reader.skip('11');
  const maxSize = reader.ub();
  reader.skip('uu');
  if (reader.ub() > 0) reader.clr();
  reader.skip('uu');
  const isNational = reader.u8() === nationalForm;
  reader.skip('uu');
  return { type, maxSize, isNational };
}

/** The rows of values up to the end of the request. */
export function readBindRows(reader: ByteReader, binds: readonly BindDescription[], context: BindContext): BindValue[][] {
  const rows: BindValue[][] = [];
  while (!reader.atEnd) {
    if (reader.u8() !== rowType) throw new RangeError('a row of values begins with 07');
    rows.push(readRow(reader, binds, context));
  }
  return rows;
}

function readRow(reader: ByteReader, binds: readonly BindDescription[], context: BindContext): BindValue[] {
  const row: BindValue[] = [];
  const order = [...binds.keys()].sort((a, b) => Number(isLong(binds[a])) - Number(isLong(binds[b])) || a - b);
  for (const index of order) {
    const bind = binds[index];
    if (bind !== undefined) row[index] = readValue(reader, bind, context);
  }
  return row;
}

function isLong(bind: BindDescription | undefined): boolean {
  return bind !== undefined && bind.maxSize > longestText;
}

function readValue(reader: ByteReader, bind: BindDescription, context: BindContext): BindValue {
  if (bind.type === typeNumber.clob) {
    const locator = reader.lclr();
    return { type: clobType, value: locator.length === 0 ? null : context.lobText(locator), isLong: false };
  }
  const bytes = reader.clr();
  const { type, decode } = decoderOf(bind, context);
  return { type, value: bytes === undefined ? null : decode(bytes), isLong: isLong(bind) };
}

interface Decoder {
  readonly type: SqlType;
  readonly decode: (bytes: Buffer) => string | number;
}

function decoderOf({ type, maxSize, isNational }: BindDescription, { timeZone }: BindContext): Decoder {
  switch (type) {
    case typeNumber.varchar: case typeNumber.char: case typeNumber.long:
      return { type: { kind: 'char', width: Math.min(maxSize, longestText) }, decode: (bytes) => (isNational ? decodeUtf16(bytes) : bytes.toString()) };
    case typeNumber.number: return { type: numberType, decode: (bytes) => exactNumber(decodeNumber(bytes)) };
    case typeNumber.date: return { type: dateType, decode: decodeDate };
    case typeNumber.timestamp: return { type: timestampType, decode: decodeDate };
    case typeNumber.zonedTimestamp: case typeNumber.localTimestamp:
      return { type: { kind: 'timestamp' }, decode: (bytes) => decodeInstant(bytes, timeZone) };
    default: throw new OracleError('ORA-03115: unsupported network datatype or representation');
  }
}

/** @throws {OracleError} for more digits than this model calculates with */
function exactNumber(decimal: string): number {
  if (decimal.replaceAll(/\D/g, '').replace(/^0+/, '').length > 15) throw new OracleError('ORA-03001: unimplemented feature', 'numbers of more than 15 digits are not simulated');
  return Number(decimal);
}
