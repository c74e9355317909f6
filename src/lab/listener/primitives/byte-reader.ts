const longLength = 0xfe;
const nullLength = 0xff;
const negative = 0x80;

/** Reads what a client has written. Beyond the end of the bytes every method throws a RangeError. */
export class ByteReader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  get atEnd(): boolean {
    return this.#at >= this.#bytes.length;
  }

  /** The next byte, which stays there. */
  peek(): number {
    return this.#bytes.readUInt8(this.#at);
  }

  u8(): number {
    const value = this.peek();
    this.#at += 1;
    return value;
  }

  bytes(length: number): Buffer {
    const end = this.#at + length;
    if (end > this.#bytes.length) throw new RangeError(`${length} bytes wanted, ${this.#bytes.length - this.#at} left`);
    const value = this.#bytes.subarray(this.#at, end);
    this.#at = end;
    return value;
  }

  /** A number of variable length. */
  ub(): number {
    const count = this.u8();
    let value = 0;
    for (const byte of this.bytes(count & ~negative)) value = value * 256 + byte;
    return (count & negative) === 0 ? value : -value;
  }

  /** Bytes with their length; NULL is undefined. */
  clr(): Buffer | undefined {
    const length = this.u8();
    if (length === 0 || length === nullLength) return undefined;
    if (length !== longLength) return this.bytes(length);
    const chunks: Buffer[] = [];
    for (let size = this.ub(); size > 0; size = this.ub()) chunks.push(this.bytes(size));
    return Buffer.concat(chunks);
  }

  /** A length, then `clr` unless it is zero. */
  lclr(): Buffer {
    return this.ub() === 0 ? Buffer.alloc(0) : (this.clr() ?? Buffer.alloc(0));
  }

  /** Steps over fields: `1` one byte, `u` a number of variable length, in that order. */
  skip(fields: string): this {
    for (const field of fields) {
      if (field === '1') this.u8();
      else this.ub();
    }
    return this;
  }
}
