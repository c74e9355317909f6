import { parseBackup } from './parse-backup.ts';
import { parseConfigure } from './parse-configure.ts';
import { parseDelete } from './parse-delete.ts';
import { parseReport, parseValidate } from './parse-report.ts';
import { parseCatalog, parseChange, parseRecover, parseRestore, parseSetInBlock, parseSwitchInBlock, parseSwitchToCopy } from './parse-restore.ts';
import type { JobStatement, RepositoryObject, Statement } from './statement.ts';
import type { TokenReader } from './token-reader.ts';

type Parse<Result> = (tokens: TokenReader) => Result;

/** Commands that may stand at the prompt and in a RUN block; each takes its own semicolon. */
const jobCommands: Readonly<Record<string, Parse<JobStatement>>> = {
  alter: parseAlter,
  backup: terminated(parseBackup),
  catalog: terminated(parseCatalog),
  change: terminated(parseChange),
  configure: terminated(parseConfigure),
  crosscheck: terminated((tokens) => ({ kind: 'crosscheck', what: parseRepositoryObject(tokens) })),
  delete: terminated(parseDelete),
  list: terminated(parseList),
  recover: terminated(parseRecover),
  report: terminated(parseReport),
  restore: terminated(parseRestore),
  resync: terminated(parseResync),
  show: terminated(parseShow),
  sql: terminated((tokens) => ({ kind: 'sql', statement: tokens.string(), quoted: true })),
  validate: terminated(parseValidate),
};

const promptCommands: Readonly<Record<string, Parse<Statement>>> = {
  ...jobCommands,
  connect: parseConnect,
  exit: parseExit,
  quit: parseExit,
  register: terminated(parseRegister),
  reset: terminated(parseReset),
  run: parseRun,
  set: parseSet,
  switch: terminated(parseSwitchToCopy),
};

const blockCommands: Readonly<Record<string, Parse<JobStatement>>> = {
  ...jobCommands,
  allocate: terminated(parseAllocate),
  release: terminated(parseRelease),
  set: terminated(parseSetInBlock),
  switch: terminated(parseSwitchInBlock),
};

/**
 * The next command of the input; the tokens must not be at their end.
 * @throws {RmanSyntaxError}
 */
export function parseStatement(tokens: TokenReader): Statement {
  return parseOneOf(promptCommands, tokens);
}

/** Every command of a command file: RMAN reads it to its end before it does anything. */
export function parseCommandFile(tokens: TokenReader): readonly Statement[] {
  const statements: Statement[] = [];
  while (!tokens.atEnd()) statements.push(parseStatement(tokens));
  return statements;
}

function parseOneOf<Result>(commands: Readonly<Record<string, Parse<Result>>>, tokens: TokenReader): Result {
  for (const [word, parse] of Object.entries(commands)) {
    if (tokens.accept(word)) return parse(tokens);
  }
  throw tokens.failure();
}

function terminated<Result>(parse: Parse<Result>): Parse<Result> {
  return (tokens) => {
    const statement = parse(tokens);
    tokens.expect(';');
    return statement;
  };
}

function parseConnect(tokens: TokenReader): Statement {
  const role = tokens.expectOneOf(['target', 'catalog']);
  const connectString = tokens.connectString();
  if (connectString === '') throw tokens.failure();
  tokens.endOfLineCommand();
  return { kind: 'connect', role, connectString };
}

function parseSet(tokens: TokenReader): Statement {
  if (tokens.accept('command')) return terminated(parseSetCommandId)(tokens);
  tokens.expect('echo');
  const on = tokens.expectOneOf(['on', 'off']) === 'on';
  tokens.endOfLineCommand();
  return { kind: 'set-echo', on };
}

/** SET COMMAND ID TO 'x'; outside a RUN block. */
function parseSetCommandId(tokens: TokenReader): Statement {
  tokens.expect('id');
  tokens.expect('to');
  return { kind: 'set-command-id', id: tokens.string() };
}

function parseExit(tokens: TokenReader): Statement {
  tokens.endOfLineCommand();
  return { kind: 'exit' };
}

function parseRegister(tokens: TokenReader): Statement {
  tokens.expect('database');
  return { kind: 'register' };
}

/** RESET DATABASE TO INCARNATION n */
function parseReset(tokens: TokenReader): Statement {
  for (const word of ['database', 'to', 'incarnation']) tokens.expect(word);
  return { kind: 'reset-database', incarnation: tokens.integer() };
}

function parseRun(tokens: TokenReader): Statement {
  tokens.expect('{');
  const statements: JobStatement[] = [];
  while (!tokens.accept('}')) statements.push(parseOneOf(blockCommands, tokens));
  // RMAN takes a block with and without a semicolon after it.
  tokens.endOfLineCommand();
  return { kind: 'run', statements };
}

function parseAllocate(tokens: TokenReader): JobStatement {
  tokens.expect('channel');
  const channel = tokens.identifier();
  if (tokens.accept('device')) tokens.expect('type');
  else tokens.expect('type');
  tokens.expect('disk');
  if (!tokens.accept('format')) return { kind: 'allocate-channel', channel, format: undefined };
  tokens.skipEquals();
  return { kind: 'allocate-channel', channel, format: tokens.string() };
}

function parseRelease(tokens: TokenReader): JobStatement {
  tokens.expect('channel');
  return { kind: 'release-channel', channel: tokens.identifier() };
}

function parseResync(tokens: TokenReader): JobStatement {
  tokens.expect('catalog');
  return { kind: 'resync' };
}

function parseShow(tokens: TokenReader): JobStatement {
  tokens.expect('all');
  return { kind: 'show' };
}

function parseList(tokens: TokenReader): JobStatement {
  const what = parseRepositoryObject(tokens);
  if (what !== 'copy' || !tokens.accept('of')) return { kind: 'list', what };
  tokens.expect('datafile');
  return { kind: 'list', what, file: tokens.integer() };
}

function parseRepositoryObject(tokens: TokenReader): RepositoryObject {
  const what = tokens.expectOneOf<RepositoryObject>(['archivelog', 'backup', 'copy']);
  if (what === 'archivelog') tokens.expect('all');
  return what;
}

function parseAlter(tokens: TokenReader): JobStatement {
  return { kind: 'sql', statement: tokens.sqlStatement(), quoted: false };
}
