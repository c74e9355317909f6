// What a value may look like. Types check and describe; turning text into numbers and switches is here too, so that both
// always agree.
import { didYouMean } from '../nearest.ts';
import { maskPasswords } from './masked-text.ts';

/** The kinds of value a setting can have. */
export type ValueType =
  | { readonly kind: 'integer'; readonly min: number; readonly max?: number; readonly unit?: string }
  | { readonly kind: 'duration'; readonly unit: 'hours' | 'minutes' }
  | { readonly kind: 'choice'; readonly choices: readonly string[] }
  | { readonly kind: 'multiple'; readonly of: 'word' }
  | { readonly kind: keyof typeof plainTypes };

interface PlainType {
  readonly describe: string;
  accepts(value: string): boolean;
  /** Such a value may hold a password, so an error message must not repeat it. */
  readonly delicate?: boolean;
}

// Absolute paths end up in RMAN and SQL*Plus scripts, where these characters cannot be written or mean something else.
const scriptSafe = /^\/[^\p{Cc}"'&?@%;`\\*]*$/u;
// In a value of LOG_ARCHIVE_DEST_n a blank ends the location (ORA-07286 about what is left of it); what else its syntax is
// made of is not tried out.
const archiveSafe = /^[^\s,()=]*$/u;

const plainTypes = {
  boolean: { describe: 'true or false', accepts: (value) => switchValue(value) !== undefined },
  'absolute path': { describe: 'absolute path without quotes or special characters', accepts: (value) => scriptSafe.test(value) },
  'archive path': {
    describe: 'absolute path without blanks, quotes or special characters',
    accepts: (value) => scriptSafe.test(value) && archiveSafe.test(value),
  },
  path: { describe: 'path, relative ones from the folder of the configuration file', accepts: (value) => /^\P{Cc}+$/u.test(value) },
  size: { describe: 'size such as 500M or 2G', accepts: (value) => /^[1-9]\d{0,11}[KMGT]?$/iu.test(value) },
  'oracle name': {
    describe: 'Oracle name: a letter, then at most 29 letters, digits, _, $ or #',
    accepts: (value) => /^[a-z][\w$#]{0,29}$/iu.test(value),
  },
  'tns name': { describe: 'name from tnsnames.ora', accepts: (value) => /^[a-z][\w$#.-]{0,127}$/iu.test(value), delicate: true },
  dbid: { describe: 'number, as in v$database', accepts: (value) => /^[1-9]\d{0,9}$/u.test(value) },
  'wallet connect string': {
    describe: '/@name, with name from tnsnames.ora and its password in the wallet',
    accepts: (value) => /^\/@[a-z][\w$#.-]*$/iu.test(value),
    delicate: true,
  },
  'result catalog': {
    describe: 'connect string (/@name, user@name) or sqlite:PATH',
    accepts: (value) => /^(?:sqlite:.+|\/@\S+|[^\s/@]+(?:\/.+)?@\S+)$/u.test(value),
    delicate: true,
  },
  calendar: {
    describe: 'DBMS_SCHEDULER calendar expression',
    accepts: (value) => /^\s*FREQ\s*=\s*[\w$#.]+\s*(?:;\s*[A-Z]+\s*=[^;='"]+)*;?\s*$/iu.test(value),
  },
  url: { describe: 'https address without user and password', accepts: isPlainUrl, delicate: true },
  urls: { describe: 'https address without user and password, or several separated by commas', accepts: (value) => value.split(/[\s,]+/u).every(isPlainUrl), delicate: true },
  word: { describe: 'word without white space or quotes', accepts: (value) => /^[^\s'"\p{Cc}]+$/u.test(value) },
  command: {
    describe: 'command: a name or an absolute path, and words without quotes (no shell reads it)',
    accepts: (value) => /^[^\s'"\\`$|&;<>()\p{Cc}]+(?: +[^\s'"\\`$|&;<>()\p{Cc}]+)*$/u.test(value) && /^(?:\/|[^/]*$)/u.test(commandWords(value)[0] ?? ''),
  },
  text: { describe: 'text', accepts: () => true },
} satisfies Record<string, PlainType>;

/** What a value of this type looks like, for people. */
export function describeType(type: ValueType): string {
  switch (type.kind) {
    case 'integer':
      return describeInteger(type);
    case 'duration':
      return `number of ${type.unit}, 0 or more`;
    case 'choice':
      return `one of ${type.choices.join(', ')}`;
    case 'multiple':
      return 'words separated by commas';
    default:
      return plainTypes[type.kind].describe;
  }
}

/** The words of a command; the text has none that would need a shell. */
export function commandWords(value: string): string[] {
  return value.split(/\s+/u).filter((word) => word !== '');
}

/** Why this text cannot be a value of the type, to be put behind its key; undefined when it can. */
export function valueProblem(type: ValueType, value: string): string | undefined {
  if (accepts(type, value)) return undefined;
  const elsewhere = (type.kind === 'url' || type.kind === 'urls') && value.includes('@') ? ': these belong into the credentials file' : '';
  const wanted = `must be ${article(describeType(type))}${elsewhere}`;
  const guess = type.kind === 'choice' ? didYouMean(value, type.choices) : '';
  return isDelicate(type) ? wanted : `${wanted}, not ${JSON.stringify(maskPasswords(value))}${guess}`;
}

/** Python's words for a switch, in any case; undefined for any other. */
export function switchValue(value: string): boolean | undefined {
  const word = value.toLowerCase();
  if (['1', 'yes', 'true', 'on'].includes(word)) return true;
  return ['0', 'no', 'false', 'off'].includes(word) ? false : undefined;
}

function accepts(type: ValueType, value: string): boolean {
  switch (type.kind) {
    case 'integer':
      return isInteger(value) && Number(value) >= type.min && Number(value) <= (type.max ?? Number.MAX_SAFE_INTEGER);
    case 'duration':
      return /^\+?\d{1,9}(?:\.\d{1,9})?$/u.test(value);
    case 'choice':
      return type.choices.includes(value.toLowerCase());
    case 'multiple':
      return value.split(',').every((word) => plainTypes[type.of].accepts(word.trim()));
    default:
      return plainTypes[type.kind].accepts(value);
  }
}

function isInteger(value: string): boolean {
  return /^[+-]?\d{1,15}$/u.test(value);
}

function isPlainUrl(value: string): boolean {
  // A password with # or / in it makes a URL of another host, whose path or fragment holds the @.
  return !value.includes('@') && URL.parse(value)?.protocol === 'https:';
}

function isDelicate(type: ValueType): boolean {
  if (!(type.kind in plainTypes)) return false;
  const plain: PlainType = plainTypes[type.kind as keyof typeof plainTypes];
  return plain.delicate === true;
}

function describeInteger({ min, max, unit }: Extract<ValueType, { kind: 'integer' }>): string {
  const range = max === undefined ? `${String(min)} or more` : `${String(min)} to ${String(max)}`;
  return `whole number${unit === undefined ? '' : ` of ${unit}`}, ${range}`;
}

function article(description: string): string {
  if (/^(?:one of|true|words|\/)/u.test(description)) return description;
  return `${/^(?:[aeiou]|https)/iu.test(description) ? 'an' : 'a'} ${description}`;
}
