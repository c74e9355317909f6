import { foundName, Lexer } from './lexer.ts';
import type { Token, TokenKind } from './lexer.ts';
import { RmanSyntaxError } from './syntax-error.ts';

/**
 * Reads tokens for the parser and remembers what it would have accepted at the present token, so that a syntax error can list
 * it as RMAN does.
 */
export class TokenReader {
  readonly #lexer: Lexer;
  readonly #file: string;
  #peeked: Token | undefined;
  #taken = '';
  readonly #expected = new Set<string>();

  /** @param file how a syntax error calls the input: a path, or "standard input" */
  constructor(source: string, file: string) {
    this.#lexer = new Lexer(source);
    this.#file = file;
  }

  get offset(): number {
    return this.#peeked?.offset ?? this.#lexer.offset;
  }

  atEnd(): boolean {
    return this.#peeked === undefined ? this.#lexer.atEnd() : this.#peeked.kind === 'end-of-file';
  }

  peek(): Token {
    this.#peeked ??= this.#lexer.next();
    return this.#peeked;
  }

  /** Takes these words, one after another, if the first is there; the others must follow. */
  accept(first: string, ...others: readonly string[]): boolean {
    if (!this.#is(first)) {
      this.#expected.add(first);
      return false;
    }
    this.#advance();
    for (const other of others) this.expect(other);
    return true;
  }

  /** Takes this word or sign, or fails. */
  expect(word: string): void {
    if (!this.accept(word)) throw this.failure();
  }

  /** Takes the first of these words that is there, or fails. */
  expectOneOf<Word extends string>(words: readonly Word[]): Word {
    const found = words.find((word) => this.accept(word));
    if (found === undefined) throw this.failure();
    return found;
  }

  integer(): number {
    return Number(this.#expectKind('integer').text);
  }

  /** A single- or double-quoted string; `wordsToo`: also a bare name, as RMAN takes for tags. */
  string({ wordsToo = false }: { readonly wordsToo?: boolean } = {}): string {
    const token = this.peek();
    const isString = token.kind === 'single-quoted-string' || token.kind === 'double-quoted-string';
    if (isString || (wordsToo && token.kind === 'word')) return this.#advance().written.replaceAll(/^['"]|['"]$/g, '');
    this.#expected.add('double-quoted-string').add('single-quoted-string');
    if (wordsToo) this.#expected.add('identifier');
    throw this.failure();
  }

  identifier(): string {
    return this.#expectKind('word', 'identifier').text;
  }

  /** The equals sign RMAN allows between an option and its value. */
  skipEquals(): void {
    this.accept('=');
  }

  connectString(): string {
    return this.#lexer.connectString();
  }

  /** CONNECT, SET ECHO and EXIT need no semicolon. */
  endOfLineCommand(): void {
    if (this.#peeked === undefined) this.#lexer.skipSemicolonInLine();
    else if (this.#is(';')) this.#advance();
  }

  /** The statement that began with the word just taken, up to its semicolon: RMAN sends SQL to the database as it is. */
  sqlStatement(): string {
    const statement = this.#taken + this.#lexer.untilSemicolon();
    this.expect(';');
    return statement.trim();
  }

  failure(): RmanSyntaxError {
    const token = this.peek();
    if (token.kind === 'end-of-file') {
      return new RmanSyntaxError(['RMAN-01006: error signaled during parse', 'RMAN-02002: unexpected end of input file reached'], token.offset);
    }
    const found = foundName(token);
    const expected = [...this.#expected].map((sign) => signNames[sign] ?? sign).sort(wordsFirst).join(', ');
    return new RmanSyntaxError(
      [
        `RMAN-01009: syntax error: found "${found}": expecting one of: "${expected}"`,
        ...(found === 'identifier' ? [`RMAN-01008: the bad identifier was: ${token.written}`] : []),
        `RMAN-01007: at line ${token.line} column ${token.column} file: ${this.#file}`,
      ],
      token.offset,
    );
  }

  #is(word: string): boolean {
    const token = this.peek();
    return (token.kind === 'word' || token.kind === 'punctuation' || token.kind === 'integer') && token.text === word;
  }

  #expectKind(kind: TokenKind, name: string = kind): Token {
    if (this.peek().kind === kind) return this.#advance();
    this.#expected.add(name);
    throw this.failure();
  }

  #advance(): Token {
    const token = this.peek();
    this.#peeked = undefined;
    this.#taken = token.written;
    this.#expected.clear();
    return token;
  }
}

const signNames: Readonly<Record<string, string>> = { '=': 'equal', ',': 'comma' };

function wordsFirst(left: string, right: string): number {
  const signOrder = Number(/^\W/.test(left)) - Number(/^\W/.test(right));
  if (signOrder !== 0) return signOrder;
  return left < right ? -1 : 1;
}
