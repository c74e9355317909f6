// How every answer ends: STATUS where there is nothing to say, ERROR after executes and fetches, also when nothing went wrong.
import { ByteWriter } from '../primitives/byte-writer.ts';

export interface Ending {
  readonly inTransaction: boolean;
}

export interface ExecuteEnding extends Ending {
  /** 0 after an error: then the driver forgets the cursor. */
  readonly cursorId: number;
  /** Rows changed, or fetched. */
  readonly rowCount: number;
  /** ORA number and text; 1403 tells that there are no more rows. */
  readonly error?: { readonly code: number; readonly text: string; readonly offset?: number };
}

export const noDataFound = { code: 1403, text: 'ORA-01403: no data found' };

const statusType = 9;
const errorType = 4;
const transactionOpen = 2;

export function statusMessage({ inTransaction }: Ending): Buffer {
  return new ByteWriter().u8(statusType).ub(callStatus(inTransaction), 0).toBuffer();
}

export function errorMessage({ inTransaction, cursorId, rowCount, error }: ExecuteEnding): Buffer {
  const code = error?.code ?? 0;
  const writer = new ByteWriter().u8(errorType);
  // Sequence of the call, row, error, two errors of array elements, cursor, place in the statement.
  writer.ub(callStatus(inTransaction), 0, 0, code, 0, 0, cursorId, error?.offset ?? 0);
  // Type of statement, fatal, flags, options, parameter, warning.
  writer.u8(0, 0, 0, 0, 0, 0);
  // No row identifier: data block address, partition, a byte, block, slot.
  writer.ub(0, 0).u8(0).ub(0, 0);
  // Operating system error, statement, call, padding, iterations, logical row identifier, three lists of batch errors.
  writer.ub(0).u8(0, 0).ub(0, 0, 0, 0, 0, 0);
  writer.ub(code, rowCount);
  if (error !== undefined) writer.clr(Buffer.from(`${error.text}\n`));
  return writer.toBuffer();
}

function callStatus(inTransaction: boolean): number {
  return inTransaction ? transactionOpen : 0;
}
