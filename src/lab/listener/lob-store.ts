import { OracleError } from '#lab/oracle/oracle-error.ts';

const locatorBytes = 40;
const idOffset = 8;
/** CLOB; a value; text as UTF-16, so that offsets and amounts count UTF-16 units. */
const head = Buffer.from('0026000402088000', 'hex');
const temporaryFlagOffset = 7;

/** The CLOBs that a session holds locators of. */
export class LobStore {
  readonly #texts = new Map<number, string>();
  #lastId = 0;

  /** Keeps a text; returns its locator. */
  add(text: string, { isTemporary }: { readonly isTemporary: boolean }): Buffer {
    this.#lastId += 1;
    this.#texts.set(this.#lastId, text);
    const locator = Buffer.alloc(locatorBytes);
    head.copy(locator);
    locator.writeUInt8(isTemporary ? 1 : 0, temporaryFlagOffset);
    locator.writeUInt32BE(this.#lastId, idOffset);
    return locator;
  }

  /** @throws {OracleError} ORA-22275 for a locator of nothing */
  text(locator: Buffer): string {
    const text = this.#texts.get(idOf(locator));
    if (text === undefined) throw new OracleError('ORA-22275: invalid LOB locator specified');
    return text;
  }

  /** Writes at a place counted from 1; what lies between the end and that place becomes blanks. */
  write(locator: Buffer, offset: number, piece: string): void {
    const before = this.text(locator);
    const start = before.slice(0, offset - 1).padEnd(offset - 1);
    this.#texts.set(idOf(locator), start + piece + before.slice(offset - 1 + piece.length));
  }

  free(locator: Buffer): void {
    this.#texts.delete(idOf(locator));
  }
}

function idOf(locator: Buffer): number {
  return locator.length === locatorBytes ? locator.readUInt32BE(idOffset) : 0;
}
