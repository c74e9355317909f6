/** Text as UTF-16, the higher byte first. */
export function encodeUtf16(text: string): Buffer {
  return Buffer.from(text, 'utf16le').swap16();
}

export function decodeUtf16(bytes: Buffer): string {
  return Buffer.from(bytes).swap16().toString('utf16le');
}
