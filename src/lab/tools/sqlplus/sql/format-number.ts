import { OracleError } from '#lab/oracle/oracle-error.ts';

// The simulation calculates in doubles where Oracle has 38 decimal digits: fractions have 15 digits, whole numbers are exact to 2^53.

/** NEXT_CHANGE# of the current log is 2^64 - 1, which a double cannot hold: this is its nearest. */
const noChangeYet = 2 ** 64;

/** A number as TO_CHAR writes it without a model: `.5`, `-3`, `1250000`. */
export function plainNumber(value: number): string {
  if (value === noChangeYet) return '18446744073709551615';
  if (Number.isInteger(value)) return Math.abs(value) < 1e21 ? BigInt(value).toString() : scientific(value, 15);
  const rounded = Number(value.toPrecision(15));
  if (Math.abs(rounded) < 1e-6) return scientific(rounded, 15);
  return String(rounded).replace(/^(-?)0\./, '$1.');
}

function scientific(value: number, digits: number): string {
  const [mantissa = '', exponent = '+0'] = value.toExponential(digits - 1).split('e');
  const shortest = mantissa.includes('.') ? mantissa.replace(/0+$/, '').replace(/\.$/, '') : mantissa;
  return `${shortest}E${exponent.charAt(0)}${exponent.slice(1).padStart(2, '0')}`;
}

/** A number in a column without format: at most `width` characters, scientific when it does not fit (1.2346E+12). */
export function numberInWidth(value: number, width: number): string {
  const plain = plainNumber(value);
  if (plain.length <= width) return plain;
  const whole = plain.split('.')[0] ?? '';
  if (plain.includes('.') && !plain.includes('E') && whole.length <= width) return plainNumber(Number(value.toFixed(Math.max(0, width - whole.length - 1))));
  const [mantissa = '', exponent = ''] = scientificParts(value);
  const room = width - exponent.length - (mantissa.startsWith('-') ? 1 : 0);
  if (room < 1) return '#'.repeat(width);
  const [digits = ''] = scientificParts(value, Math.max(0, room - 2));
  return digits + exponent;
}

function scientificParts(value: number, decimals = 0): readonly string[] {
  const [mantissa = '', exponent = '+0'] = value.toExponential(decimals).split('e');
  return [mantissa, `E${exponent.charAt(0)}${exponent.slice(1).padStart(2, '0')}`];
}

/** A number by a TO_CHAR format model; too large for it: a row of `#`. @throws {OracleError} ORA-01481 */
export function formatNumber(value: number, model: string): string {
  const upper = model.toUpperCase();
  if (/^TM9?$/.test(upper)) return plainNumber(value);
  if (/^(FM)?[0X]*X+$/.test(upper)) return formatHexadecimal(value, upper);
  const parts = /^(FM)?(S|\$)?([\d.,DG]+?)(EEEE)?(MI|S|PR)?$/.exec(upper);
  if (!parts || !/^[09,GD.]*$/.test(parts[3] ?? '')) throw new OracleError('ORA-01481: invalid number format model');
  const [, fill, prefix = '', digits = '', exponent, suffix = ''] = parts;
  const body = exponent === undefined ? fixedDigits(Math.abs(value), digits) : ` ${scientificParts(Math.abs(value), (digits.split(/[.D]/)[1] ?? '').length).join('')}`;
  const signed = body === undefined ? '#'.repeat(digits.length + 1) : withSign(body, { negative: value < 0, prefix, suffix });
  return fill === undefined ? signed : signed.trim();
}

/** The digits without sign, blank-padded to the model's width; nothing when the whole part does not fit. */
function fixedDigits(magnitude: number, model: string): string | undefined {
  const [wholeModel = '', fractionModel = ''] = model.split(/[.D]/);
  const [whole = '', fraction = ''] = magnitude.toFixed(fractionModel.length).split('.');
  const places = wholeModel.replace(/[^09]/g, '').length;
  const significant = whole === '0' && fractionModel !== '' ? '' : whole;
  if (significant.length > places) return undefined;
  const firstZero = wholeModel.replace(/[^09]/g, '').indexOf('0');
  let remaining = significant.padStart(firstZero === -1 ? 0 : places - firstZero, '0');
  let written = '';
  for (const element of wholeModel.split('').toReversed()) {
    if (element === ',' || element === 'G') {
      written = (remaining === '' ? ' ' : ',') + written;
      continue;
    }
    written = (remaining.at(-1) ?? ' ') + written;
    remaining = remaining.slice(0, -1);
  }
  return fractionModel === '' ? written : `${written}.${fraction}`;
}

function withSign(body: string, { negative, prefix, suffix }: { negative: boolean; prefix: string; suffix: string }): string {
  const lead = body.length - body.trimStart().length;
  const digits = body.trimStart();
  if (suffix === 'MI') return body + (negative ? '-' : ' ');
  if (suffix === 'S') return body + (negative ? '-' : '+');
  if (suffix === 'PR') return ' '.repeat(lead) + (negative ? `<${digits}>` : ` ${digits} `);
  const currency = prefix === '$' ? '$' : '';
  const plus = prefix === 'S' ? '+' : ' ';
  return negative || prefix !== '' ? `${' '.repeat(lead)}${negative ? '-' : plus}${currency}${digits}` : ` ${body}`;
}

function formatHexadecimal(value: number, model: string): string {
  const digits = model.replace('FM', '');
  if (value < 0 || !Number.isInteger(value)) return '#'.repeat(digits.length + 1);
  const written = BigInt(value).toString(16).toUpperCase().padStart(digits.startsWith('0') ? digits.length : 0, '0');
  if (written.length > digits.length) return '#'.repeat(digits.length + 1);
  return model.startsWith('FM') ? written : written.padStart(digits.length + 1);
}

/** Reads a number as TO_NUMBER does. @throws {OracleError} ORA-01722 */
export function parseNumber(text: string): number {
  if (!/^\s*[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?\s*$/i.test(text)) throw new OracleError('ORA-01722: invalid number');
  return Number(text);
}
