import type { ByteReader } from '../primitives/byte-reader.ts';

/** An operation on a LOB. Offsets count UTF-16 units from 1. */
export interface LobRequest {
  readonly operation: number;
  readonly locator: Buffer;
  readonly offset: number;
  /** For a new LOB: its type. */
  readonly type: number;
  /** In UTF-16 units; nothing when the request carries none. */
  readonly amount: number | undefined;
  readonly data: Buffer | undefined;
}

export const lobOperation = { length: 0x01, read: 0x02, write: 0x40, createTemporary: 0x110, chunkSize: 0x4000, open: 0x8000, close: 0x10000 } as const;

/** Before the bytes of a LOB, both ways. */
export const lobDataType = 0x0e;

export function readLobRequest(reader: ByteReader): LobRequest {
  reader.skip('1');
  const locatorLength = reader.ub();
  reader.skip('1uuu111');
  const operation = reader.ub();
  reader.skip('11');
  const offset = reader.ub();
  const type = reader.ub();
  const hasAmount = reader.u8() !== 0;
  reader.bytes(6);
  const locator = reader.bytes(locatorLength);
  if (operation === lobOperation.createTemporary) reader.skip('u');
  const data = !reader.atEnd && operation === lobOperation.write ? readData(reader) : undefined;
  return { operation, locator, offset, type, data, amount: hasAmount ? reader.ub() : undefined };
}

function readData(reader: ByteReader): Buffer {
  if (reader.u8() !== lobDataType) throw new RangeError('the bytes of a LOB begin with 0e');
  return reader.clr() ?? Buffer.alloc(0);
}
