// NUMBER: base-100 digits behind an exponent byte. Positive digits are stored plus 1, negative ones as 101 minus the digit with an
// ending 102, so that the bytes sort like the numbers. Here they are decimal texts.

const bias = 192;
const mostDigits = 20;

/** Bytes of a decimal text such as `-12.5` or `1e21`. */
export function encodeNumber(decimal: string): Buffer {
  const [, sign, whole = '', fraction = '', exponent = '0'] = /^(-?)(\d*)\.?(\d*)(?:[eE]([+-]?\d+))?$/.exec(decimal) ?? [];
  if (sign === undefined) throw new RangeError(`not a number: ${decimal}`);
  const point = whole.length + Number(exponent);
  const { pairs, exponent: pairsBeforePoint } = pairsOf(whole + fraction, point);
  if (pairs.length === 0) return Buffer.from([0x80]);

  const first = bias + pairsBeforePoint;
  if (sign === '') return Buffer.from([first, ...pairs.map((pair) => pair + 1)]);
  const ending = pairs.length < mostDigits ? [102] : [];
  return Buffer.from([first ^ 0xff, ...pairs.map((pair) => 101 - pair), ...ending]);
}

/** The decimal text of such bytes, without an exponent. */
export function decodeNumber(bytes: Buffer): string {
  const [first = 0, ...rest] = bytes;
  if (first === 0x80) return '0';
  const isPositive = (first & 0x80) !== 0;
  const pairsBeforePoint = (isPositive ? first : first ^ 0xff) - bias;
  const stored = !isPositive && rest.at(-1) === 102 ? rest.slice(0, -1) : rest;
  const digits = stored.map((byte) => String(isPositive ? byte - 1 : 101 - byte).padStart(2, '0')).join('');
  const point = pairsBeforePoint * 2;
  const whole = digits.slice(0, Math.max(0, point)).padEnd(point, '0').replace(/^0+/, '');
  const fraction = `${'0'.repeat(Math.max(0, -point))}${digits.slice(Math.max(0, point))}`.replace(/0+$/, '');
  return `${isPositive ? '' : '-'}${whole || '0'}${fraction === '' ? '' : `.${fraction}`}`;
}

/** Digits as base-100 pairs without zeros around them; `point` counts the digits before the decimal point. */
function pairsOf(digits: string, point: number): { readonly pairs: readonly number[]; readonly exponent: number } {
  const even = point % 2 === 0 ? { digits, point } : { digits: `0${digits}`, point: point + 1 };
  const pairs: number[] = [];
  for (let at = 0; at < even.digits.length; at += 2) pairs.push(Number(even.digits.slice(at, at + 2).padEnd(2, '0')));
  const zerosBefore = pairs.findIndex((pair) => pair !== 0);
  if (zerosBefore === -1) return { pairs: [], exponent: 0 };
  const end = pairs.findLastIndex((pair) => pair !== 0) + 1;
  return { pairs: pairs.slice(zerosBefore, end), exponent: even.point / 2 - zerosBefore };
}
