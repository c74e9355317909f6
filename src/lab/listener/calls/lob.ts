import { OracleError } from '#lab/oracle/oracle-error.ts';
import type { ByteReader } from '../primitives/byte-reader.ts';
import { ByteWriter } from '../primitives/byte-writer.ts';
import { decodeUtf16, encodeUtf16 } from '../primitives/text.ts';
import { lobDataType, lobOperation, readLobRequest, type LobRequest } from '../messages/lob-request.ts';
import { lobChunkSize } from '../messages/rows.ts';
import { statusMessage } from '../messages/status.ts';
import { typeNumber } from '../messages/type-numbers.ts';
import type { PreparedCall } from './prepared-call.ts';
import type { Session } from './session.ts';

const parameters = 8;
const utf16 = 2000;

export function prepareLob(body: ByteReader, session: Session): PreparedCall {
  const request = readLobRequest(body);
  const operation = Object.entries(lobOperation).find(([, code]) => code === request.operation)?.[0] ?? 'operation';
  return { text: `lob ${operation.toLowerCase()}`, run: () => Promise.resolve(answerLob(request, session)) };
}

/** @throws {OracleError} for an unknown locator, a LOB that is no CLOB, and an operation that is not simulated */
function answerLob(request: LobRequest, session: Session): Buffer {
  const status = statusMessage({ inTransaction: session.sql.inTransaction });
  if (request.operation === lobOperation.createTemporary) return createTemporary(request, session, status);
  const { data, amount } = perform(request, session);
  const answer = new ByteWriter();
  if (data !== undefined) answer.u8(lobDataType).clr(encodeUtf16(data));
  answer.u8(parameters).raw(request.locator);
  if (request.amount !== undefined) answer.ub(amount);
  return answer.raw(status).toBuffer();
}

interface Performed {
  readonly data?: string;
  readonly amount: number;
}

function perform({ operation, locator, offset, amount = 0, data }: LobRequest, { lobs }: Session): Performed {
  const text = lobs.text(locator);
  switch (operation) {
    case lobOperation.length: return { amount: text.length };
    case lobOperation.chunkSize: return { amount: lobChunkSize };
    case lobOperation.open: case lobOperation.close: return { amount: 0 };
    case lobOperation.read: {
      const piece = text.slice(offset - 1, offset - 1 + amount);
      return { data: piece, amount: piece.length };
    }
    case lobOperation.write: {
      const piece = decodeUtf16(data ?? Buffer.alloc(0));
      lobs.write(locator, offset, piece);
      return { amount: piece.length };
    }
    default: throw new OracleError('ORA-03001: unimplemented feature', `LOB operation ${operation.toString(16)} is not simulated`);
  }
}

function createTemporary({ type }: LobRequest, { lobs }: Session, status: Buffer): Buffer {
  if (type !== typeNumber.clob) throw new OracleError('ORA-03001: unimplemented feature', 'only CLOBs are simulated');
  return new ByteWriter().u8(parameters).raw(lobs.add('', { isTemporary: true })).ub(utf16).u8(0).raw(status).toBuffer();
}
