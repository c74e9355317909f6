import { ByteReader } from '../primitives/byte-reader.ts';

/** What a client can call, by number; piggybacks stand before a call and get no answer. */
export const callFunction = {
  reexecute: 4, fetch: 5, logoff: 9, commit: 14, rollback: 15, reexecuteAndFetch: 78, execute: 94, lob: 96, proof: 115, challenge: 118, ping: 147,
} as const;

const piggyback = { lob: 96, closeCursors: 105, cancelCursors: 120, endToEnd: 135, currentSchema: 152 } as const;
const callType = 3;
const piggybackType = 17;

export interface Call {
  readonly code: number;
  /** What follows the call's number. */
  readonly body: ByteReader;
}

export interface Calls {
  /** Cursors that the client has done with. */
  readonly closedCursors: readonly number[];
  /** Locators of temporary LOBs that the client has done with. */
  readonly freedLobs: readonly Buffer[];
  readonly call: Call | undefined;
}

/** Takes a request apart. @throws {RangeError} for a piggyback that is not known */
export function readCalls(message: Buffer): Calls {
  const reader = new ByteReader(message);
  const closedCursors: number[] = [];
  const freedLobs: Buffer[] = [];
  while (!reader.atEnd) {
    const type = reader.u8();
    if (type !== callType && type !== piggybackType) break;
    const code = reader.u8();
    reader.skip('1');
    if (type === callType) return { closedCursors, freedLobs, call: { code, body: reader } };
    if (code === piggyback.closeCursors) closedCursors.push(...readCursors(reader));
    else if (code === piggyback.lob) freedLobs.push(...readFreedLobs(reader));
    else skipPiggyback(code, reader);
  }
  return { closedCursors, freedLobs, call: undefined };
}

function readCursors(reader: ByteReader): number[] {
  reader.skip('1');
  return Array.from({ length: reader.ub() }, () => reader.ub());
}

/** All locators in one piece; each begins with its own length. */
function readFreedLobs(reader: ByteReader): Buffer[] {
  reader.skip('1');
  const total = reader.ub();
  reader.skip('1uuu111u1uuu1').skip('1u1u1u');
  const locators: Buffer[] = [];
  for (let read = 0; read < total;) {
    const length = reader.bytes(2);
    const rest = reader.bytes(length.readUInt16BE(0));
    locators.push(Buffer.concat([length, rest]));
    read += length.length + rest.length;
  }
  return locators;
}

function skipPiggyback(code: number, reader: ByteReader): void {
  if (code === piggyback.cancelCursors) readCursors(reader);
  else if (code === piggyback.endToEnd) skipEndToEnd(reader);
  else if (code === piggyback.currentSchema) reader.skip('1u').clr();
  else throw new RangeError(`a piggyback for function ${code}`);
}

/** Module, action, client identifier and the like: lengths first, then the texts that are there. */
function skipEndToEnd(reader: ByteReader): void {
  reader.skip('11u');
  const lengths = [0, 1, 2, 3].map(() => reader.skip('1').ub());
  reader.skip('1u1');
  lengths.push(reader.ub());
  reader.skip('1u1u1');
  lengths.push(reader.ub());
  for (const length of lengths) if (length > 0) reader.clr();
}
