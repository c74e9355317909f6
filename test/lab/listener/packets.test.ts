import { describe, expect, it } from 'vitest';
import { encodeMessage, encodePacket, packetType } from '#lab/listener/framing/packet.ts';
import { PacketReader } from '#lab/listener/framing/packet-reader.ts';

describe('packets', () => {
  it.each([1, 3, 8, 9, 1000])('are found when TCP delivers %i bytes at a time', (size) => {
    const bodies = ['', 'a', 'bc'.repeat(300)].map((text) => Buffer.from(text));
    const stream = Buffer.concat(bodies.map((body) => encodePacket({ type: packetType.data, body }, 4)));
    const reader = new PacketReader();
    reader.lengthBytes = 4;

    const found: Buffer[] = [];
    for (let at = 0; at < stream.length; at += size) {
      reader.push(stream.subarray(at, at + size));
      for (let packet = reader.next(); packet !== undefined; packet = reader.next()) found.push(packet.body);
    }

    expect(found).toEqual(bodies);
  });

  it('cannot be shorter than their header', () => {
    const reader = new PacketReader();
    reader.push(Buffer.from('0007000006000000', 'hex'));

    expect(() => reader.next()).toThrow('a packet of 7 bytes');
  });

  it('are as long as the client may take', () => {
    const message = encodeMessage(Buffer.alloc(1005), 512);

    expect([message.readUInt32BE(0), message.readUInt32BE(512)]).toEqual([512, 512]);
    expect(message.length).toBe(1005 + 3 * 10);
    expect(message.readUInt32BE(1024)).toBe(11);
  });
});
