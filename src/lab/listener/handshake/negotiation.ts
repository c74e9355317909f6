// The two exchanges between ACCEPT and logon, in which both sides say what they understand.
import { ByteWriter } from '../primitives/byte-writer.ts';

const protocolMessage = 1;
const dataTypesMessage = 2;
const banner = 'icb simulated database';
const utf8 = 873;
const utf16 = 2000;
/** What a server of version 19 knows; later ones add fields to messages. */
const fieldVersion = 12;
/** With a time zone in the answer about data types, and strings of up to 32767 bytes. */
const runtimeCapabilities = Buffer.from('02010000000004', 'hex');

const compileCapabilities: Readonly<Record<number, number>> = {
  0: 0x06, 4: 0x6a, 7: fieldVersion, 8: 0x01, 15: 0x29, 16: 0x90, 17: 0x03, 18: 0x07, 19: 0x03, 21: 0x01, 23: 0x4f, 26: 0x04, 27: 0x01, 37: 0x30,
};

/** The answer to a message before logon, or nothing when this is none. */
export function answerNegotiation(message: Buffer): Buffer | undefined {
  const [kind] = message;
  if (kind === protocolMessage) return protocolAnswer();
  return kind === dataTypesMessage ? dataTypesAnswer() : undefined;
}

function protocolAnswer(): Buffer {
  const nationalCharacterSet = Buffer.alloc(11);
  nationalCharacterSet.writeUInt16BE(utf16, 9);
  return new ByteWriter()
    .u8(protocolMessage, 6, 0)
    .raw(Buffer.from(`${banner}\0`))
    .u16le(utf8)
    .u8(0)
    .u16le(0)
    .u16be(nationalCharacterSet.length)
    .raw(nationalCharacterSet)
    .clr(Buffer.from(Array.from({ length: 45 }, (_, index) => compileCapabilities[index] ?? 0)))
    .clr(runtimeCapabilities)
    .toBuffer();
}

/** The database's time zone is UTC; no list of types is needed. */
function dataTypesAnswer(): Buffer {
  return new ByteWriter().u8(dataTypesMessage).raw(Buffer.from('800000003c3c8000000000', 'hex')).u16be(0).toBuffer();
}
