// `srvctl config` and `opatch lsinventory` only document the run: their output goes to the log, and whatever goes wrong
// with them (missing, failing, slow: opatch starts Java) is a warning. The backup itself is done by then.

import { basename } from 'node:path';
import { IcbError } from '#core/errors.ts';
import type { ToolSurroundings } from './tool-surroundings.ts';
import type { ToolExit } from './tool.ts';

/**
 * Runs a program for its output in the log. Returns a sentence when it failed, undefined when it went well.
 * @param timeLimit ends the program when aborted; that too is only a sentence
 */
export async function runInventory(
  args: readonly string[],
  { program, env, launch, log }: ToolSurroundings,
  timeLimit: AbortSignal,
  signal: AbortSignal,
): Promise<string | undefined> {
  const name = [basename(program), ...args].join(' ');
  signal.throwIfAborted();
  log.debug(`${name} starts`);
  try {
    const exit = await launch({
      program,
      args,
      env,
      onOutput: (chunk) => log.toolOutput(chunk),
      signal: AbortSignal.any([signal, timeLimit]),
    });
    signal.throwIfAborted();
    return timeLimit.aborted ? `${name} took too long and was ended` : describeExit(name, exit);
  } catch (error) {
    if (signal.aborted || !(error instanceof IcbError)) throw error;
    return error.message;
  }
}

function describeExit(name: string, exit: ToolExit): string | undefined {
  if ('killedBy' in exit) return `${name} was killed by ${exit.killedBy}`;
  return exit.exitCode === 0 ? undefined : `${name} ended with exit code ${exit.exitCode}`;
}
