import type { Socket } from 'node:net';
import { decodeData, encodeMessage, encodePacket, type Packet, packetType } from './packet.ts';
import { PacketReader } from './packet-reader.ts';

/** What a client asks for: a message to answer, or the end of what it asked before. */
export type Request = { readonly kind: 'message'; readonly message: Buffer } | { readonly kind: 'break' };

/** One connection as a sequence of requests and answers; markers and the end of the connection interrupt the present call. */
export class Wire {
  readonly #socket: Socket;
  readonly #reader = new PacketReader();
  readonly #packets: Packet[] = [];
  #sdu = 0;
  #isClosed = false;
  #wake: () => void = () => undefined;
  #call = new AbortController();

  constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('data', (piece: Buffer) => this.#take(piece));
    socket.on('close', () => this.#close());
    // A client that resets its connection has left: the close that follows is all that counts.
    socket.on('error', () => undefined);
  }

  /** The next packet, or nothing once the connection is gone. */
  async packet(): Promise<Packet | undefined> {
    while (this.#packets.length === 0 && !this.#isClosed) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    return this.#packets.shift();
  }

  /** The next message or break, or nothing once the connection is gone. A break drops what there is of a message. */
  async request(): Promise<Request | undefined> {
    const payloads: Buffer[] = [];
    for (;;) {
      const packet = await this.packet();
      if (packet === undefined) return undefined;
      if (packet.type === packetType.marker) return { kind: 'break' };
      if (packet.type !== packetType.data) throw new RangeError(`a packet of type ${packet.type}`);
      const { payload, isLast } = decodeData(packet);
      payloads.push(payload);
      if (isLast) return { kind: 'message', message: Buffer.concat(payloads) };
    }
  }

  /** Aborted when the client breaks this call off or is gone. */
  beginCall(): AbortSignal {
    this.#call = new AbortController();
    if (this.#isClosed || this.#packets.some(({ type }) => type === packetType.marker)) this.#call.abort();
    return this.#call.signal;
  }

  /** Sends ACCEPT; from then on lengths have four bytes and packets at most `sdu`. */
  accept(packet: Packet, sdu: number): void {
    this.#socket.write(encodePacket(packet, 2));
    this.#reader.lengthBytes = 4;
    this.#sdu = sdu;
  }

  refuse(packet: Packet): void {
    this.#socket.end(encodePacket(packet, 2));
  }

  send(message: Buffer): void {
    if (!this.#isClosed) this.#socket.write(encodeMessage(message, this.#sdu));
  }

  sendMarker(kind: number): void {
    if (!this.#isClosed) this.#socket.write(encodePacket({ type: packetType.marker, body: Buffer.from([1, 0, kind]) }, 4));
  }

  end(): void {
    this.#socket.end();
  }

  /** Breaks the connection as a failing network does. */
  reset(): void {
    this.#socket.resetAndDestroy();
  }

  #take(piece: Buffer): void {
    this.#reader.push(piece);
    this.#deliver();
  }

  #deliver(): void {
    try {
      for (let packet = this.#reader.next(); packet !== undefined; packet = this.#reader.next()) {
        this.#packets.push(packet);
        if (packet.type === packetType.marker) this.#call.abort();
      }
    } catch {
      this.reset();
    }
    this.#wake();
  }

  #close(): void {
    this.#isClosed = true;
    this.#call.abort();
    this.#wake();
  }
}
