import { takeFault } from '#lab/faults.ts';
import { softwareOf } from '#lab/database-kind.ts';
import { fileCreationLines } from '#lab/oracle/oracle-error.ts';
import { isAtLeast } from '#oracle/oracle-version.ts';
import type { ToolCall } from '../tool-call.ts';
import { CommandLineError, parseCommandLine } from './command-line.ts';
import type { CommandLine } from './command-line.ts';
import { connect } from './commands/connect.ts';
import { asFailure, errorStack } from './failure.ts';
import { RmanOutput } from './output.ts';
import { runCommandFile } from './run-command-file.ts';
import { runStandardInput } from './run-standard-input.ts';
import { RmanSession } from './session.ts';

/**
 * The simulated `rman`. It executes the commands the product sends, writes what the real one writes, and calls
 * everything else a syntax error. Not modelled: prompting, PIPE, SCRIPT, DEBUG, MSGNO and the media manager.
 */
export async function runRman(call: ToolCall): Promise<number> {
  if ((call.env['ORACLE_HOME'] ?? '') === '') {
    call.stdout('Message file RMAN<lang>.msb not found\nVerify that ORACLE_HOME is set properly\n');
    return 1;
  }
  try {
    return await runSession(call, parseCommandLine(call.args));
  } catch (error) {
    if (!(error instanceof CommandLineError)) throw error;
    call.stdout(`\n${error.lines.join('\n')}\n`);
    return 1;
  }
}

async function runSession(call: ToolCall, commandLine: CommandLine): Promise<number> {
  using out = openOutput(call, commandLine);
  const session = new RmanSession(call, out);
  out.lines(...banner(call));
  if (!connectFromCommandLine(session, commandLine)) return 1;

  const { commandFile } = commandLine;
  const succeeded = commandFile === undefined
    ? await runStandardInput(session, call.stdin)
    : await runCommandFile(session, commandFile, commandLine);
  session.end();
  return succeeded || takeFault(call.labDir, 'rman-exit-0') !== undefined ? 0 : 1;
}

/** @throws {CommandLineError} when the log cannot be written; the text is not confirmed */
function openOutput(call: ToolCall, { log }: CommandLine): RmanOutput {
  try {
    return new RmanOutput(call, log);
  } catch (error) {
    const lines = [`RMAN-00554: initialization of internal recovery manager package failed: ${log?.path ?? ''}`, ...fileCreationLines(error)];
    throw new CommandLineError(errorStack(lines));
  }
}

function connectFromCommandLine(session: RmanSession, { target, catalog }: CommandLine): boolean {
  try {
    if (target !== undefined) connect(session, 'target', target);
    if (catalog !== undefined) connect(session, 'catalog', catalog);
    return true;
  } catch (error) {
    session.out.lines(...errorStack(['RMAN-00554: initialization of internal recovery manager package failed', ...asFailure(error).lines]));
    return false;
  }
}

/** In two lines since 18c. */
function banner({ clock, env }: ToolCall): readonly string[] {
  const { version, fullVersion } = softwareOf(env['ORACLE_HOME'] ?? '');
  const date = clock.now().toLocal().reconfigure({ locale: 'en' }).toFormat('ccc LLL d HH:mm:ss yyyy');
  return [
    '',
    `Recovery Manager: Release ${version} - Production on ${date}`,
    ...(isAtLeast(version, '18.1') ? [`Version ${fullVersion}`] : []),
    '',
    'Copyright (c) 1982, 2019, Oracle and/or its affiliates.  All rights reserved.',
    '',
  ];
}
