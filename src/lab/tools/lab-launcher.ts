import { accessSync, constants } from 'node:fs';
import { basename, relative } from 'node:path';
import type { Clock } from '#core/clock.ts';
import { IcbError } from '#core/errors.ts';
import { processLauncher } from '#oracle/programs/process-launcher.ts';
import type { ToolExit, ToolInvocation, ToolLauncher } from '#oracle/programs/tool.ts';
import { isToolName, runTool } from './run-tool.ts';
import type { ToolName } from './run-tool.ts';
import { ToolKilled } from './tool-call.ts';

/** Runs the simulated programs of one lab in this process instead of starting them; all others are started. */
export function labLauncher(labDir: string, clock: Clock): ToolLauncher {
  const startRealProgram = processLauncher();
  return async function launch(invocation: ToolInvocation): Promise<ToolExit> {
    const tool = toolOf(labDir, invocation.program);
    if (tool === undefined) return await startRealProgram(invocation);
    if (invocation.signal.aborted) return { killedBy: 'SIGTERM' };
    try {
      const exitCode = await runTool(tool, {
        labDir,
        args: invocation.args,
        env: invocation.env,
        stdin: invocation.input ?? '',
        stdout: invocation.onOutput,
        clock,
        signal: invocation.signal,
      });
      return { exitCode };
    } catch (error) {
      if (error instanceof ToolKilled) return { killedBy: error.signalName };
      throw error;
    }
  };
}

/** The simulated program of that path; undefined for a program outside the lab. */
function toolOf(labDir: string, program: string): ToolName | undefined {
  if (relative(labDir, program).startsWith('..')) return undefined;
  const name = basename(program);
  if (!isToolName(name)) throw new IcbError(`cannot start ${program}: not a program of the lab`);
  try {
    accessSync(program, constants.X_OK);
  } catch (cause) {
    throw new IcbError(`cannot start ${program}: missing or not executable`, { cause });
  }
  return name;
}
