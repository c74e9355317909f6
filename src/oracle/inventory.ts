// `srvctl config` and `opatch lsinventory` only document the run: their output goes to the log, and whatever goes wrong
// with them (missing, failing, slow: opatch starts Java) is a warning. The backup itself is done by then.

import { basename, join } from 'node:path';
import { IcbError } from '#core/errors.ts';
import { oracleEnvironment } from './programs/environment.ts';
import type { ToolSurroundings } from './programs/tool-surroundings.ts';
import type { ToolExit } from './programs/tool.ts';

export interface InventoryLimits {
  /** Ends the program when aborted; that too is only a sentence. */
  readonly timeLimit: AbortSignal;
  /** A line that tells of a failure, for a program whose exit code does not. */
  readonly errorLine?: RegExp;
}

/** What a program printed, and a sentence when it failed. */
export interface CapturedRun {
  readonly output: string;
  readonly fault: string | undefined;
}

/** The same programs for what they print. */
export interface InventoryTools {
  srvctl(args: readonly string[], signal: AbortSignal): Promise<CapturedRun>;
  opatch(args: readonly string[], signal: AbortSignal): Promise<CapturedRun>;
}

// opatch takes some ten seconds; srvctl may wait for a cluster that does not answer.
export const inventoryLimitMs = 300_000;

export function createInventoryTools({ oracleHome, tnsAdmin, ...surroundings }: Pick<ToolSurroundings, 'launch' | 'log'> & { readonly oracleHome: string; readonly tnsAdmin: string }): InventoryTools {
  const env = oracleEnvironment({ oracleHome, tnsAdmin });
  const capture = async (program: string, args: readonly string[], signal: AbortSignal): Promise<CapturedRun> => {
    let output = '';
    const log = { ...surroundings.log, toolOutput: (chunk: string) => void (output += chunk) };
    const fault = await runInventory(args, { ...surroundings, program, env, log }, { timeLimit: AbortSignal.timeout(inventoryLimitMs) }, signal);
    return { output, fault };
  };
  return {
    srvctl: async (args, signal) => capture(join(oracleHome, 'bin', 'srvctl'), args, signal),
    opatch: async (args, signal) => capture(join(oracleHome, 'OPatch', 'opatch'), args, signal),
  };
}

/** Runs a program for its output in the log. Returns a sentence when it failed, undefined when it went well. */
export async function runInventory(
  args: readonly string[],
  { program, env, launch, log }: Pick<ToolSurroundings, 'program' | 'env' | 'launch' | 'log'>,
  { timeLimit, errorLine }: InventoryLimits,
  signal: AbortSignal,
): Promise<string | undefined> {
  const name = [basename(program), ...args].join(' ');
  signal.throwIfAborted();
  log.debug(`${name} starts`);
  const errors: string[] = [];
  try {
    const exit = await launch({
      program,
      args,
      env,
      // Whole lines, perhaps several.
      onOutput: (chunk) => {
        log.toolOutput(chunk);
        if (errorLine !== undefined) errors.push(...chunk.split('\n').filter((line) => errorLine.test(line)));
      },
      signal: AbortSignal.any([signal, timeLimit]),
    });
    signal.throwIfAborted();
    if (timeLimit.aborted) return `${name} took too long and was ended`;
    return describeExit(name, exit) ?? (errors.length === 0 ? undefined : `${name}: ${errors.map((line) => line.trim()).join('; ')}`);
  } catch (error) {
    if (signal.aborted || !(error instanceof IcbError)) throw error;
    return error.message;
  }
}

function describeExit(name: string, exit: ToolExit): string | undefined {
  if ('killedBy' in exit) return `${name} was killed by ${exit.killedBy}`;
  return exit.exitCode === 0 ? undefined : `${name} ended with exit code ${exit.exitCode}`;
}
