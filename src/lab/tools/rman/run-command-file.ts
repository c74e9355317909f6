import { readFileSync } from 'node:fs';
import { execute } from './execute.ts';
import { asFailure, errorStack } from './failure.ts';
import { hideConnectStrings } from './hidden-connect-string.ts';
import { parseCommandFile } from './parse-statement.ts';
import type { RmanSession } from './session.ts';
import type { Statement } from './statement.ts';
import { RmanSyntaxError } from './syntax-error.ts';
import { TokenReader } from './token-reader.ts';

/**
 * Runs a command file: read and echoed to its end first, then executed up to the first failure (law 42). Says whether
 * everything succeeded.
 */
export async function runCommandFile(session: RmanSession, path: string, options: { readonly checkSyntax: boolean }): Promise<boolean> {
  const source = readSource(session, path);
  const statements = source === undefined ? undefined : parse(session, source, path);
  const succeeded = statements !== undefined && (options.checkSyntax ? sayChecked(session) : await executeAll(session, statements));
  session.out.lines('', 'Recovery Manager complete.');
  return succeeded;
}

function readSource(session: RmanSession, path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    session.out.lines(...errorStack([`RMAN-00557: could not open CMDFILE "${path}"`]));
    return undefined;
  }
}

function parse(session: RmanSession, source: string, path: string): readonly Statement[] | undefined {
  try {
    const statements = parseCommandFile(new TokenReader(source, path));
    echo(session, source);
    return statements;
  } catch (error) {
    if (!(error instanceof RmanSyntaxError)) throw error;
    const lineEnd = source.indexOf('\n', error.offset);
    echo(session, lineEnd < 0 ? source : source.slice(0, lineEnd));
    session.out.lines(...errorStack(['RMAN-00558: error encountered while parsing input commands', ...error.causes]));
    return undefined;
  }
}

/** RMAN echoes what it reads from a command file, whatever SET ECHO says. */
function echo({ out }: RmanSession, source: string): void {
  const [first = '', ...others] = hideConnectStrings(source).split('\n');
  out.separate();
  out.lines(`RMAN> ${first}`, ...others.map((line, index) => `${index + 2}> ${line}`));
  out.begin();
}

async function executeAll(session: RmanSession, statements: readonly Statement[]): Promise<boolean> {
  try {
    for (const statement of statements) {
      if (statement.kind === 'exit') break;
      session.out.separate();
      await execute(session, statement);
    }
    return true;
  } catch (error) {
    session.out.lines(...errorStack(asFailure(error).lines));
    return false;
  }
}

function sayChecked({ out }: RmanSession): boolean {
  out.lines('The cmdfile has no syntax errors');
  return true;
}
