import { describe, expect, it } from 'vitest';
import { formatBytes, parseBytes } from '#core/bytes.ts';

describe('formatBytes', () => {
  it.each([
    [0, '0B'],
    [1, '1B'],
    [1023, '1023B'],
    [1024, '1kB'],
    [282_624, '276kB'],
    [185_597_952, '177MB'],
    [3 * 1024 ** 3, '3GB'],
    [5 * 1024 ** 4, '5TB'],
    [4096 * 1024 ** 5, '4096PB'],
  ])('shows %d bytes as %s', (bytes, text) => {
    const shown = formatBytes(bytes);

    expect(shown).toBe(text);
  });
});

describe('parseBytes', () => {
  it.each([
    ['8192', 8192],
    ['500M', 500 * 1024 ** 2],
    ['1G', 1024 ** 3],
    [' 2g ', 2 * 1024 ** 3],
    ['64 kB', 65_536],
    ['0', 0],
  ])('reads %j as Oracle does', (text, bytes) => {
    const read = parseBytes(text);

    expect(read).toBe(bytes);
  });

  it.each(['', 'G', '1.5G', '-1G', '1X', '1GG', 'one', '99999999999999P'])('does not take %j for a size', (text) => {
    const read = parseBytes(text);

    expect(read).toBeUndefined();
  });
});
