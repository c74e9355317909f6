import { execute } from './execute.ts';
import { asFailure, errorStack } from './failure.ts';
import { hideConnectStrings } from './hidden-connect-string.ts';
import { parseStatement } from './parse-statement.ts';
import type { RmanSession } from './session.ts';
import type { Statement } from './statement.ts';
import { RmanSyntaxError } from './syntax-error.ts';
import { TokenReader } from './token-reader.ts';

/**
 * Runs what comes on standard input, one command after another; a failure does not end it, and after a syntax error it goes
 * on with the next line (law 42). Says whether everything succeeded.
 */
export async function runStandardInput(session: RmanSession, input: string): Promise<boolean> {
  let rest = withoutBlankLines(input);
  let succeeded = true;
  session.out.separate();
  for (;;) {
    session.out.raw('RMAN> ');
    const tokens = new TokenReader(rest, 'standard input');
    if (tokens.atEnd()) break;
    const command = readCommand(tokens);
    const read = 'error' in command ? afterLine(rest, command.error.offset) : tokens.offset;
    showInput(session, rest.slice(0, read));
    rest = withoutBlankLines(rest.slice(read));
    if ('error' in command) {
      session.out.lines(...errorStack(['RMAN-00558: error encountered while parsing input commands', ...command.error.causes]));
      succeeded = false;
    } else {
      if (command.statement.kind === 'exit') break;
      succeeded = (await executeOne(session, command.statement)) && succeeded;
    }
    session.out.lines('');
  }
  session.out.lines('', '', 'Recovery Manager complete.');
  return succeeded;
}

function readCommand(tokens: TokenReader): { readonly statement: Statement } | { readonly error: RmanSyntaxError } {
  try {
    return { statement: parseStatement(tokens) };
  } catch (error) {
    if (error instanceof RmanSyntaxError) return { error };
    throw error;
  }
}

async function executeOne(session: RmanSession, statement: Statement): Promise<boolean> {
  try {
    await execute(session, statement);
    // Echoing, RMAN leaves an empty line after what the server did.
    if (session.echo && statement.kind !== 'connect' && statement.kind !== 'set-echo') session.out.lines('');
    return true;
  } catch (error) {
    session.out.lines(...errorStack(asFailure(error).lines));
    return false;
  }
}

/** With SET ECHO ON the command as it was read, else only the end of the prompt's line. */
function showInput({ out, echo }: RmanSession, read: string): void {
  const [first = '', ...others] = echo ? hideConnectStrings(read).trim().split('\n') : [];
  out.lines(first, ...others.map((line, index) => `${index + 2}> ${line}`));
  out.begin();
}

function afterLine(text: string, offset: number): number {
  const lineEnd = text.indexOf('\n', offset);
  return lineEnd < 0 ? text.length : lineEnd + 1;
}

/** Empty lines only get another prompt: line numbers start after them. */
function withoutBlankLines(text: string): string {
  return text.replace(/^\s*\n/, '');
}
