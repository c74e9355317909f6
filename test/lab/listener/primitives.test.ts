import { describe, expect, it } from 'vitest';
import { ByteReader } from '#lab/listener/primitives/byte-reader.ts';
import { ByteWriter } from '#lab/listener/primitives/byte-writer.ts';
import { decodeDate, decodeInstant, encodeDate, encodeTimestamp, encodeZonedTimestamp } from '#lab/listener/primitives/oracle-date.ts';
import { decodeNumber, encodeNumber } from '#lab/listener/primitives/oracle-number.ts';

describe('a NUMBER', () => {
  it.each([
    ['0', '80'],
    ['1', 'c102'],
    ['-1', '3e6466'],
    ['100', 'c202'],
    ['12.5', 'c10d33'],
    ['-12.5', '3e593366'],
    ['0.01', 'c002'],
    ['123456.789', 'c30d23394f5b'],
    ['1000000', 'c402'],
    ['0.001', 'bf0b'],
  ])('%s is %s', (decimal, hex) => {
    expect(encodeNumber(decimal).toString('hex')).toBe(hex);
    expect(decodeNumber(Buffer.from(hex, 'hex'))).toBe(decimal);
  });

  it('may be written with an exponent', () => {
    expect(encodeNumber('1e6').toString('hex')).toBe('c402');
    expect(encodeNumber('2.5e-3').toString('hex')).toBe('bf1a');
  });
});

describe('a date', () => {
  it('has seven bytes', () => {
    expect(encodeDate('2026-02-03 04:05:06').toString('hex')).toBe('787e0203050607');
    expect(decodeDate(Buffer.from('787e0203050607', 'hex'))).toBe('2026-02-03 04:05:06');
  });

  it('has nanoseconds as a timestamp', () => {
    expect(encodeTimestamp('2026-02-03 04:05:06.5').toString('hex')).toBe('787e02030506071dcd6500');
    expect(decodeDate(Buffer.from('787e02030506071dcd6500', 'hex'))).toBe('2026-02-03 04:05:06.500000');
  });

  it('is in UTC with a time zone behind it', () => {
    expect(encodeZonedTimestamp('2026-02-03 04:05:06.5 +00:00').toString('hex')).toBe('787e02030506071dcd6500143c');
    expect(encodeZonedTimestamp('2026-02-03 05:05:06.5 +01:00').toString('hex')).toBe('787e02030506071dcd6500153c');
    expect(encodeZonedTimestamp('2026-02-02 22:35:06.5 -05:30').toString('hex')).toBe('787e02030506071dcd65000f1e');
  });

  it('of a client is an instant, and becomes local time of its session', () => {
    const bytes = Buffer.from('787e02030506071dcd6500143c', 'hex');

    expect(decodeInstant(bytes, '-05:30')).toBe('2026-02-02 22:35:06.500000 -05:30');
    expect(decodeInstant(bytes.subarray(0, 7), '+01:00')).toBe('2026-02-03 05:05:06.000000 +01:00');
  });
});

describe('bytes', () => {
  it('count themselves in numbers of variable length', () => {
    const bytes = new ByteWriter().ub(0, 1, 300, 2 ** 32).toBuffer();

    expect(bytes.toString('hex')).toBe('00010102012c050100000000');
    expect(new ByteReader(bytes).skip('uuu').ub()).toBe(2 ** 32);
    expect(new ByteReader(Buffer.from('8105', 'hex')).ub()).toBe(-5);
  });

  it.each([0, 1, 252, 253, 65_536, 200_000])('of length %i come back', (length) => {
    const value = Buffer.alloc(length, 'x');

    const reader = new ByteReader(new ByteWriter().clr(value).lclr(value).u8(7).toBuffer());

    expect(reader.clr() ?? Buffer.alloc(0)).toEqual(value);
    expect(reader.lclr()).toEqual(value);
    expect(reader.u8()).toBe(7);
    expect(reader.atEnd).toBe(true);
  });

  it('cannot be read beyond their end', () => {
    expect(() => new ByteReader(Buffer.from([3, 1, 2])).clr()).toThrow(RangeError);
  });
});
