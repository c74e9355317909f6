import { RmanSyntaxError } from './syntax-error.ts';
import { keywords } from './keywords.ts';

/** What a token is, in the words of RMAN's syntax errors. */
export type TokenKind = 'word' | 'integer' | 'single-quoted-string' | 'double-quoted-string' | 'punctuation' | 'end-of-file';

export interface Token {
  readonly kind: TokenKind;
  /** Lower case for words, without quotes for strings. */
  readonly text: string;
  /** As it was written. */
  readonly written: string;
  readonly offset: number;
  /** 1 is the first. */
  readonly line: number;
  readonly column: number;
}

const spaceOrComment = /(?:\s|#[^\n]*)*/y;
const spaceInLine = /[^\S\n]*/y;
const word = /[A-Za-z_][A-Za-z0-9_$#]*/y;
const integer = /[0-9]+/y;
const quoted = /'[^']*'|"[^"]*"/y;
const punctuation = /[;{}(),=@&/:.+*]/y;

/** Cuts RMAN input into tokens, on demand: a connect string and an SQL statement are not made of tokens. */
export class Lexer {
  readonly #source: string;
  #offset = 0;

  constructor(source: string) {
    this.#source = source;
  }

  get offset(): number {
    return this.#offset;
  }

  next(): Token {
    this.#match(spaceOrComment);
    const offset = this.#offset;
    if (offset >= this.#source.length) return this.#token('end-of-file', '', '', offset);

    const aWord = this.#match(word);
    if (aWord !== undefined) return this.#token('word', aWord.toLowerCase(), aWord, offset);
    const aNumber = this.#match(integer);
    if (aNumber !== undefined) return this.#token('integer', aNumber, aNumber, offset);
    const aString = this.#match(quoted);
    if (aString !== undefined) {
      return this.#token(aString.startsWith("'") ? 'single-quoted-string' : 'double-quoted-string', aString.slice(1, -1), aString, offset);
    }
    const aSign = this.#match(punctuation);
    if (aSign !== undefined) return this.#token('punctuation', aSign, aSign, offset);
    throw this.#unreadable(offset);
  }

  /** The rest up to, not including, the next semicolon outside quotes, or up to the end. */
  untilSemicolon(): string {
    return this.#match(/(?:[^;'"]|'[^']*'|"[^"]*")*/y) ?? '';
  }

  /** A connect string: quoted, or everything up to white space or a semicolon. */
  connectString(): string {
    this.#match(spaceInLine);
    const string = this.#match(quoted);
    if (string !== undefined) return string.slice(1, -1);
    return this.#match(/[^\s;]+/y) ?? '';
  }

  /** Takes a semicolon if one follows on the same line. */
  skipSemicolonInLine(): void {
    this.#match(/[^\S\n]*;/y);
  }

  /** Whether nothing but white space and comments is left. */
  atEnd(): boolean {
    this.#match(spaceOrComment);
    return this.#offset >= this.#source.length;
  }

  #match(expression: RegExp): string | undefined {
    expression.lastIndex = this.#offset;
    const text = expression.exec(this.#source)?.[0];
    if (text !== undefined) this.#offset += text.length;
    return text;
  }

  #token(kind: TokenKind, text: string, written: string, offset: number): Token {
    const before = this.#source.slice(0, offset);
    const lineStart = before.lastIndexOf('\n') + 1;
    return { kind, text, written, offset, line: before.split('\n').length, column: offset - lineStart + 1 };
  }

  #unreadable(offset: number): RmanSyntaxError {
    const sign = this.#source[offset] ?? '';
    // A string that is never closed runs to the end of the input.
    if (sign === "'" || sign === '"') {
      this.#offset = this.#source.length;
      return new RmanSyntaxError(['RMAN-01006: error signaled during parse', 'RMAN-02002: unexpected end of input file reached'], this.#offset);
    }
    return new RmanSyntaxError(['RMAN-01006: error signaled during parse', `RMAN-02001: unrecognized punctuation symbol "${sign}"`], offset);
  }
}

/** How a syntax error calls a token. */
export function foundName(token: Token): string {
  if (token.kind === 'word') return keywords.has(token.text) ? token.text : 'identifier';
  if (token.kind === 'punctuation') return token.text;
  return token.kind;
}
