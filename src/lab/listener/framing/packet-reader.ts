import type { LengthBytes, Packet } from './packet.ts';

const headerBytes = 8;

/** Puts packets together from what TCP delivers, however it is cut. */
export class PacketReader {
  lengthBytes: LengthBytes = 2;
  #pieces: Buffer[] = [];
  #available = 0;

  push(piece: Buffer): void {
    this.#pieces.push(piece);
    this.#available += piece.length;
  }

  /** The next packet, or nothing before all of it is there. @throws {RangeError} for a length no packet has */
  next(): Packet | undefined {
    if (this.#available < headerBytes) return undefined;
    const header = this.#contiguous(headerBytes);
    const length = header.readUIntBE(0, this.lengthBytes);
    if (length < headerBytes) throw new RangeError(`a packet of ${length} bytes`);
    if (this.#available < length) return undefined;

    const whole = this.#contiguous(length);
    this.#pieces[0] = whole.subarray(length);
    this.#available -= length;
    return { type: whole.readUInt8(4), body: whole.subarray(headerBytes, length) };
  }

  /** The first piece, joined with others until it has that many bytes. */
  #contiguous(length: number): Buffer {
    const [first = Buffer.alloc(0)] = this.#pieces;
    if (first.length >= length) return first;
    const joined = Buffer.concat(this.#pieces);
    this.#pieces = [joined];
    return joined;
  }
}
