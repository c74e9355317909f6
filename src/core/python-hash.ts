/**
 * Python 2's hash of a string on a 64-bit system, without randomization, signed: of the bytes of the text in UTF-8, as they
 * came out of a configuration file (stringobject.c of Python 2.7, `string_hash`). The toolset before icb took validation days
 * from it.
 */
export function pythonHash(text: string): bigint {
  const bytes = Buffer.from(text, 'utf8');
  let hash = BigInt(bytes[0] ?? 0) << 7n;
  for (const byte of bytes) hash = BigInt.asUintN(64, hash * 1_000_003n) ^ BigInt(byte);
  const signed = BigInt.asIntN(64, hash ^ BigInt(bytes.length));
  // -1 means an error to Python.
  return signed === -1n ? -2n : signed;
}
