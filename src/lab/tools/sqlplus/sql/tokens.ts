import { SqlError } from './sql-error.ts';

export interface Token {
  readonly kind: 'word' | 'quoted' | 'number' | 'string' | 'symbol' | 'end';
  /** Words in upper case, quoted names and strings without their quotes, everything else as written. */
  readonly text: string;
  readonly offset: number;
  /** Offset of the first character after the token. */
  readonly end: number;
}

const wordStart = /[A-Za-z_]/;
const wordPart = /[A-Za-z0-9_$#]/;
const digit = /[0-9]/;
const closingDelimiters = new Map([['[', ']'], ['(', ')'], ['{', '}'], ['<', '>']]);
const symbols = ['||', '<>', '!=', '^=', '<=', '>=', '=>', ':=', '(', ')', ',', '.', '=', '<', '>', '+', '-', '*', '/', ';', '@', '%', ':'];

/**
 * Cuts a SQL statement into tokens; comments and blanks vanish. The last token is always of kind `end`.
 * @throws {SqlError} ORA-01756, ORA-00911, ORA-01740, ORA-01742
 */
export function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < text.length) {
    const next = skipBlank(text, at);
    if (next !== at) {
      at = next;
      continue;
    }
    const token = readToken(text, at);
    tokens.push(token);
    at = token.end;
  }
  tokens.push({ kind: 'end', text: '', offset: text.length, end: text.length });
  return tokens;
}

function skipBlank(text: string, at: number): number {
  if (/\s/.test(text.charAt(at))) return at + 1;
  if (text.startsWith('--', at)) {
    const lineEnd = text.indexOf('\n', at);
    return lineEnd === -1 ? text.length : lineEnd + 1;
  }
  if (!text.startsWith('/*', at)) return at;
  const close = text.indexOf('*/', at + 2);
  if (close === -1) throw new SqlError('ORA-01742: comment not terminated properly', at);
  return close + 2;
}

function readToken(text: string, at: number): Token {
  const first = text.charAt(at);
  if (first === "'") return readString(text, at, at);
  if (/[nN]/.test(first) && text.charAt(at + 1) === "'") return readString(text, at, at + 1);
  if (/[qQ]/.test(first) && text.charAt(at + 1) === "'") return readDelimitedString(text, at);
  if (first === '"') return readQuotedName(text, at);
  if (wordStart.test(first)) return readWord(text, at);
  if (digit.test(first) || (first === '.' && digit.test(text.charAt(at + 1)))) return readNumber(text, at);
  const symbol = symbols.find((candidate) => text.startsWith(candidate, at));
  if (symbol === undefined) throw new SqlError('ORA-00911: invalid character', at);
  return { kind: 'symbol', text: symbol, offset: at, end: at + symbol.length };
}

function readWord(text: string, at: number): Token {
  let end = at;
  while (end < text.length && wordPart.test(text.charAt(end))) end += 1;
  return { kind: 'word', text: text.slice(at, end).toUpperCase(), offset: at, end };
}

function readNumber(text: string, at: number): Token {
  const found = /^(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?/.exec(text.slice(at));
  const written = found?.[0] ?? '';
  return { kind: 'number', text: written, offset: at, end: at + written.length };
}

function readString(text: string, at: number, quoteAt: number): Token {
  let value = '';
  let index = quoteAt + 1;
  for (;;) {
    const close = text.indexOf("'", index);
    if (close === -1) throw new SqlError('ORA-01756: quoted string not properly terminated', at);
    value += text.slice(index, close);
    if (text.charAt(close + 1) !== "'") return { kind: 'string', text: value, offset: at, end: close + 1 };
    value += "'";
    index = close + 2;
  }
}

/** Oracle's `q'[it's]'` form. */
function readDelimitedString(text: string, at: number): Token {
  const open = text.charAt(at + 2);
  const close = `${closingDelimiters.get(open) ?? open}'`;
  const end = open === '' ? -1 : text.indexOf(close, at + 3);
  if (end === -1) throw new SqlError('ORA-01756: quoted string not properly terminated', at);
  return { kind: 'string', text: text.slice(at + 3, end), offset: at, end: end + 2 };
}

function readQuotedName(text: string, at: number): Token {
  const close = text.indexOf('"', at + 1);
  if (close === -1) throw new SqlError('ORA-01740: missing double quote in identifier', at);
  if (close === at + 1) throw new SqlError('ORA-01741: illegal zero-length identifier', at);
  return { kind: 'quoted', text: text.slice(at + 1, close), offset: at, end: close + 1 };
}
