// TNS packets. Every packet has a header of 8 bytes, and its length counts them. CONNECT, ACCEPT and REFUSE have a length of two
// bytes; from ACCEPT on it has four (TNS version 315 and later).

export const packetType = { connect: 1, accept: 2, refuse: 4, data: 6, marker: 12 } as const;

export interface Packet {
  readonly type: number;
  /** What follows the header. */
  readonly body: Buffer;
}

/** How many bytes a packet's length has. */
export type LengthBytes = 2 | 4;

const headerBytes = 8;
const dataHeaderBytes = headerBytes + 2;
/** On the last packet of a message. */
const endOfRequest = 0x0800;

export function encodePacket({ type, body }: Packet, lengthBytes: LengthBytes): Buffer {
  const header = Buffer.alloc(headerBytes);
  header.writeUIntBE(headerBytes + body.length, 0, lengthBytes);
  header.writeUInt8(type, 4);
  return Buffer.concat([header, body]);
}

/** A message cut into DATA packets that are no longer than `sdu`. */
export function encodeMessage(message: Buffer, sdu: number): Buffer {
  const room = sdu - dataHeaderBytes;
  const packets: Buffer[] = [];
  for (let at = 0; at < message.length; at += room) {
    const piece = message.subarray(at, at + room);
    const header = Buffer.alloc(dataHeaderBytes);
    header.writeUInt32BE(dataHeaderBytes + piece.length, 0);
    header.writeUInt8(packetType.data, 4);
    packets.push(header, piece);
  }
  return Buffer.concat(packets);
}

/** The content of a DATA packet, and whether its message ends with it. */
export function decodeData({ body }: Packet): { readonly payload: Buffer; readonly isLast: boolean } {
  return { payload: body.subarray(2), isLast: (body.readUInt16BE(0) & endOfRequest) !== 0 };
}
