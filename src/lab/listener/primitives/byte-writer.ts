const longLength = 0xfe;
const longestShort = 252;
const chunkBytes = 65_536;

/** Bytes in the order they are written; methods return the writer. */
export class ByteWriter {
  readonly #pieces: Buffer[] = [];
  #small: number[] = [];

  u8(...values: readonly number[]): this {
    this.#small.push(...values);
    return this;
  }

  u16be(value: number): this {
    return this.u8((value >> 8) & 0xff, value & 0xff);
  }

  u16le(value: number): this {
    return this.u8(value & 0xff, (value >> 8) & 0xff);
  }

  raw(bytes: Buffer): this {
    this.#flush();
    this.#pieces.push(bytes);
    return this;
  }

  /** Numbers of variable length, one after the other: a count, then that many bytes, the highest first. Zero is the byte 0. */
  ub(...values: readonly number[]): this {
    for (const value of values) {
      const bytes: number[] = [];
      for (let rest = value; rest > 0; rest = Math.floor(rest / 256)) bytes.unshift(rest % 256);
      this.u8(bytes.length, ...bytes);
    }
    return this;
  }

  /** Bytes with their length; a long value goes in chunks. NULL and empty are the same. */
  clr(bytes: Buffer | undefined): this {
    if (bytes === undefined || bytes.length === 0) return this.u8(0);
    if (bytes.length <= longestShort) return this.u8(bytes.length).raw(bytes);
    this.u8(longLength);
    for (let at = 0; at < bytes.length; at += chunkBytes) {
      const chunk = bytes.subarray(at, at + chunkBytes);
      this.ub(chunk.length).raw(chunk);
    }
    return this.u8(0);
  }

  /** A length, then `clr` unless it is zero. */
  lclr(bytes: Buffer): this {
    this.ub(bytes.length);
    return bytes.length === 0 ? this : this.clr(bytes);
  }

  /** What another part of a message has written. */
  append(part: ByteWriter): this {
    return this.raw(part.toBuffer());
  }

  toBuffer(): Buffer {
    this.#flush();
    return Buffer.concat(this.#pieces);
  }

  #flush(): void {
    if (this.#small.length === 0) return;
    this.#pieces.push(Buffer.from(this.#small));
    this.#small = [];
  }
}
