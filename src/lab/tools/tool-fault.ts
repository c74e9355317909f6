import { takeFault } from '#lab/faults.ts';
import type { ToolCall } from './tool-call.ts';
import { ToolKilled } from './tool-call.ts';

/**
 * The fault `tool-error` {tool, lines?, exitCode?, hang?: true}: the program prints these lines and fails, or does not come back.
 * @returns the exit code, or nothing when no such fault is set
 */
export async function failByFault(call: ToolCall, tool: string): Promise<number | undefined> {
  const fault = takeFault(call.labDir, 'tool-error', (candidate) => candidate['tool'] === tool);
  if (fault === undefined) return undefined;
  const lines = Array.isArray(fault['lines']) ? fault['lines'].map(String) : [];
  if (lines.length > 0) call.stdout(`${lines.join('\n')}\n`);
  if (fault['hang'] === true) await untilEnded(call.signal);
  return typeof fault['exitCode'] === 'number' ? fault['exitCode'] : 1;
}

/** Never comes back. @throws {ToolKilled} when the program is told to end */
export async function untilEnded(signal: AbortSignal): Promise<never> {
  return await new Promise<never>((_, reject) => {
    // keeps a process alive that has nothing else to wait for
    const waiting = setInterval(() => undefined, 60_000);
    const end = (): void => {
      clearInterval(waiting);
      reject(new ToolKilled('SIGTERM'));
    };
    if (signal.aborted) end();
    else signal.addEventListener('abort', end, { once: true });
  });
}
