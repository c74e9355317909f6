import type { ByteReader } from '../primitives/byte-reader.ts';
import { ByteWriter } from '../primitives/byte-writer.ts';
import { statusMessage } from '../messages/status.ts';
import { callFunction, readCalls } from '../messages/call.ts';

export interface LogonMessage {
  readonly phase: 'challenge' | 'proof';
  readonly user: string;
  /** SYSDBA and its like are asked for. */
  readonly isPrivileged: boolean;
  readonly pairs: ReadonlyMap<string, string>;
}

const parameters = 8;
/** Logon with a password; every other bit asks for a privilege or for something that is not simulated. */
const plainLogon = 0x0101;

/** One of the two logon messages, or nothing when this is none. */
export function readLogon(message: Buffer): LogonMessage | undefined {
  const call = readCalls(message).call;
  if (call === undefined || (call.code !== callFunction.challenge && call.code !== callFunction.proof)) return undefined;
  const { body } = call;
  const hasUser = body.u8() !== 0;
  body.skip('u');
  const mode = body.ub();
  body.skip('1');
  const count = body.ub();
  body.skip('11');
  const user = hasUser ? (body.clr() ?? Buffer.alloc(0)).toString() : '';
  const phase = call.code === callFunction.challenge ? 'challenge' : 'proof';
  return { phase, user, isPrivileged: (mode & ~plainLogon) !== 0, pairs: readPairs(body, count) };
}

export function pairsMessage(pairs: readonly (readonly [key: string, value: string, flag?: number])[]): Buffer {
  const writer = new ByteWriter().u8(parameters).ub(pairs.length);
  for (const [key, value, flag = 0] of pairs) writer.lclr(Buffer.from(key)).lclr(Buffer.from(value)).ub(flag);
  return writer.raw(statusMessage({ inTransaction: false })).toBuffer();
}

function readPairs(body: ByteReader, count: number): ReadonlyMap<string, string> {
  const pairs = new Map<string, string>();
  for (let index = 0; index < count; index += 1) {
    const key = body.lclr().toString();
    pairs.set(key, body.lclr().toString());
    body.skip('u');
  }
  return pairs;
}
