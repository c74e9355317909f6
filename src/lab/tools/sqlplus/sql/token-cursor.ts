import { SqlError } from './sql-error.ts';
import { tokenize } from './tokens.ts';
import type { Token } from './tokens.ts';

/** Walks over the tokens of one statement. */
export class TokenCursor {
  readonly text: string;
  readonly #tokens: readonly Token[];
  #at = 0;

  /** @throws {SqlError} when the text cannot be cut into tokens */
  constructor(text: string) {
    this.text = text;
    this.#tokens = tokenize(text);
  }

  get offset(): number {
    return this.peek().offset;
  }

  /** Offset just after the token taken last. */
  get endOfLast(): number {
    return this.#tokens[this.#at - 1]?.end ?? 0;
  }

  /** Where to return to when a reading turns out wrong. */
  get position(): number {
    return this.#at;
  }

  set position(position: number) {
    this.#at = position;
  }

  peek(ahead = 0): Token {
    const last = this.#tokens.length - 1;
    return this.#tokens[Math.min(this.#at + ahead, last)] as Token;
  }

  take(): Token {
    const token = this.peek();
    if (token.kind !== 'end') this.#at += 1;
    return token;
  }

  /** Whether the next token is one of these words (upper case). */
  atWord(...words: readonly string[]): boolean {
    const token = this.peek();
    return token.kind === 'word' && words.includes(token.text);
  }

  atSymbol(...symbols: readonly string[]): boolean {
    const token = this.peek();
    return token.kind === 'symbol' && symbols.includes(token.text);
  }

  get atEnd(): boolean {
    return this.peek().kind === 'end';
  }

  /** Takes these words if all of them come next. */
  tryWords(...words: readonly string[]): boolean {
    const matches = words.every((word, index) => {
      const token = this.peek(index);
      return token.kind === 'word' && token.text === word;
    });
    if (matches) this.#at += words.length;
    return matches;
  }

  trySymbol(symbol: string): boolean {
    if (!this.atSymbol(symbol)) return false;
    this.#at += 1;
    return true;
  }

  /** @throws {SqlError} with this message when the word is not next */
  expectWord(word: string, message: string): void {
    if (!this.tryWords(word)) throw new SqlError(message, this.offset);
  }

  expectSymbol(symbol: string, message: string): void {
    if (!this.trySymbol(symbol)) throw new SqlError(message, this.offset);
  }

  /** A name, quoted or not. @throws {SqlError} with this message when no name is next */
  expectName(message: string): string {
    const token = this.peek();
    if (token.kind !== 'word' && token.kind !== 'quoted') throw new SqlError(message, this.offset);
    return this.take().text;
  }

  expectString(message: string): string {
    if (this.peek().kind !== 'string') throw new SqlError(message, this.offset);
    return this.take().text;
  }

  /** @throws {SqlError} when anything is left */
  expectEnd(message: string): void {
    if (!this.atEnd) throw new SqlError(message, this.offset);
  }
}
