import { SqlError } from '../sql/sql-error.ts';
import type { Token } from '../sql/tokens.ts';

/** ORA-06550 names line and column of the block. */
export function compilationError(text: string, offset: number, ...messages: readonly string[]): SqlError {
  const before = text.slice(0, offset).split('\n');
  const place = `ORA-06550: line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}:`;
  return new SqlError(messages.flatMap((message) => [place, message]), offset);
}

export function unexpectedSymbol(text: string, token: Token): SqlError {
  const symbol = token.kind === 'end' ? 'end-of-file' : token.text;
  return compilationError(text, token.offset, `PLS-00103: Encountered the symbol "${symbol}"`);
}

/** What is called or named is not there. */
export function undeclared(text: string, offset: number, path: readonly string[]): SqlError {
  return compilationError(text, offset, `PLS-00201: identifier '${path.slice(0, 2).join('.')}' must be declared`, 'PL/SQL: Statement ignored');
}
