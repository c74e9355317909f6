import { type Packet, packetType } from '../framing/packet.ts';
import type { Wire } from '../framing/wire.ts';

const tnsVersion = 317;
const largestDataUnit = 2_097_152;
/** No native encryption or integrity: the client does not begin to negotiate. */
const withoutNetworkServices = 0x08;

/** What the client wants to be connected with, as `(DESCRIPTION=...)`; nothing when it is gone or sends something else. */
export async function readConnectData(wire: Wire): Promise<string | undefined> {
  const packet = await wire.packet();
  if (packet?.type !== packetType.connect) return undefined;
  const { body } = packet;
  // Offsets in the packet count its header of 8 bytes.
  const [length, offset] = [body.readUInt16BE(16), body.readUInt16BE(18) - 8];
  const here = body.subarray(offset, offset + length);
  if (here.length === length) return here.toString();
  // Connect data that is too long follows in a packet of its own.
  return (await wire.packet())?.body.subarray(2).toString();
}

/**
 * The number of the error with which a listener turns a client away, or nothing when it asks for this service:
 * ORA-12514 for another service, ORA-12505 for a SID.
 */
export function refusalOf(connectData: string, service: string): number | undefined {
  const wanted = /\(\s*SERVICE_NAME\s*=\s*([^)]*?)\s*\)/i.exec(connectData)?.[1];
  if (wanted === undefined) return /\(\s*SID\s*=/i.test(connectData) ? 12_505 : 12_514;
  return wanted.toLowerCase() === service.toLowerCase() ? undefined : 12_514;
}

export function acceptPacket(sdu: number): Packet {
  const body = Buffer.alloc(37);
  body.writeUInt16BE(tnsVersion, 0);
  body.writeUInt16BE(1, 2);
  body.writeUInt16BE(1, 8);
  // Where connect data would begin: right behind this packet.
  body.writeUInt16BE(body.length + 8, 12);
  body.writeUInt8(withoutNetworkServices, 14);
  body.writeUInt8(withoutNetworkServices, 15);
  body.writeUInt32BE(sdu, 24);
  body.writeUInt32BE(largestDataUnit, 28);
  return { type: packetType.accept, body };
}

export function refusePacket(code: number): Packet {
  const text = Buffer.from(`(DESCRIPTION=(TMP=)(VSNNUM=0)(ERR=${code})(ERROR_STACK=(ERROR=(CODE=${code})(EMFI=4))))`);
  const head = Buffer.from([4, 4, 0, 0]);
  head.writeUInt16BE(text.length, 2);
  return { type: packetType.refuse, body: Buffer.concat([head, text]) };
}
