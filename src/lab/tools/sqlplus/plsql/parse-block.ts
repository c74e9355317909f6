import type { TokenCursor } from '../sql/token-cursor.ts';
import { unexpectedSymbol } from './compilation-error.ts';
import type { Argument, Block, Expression, Statement } from './syntax-tree.ts';

/** `[DECLARE name type; ...] BEGIN statement ... END;`. What else PL/SQL has is a syntax error here. @throws {SqlError} ORA-06550 */
export function parseBlock(cursor: TokenCursor): Block {
  const variables = new Set<string>();
  if (cursor.tryWords('DECLARE')) while (!cursor.atWord('BEGIN')) variables.add(parseDeclaration(cursor));
  if (!cursor.tryWords('BEGIN')) throw unexpected(cursor);
  const statements = parseStatements(cursor);
  expect(cursor, ';');
  if (!cursor.atEnd) throw unexpected(cursor);
  return { variables, statements };
}

function parseDeclaration(cursor: TokenCursor): string {
  const name = expectWord(cursor);
  let words = 0;
  for (; cursor.peek().kind === 'word'; words += 1) cursor.take();
  if (words === 0) throw unexpected(cursor);
  expect(cursor, ';');
  return name;
}

/** Up to and including END. */
function parseStatements(cursor: TokenCursor): Statement[] {
  const statements: Statement[] = [];
  do statements.push(parseStatement(cursor));
  while (!cursor.tryWords('END'));
  return statements;
}

function parseStatement(cursor: TokenCursor): Statement {
  const { offset } = cursor;
  if (cursor.tryWords('FOR')) return parseLoop(cursor);
  const statement = parseSimpleStatement(cursor, offset);
  expect(cursor, ';');
  return statement;
}

function parseSimpleStatement(cursor: TokenCursor, offset: number): Statement {
  if (cursor.tryWords('NULL')) return { kind: 'null' };
  if (cursor.trySymbol(':')) {
    const bind = expectWord(cursor);
    expect(cursor, ':=');
    return { kind: 'assign', bind, value: parseExpression(cursor), offset };
  }
  if (cursor.atWord('END', 'BEGIN', 'IF', 'SELECT', 'INSERT', 'UPDATE', 'DELETE', 'EXECUTE', 'EXCEPTION', 'LOOP', 'WHILE')) throw unexpected(cursor);
  const path = parsePath(cursor);
  return { kind: 'call', path, args: cursor.atSymbol('(') ? parseArguments(cursor) : [], offset };
}

/** FOR, then `name IN (query) LOOP ... END LOOP;` */
function parseLoop(cursor: TokenCursor): Statement {
  expectWord(cursor);
  if (!cursor.tryWords('IN')) throw unexpected(cursor);
  expect(cursor, '(');
  const from = cursor.offset;
  for (let depth = 1; depth > 0; ) {
    if (cursor.atEnd) throw unexpected(cursor);
    if (cursor.atSymbol('(')) depth += 1;
    if (cursor.atSymbol(')')) depth -= 1;
    cursor.take();
  }
  const query = cursor.text.slice(from, cursor.endOfLast - 1);
  if (!cursor.tryWords('LOOP')) throw unexpected(cursor);
  const body = parseStatements(cursor);
  if (!cursor.tryWords('LOOP')) throw unexpected(cursor);
  expect(cursor, ';');
  return { kind: 'loop', query, body };
}

function parseArguments(cursor: TokenCursor): Argument[] {
  const args: Argument[] = [];
  expect(cursor, '(');
  do {
    const isNamed = cursor.peek().kind === 'word' && cursor.peek(1).text === '=>';
    const name = isNamed ? expectWord(cursor) : undefined;
    if (isNamed) expect(cursor, '=>');
    args.push({ name, value: parseExpression(cursor) });
  } while (cursor.trySymbol(','));
  expect(cursor, ')');
  return args;
}

function parseExpression(cursor: TokenCursor): Expression {
  const token = cursor.peek();
  const { offset } = token;
  if (cursor.trySymbol(':')) return { kind: 'bind', name: expectWord(cursor), offset };
  if (token.kind === 'string') return { kind: 'literal', value: cursor.take().text };
  if (token.kind === 'number') return { kind: 'literal', value: Number(cursor.take().text) };
  if (token.kind !== 'word') throw unexpected(cursor);
  if (cursor.tryWords('TRUE')) return { kind: 'literal', value: true };
  if (cursor.tryWords('FALSE')) return { kind: 'literal', value: false };
  if (cursor.tryWords('NULL')) return { kind: 'literal', value: null };
  return { kind: 'name', path: parsePath(cursor), args: cursor.atSymbol('(') ? parseArguments(cursor) : undefined, offset };
}

function parsePath(cursor: TokenCursor): readonly string[] {
  const path = [expectWord(cursor)];
  while (cursor.trySymbol('.')) path.push(expectWord(cursor));
  return path;
}

function expectWord(cursor: TokenCursor): string {
  if (cursor.peek().kind !== 'word') throw unexpected(cursor);
  return cursor.take().text;
}

function expect(cursor: TokenCursor, symbol: string): void {
  if (!cursor.trySymbol(symbol)) throw unexpected(cursor);
}

function unexpected(cursor: TokenCursor): Error {
  return unexpectedSymbol(cursor.text, cursor.peek());
}
