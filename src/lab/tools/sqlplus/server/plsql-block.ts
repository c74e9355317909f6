import { openLabClock } from '#lab/lab-clock.ts';
import type { LabDatabase } from '#lab/oracle/database.ts';
import { isAtLeast } from '#oracle/oracle-version.ts';
import { SqlError } from '../sql/sql-error.ts';
import type { Token } from '../sql/tokens.ts';
import type { TokenCursor } from '../sql/token-cursor.ts';
import { versionOf } from './session-database.ts';
import { done } from './statement-result.ts';
import type { StatementResult } from './statement-result.ts';

/**
 * The few anonymous blocks the lab knows: `begin` with `null;` and sleeps, then `end;`. Everything else is reported the way
 * PL/SQL reports what it cannot compile. A sleep lets the lab's time pass at once.
 * @throws {SqlError} ORA-06550
 */
export function plsqlBlock(cursor: TokenCursor, db: LabDatabase): StatementResult {
  const seconds: number[] = [];
  if (!cursor.tryWords('BEGIN')) throw compilationError(cursor, 'PLS-00103: Encountered the symbol "DECLARE", which the lab does not simulate');
  do seconds.push(takeStatement(cursor, versionOf(db)));
  while (!cursor.atWord('END') && !cursor.atEnd);
  if (!cursor.tryWords('END') || !cursor.trySymbol(';')) throw unexpected(cursor, cursor.peek());
  if (!cursor.atEnd) throw unexpected(cursor, cursor.peek());
  openLabClock(db.labDir).advance(seconds.reduce((sum, each) => sum + each, 0) * 1000);
  return done('PL/SQL procedure successfully completed.');
}

/** One statement of the block: how many seconds it takes. */
function takeStatement(cursor: TokenCursor, version: string): number {
  if (cursor.tryWords('NULL')) {
    expect(cursor, ';');
    return 0;
  }
  const name = cursor.peek();
  if (name.kind !== 'word') throw unexpected(cursor, name);
  const packages = isAtLeast(version, '18.1') ? ['DBMS_SESSION', 'DBMS_LOCK'] : ['DBMS_LOCK'];
  const isSleep = packages.includes(name.text) && cursor.peek(1).text === '.' && cursor.peek(2).text === 'SLEEP';
  if (!isSleep) {
    throw compilationError(cursor, `PLS-00201: identifier '${qualifiedName(cursor)}' must be declared`, 'PL/SQL: Statement ignored');
  }
  for (let taken = 0; taken < 3; taken += 1) cursor.take();
  expect(cursor, '(');
  const seconds = cursor.take();
  if (seconds.kind !== 'number') throw unexpected(cursor, seconds);
  expect(cursor, ')');
  expect(cursor, ';');
  return Number(seconds.text);
}

function expect(cursor: TokenCursor, symbol: string): void {
  if (!cursor.trySymbol(symbol)) throw unexpected(cursor, cursor.peek());
}

function qualifiedName(cursor: TokenCursor): string {
  const next = cursor.peek(1).text === '.' ? `.${cursor.peek(2).text}` : '';
  return cursor.peek().text + next;
}

function unexpected(cursor: TokenCursor, token: Token): SqlError {
  const symbol = token.kind === 'end' ? 'end-of-file' : token.text;
  return compilationError(cursor, `PLS-00103: Encountered the symbol "${symbol}"`);
}

/** ORA-06550 names line and column of the block. */
function compilationError(cursor: TokenCursor, message: string, consequence?: string): SqlError {
  const before = cursor.text.slice(0, cursor.offset).split('\n');
  const place = `ORA-06550: line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}:`;
  return new SqlError([place, message, ...(consequence === undefined ? [] : [place, consequence])], cursor.offset);
}
