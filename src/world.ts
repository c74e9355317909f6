import type { World } from '#commands/context.ts';
import { systemClock } from '#core/clock.ts';

/** The real world of a command: this process, the system clock, real programs. */
export function openWorld(signal: AbortSignal): World {
  return {
    env: process.env,
    cwd: currentFolder(),
    get stdin() {
      return process.stdin;
    },
    stdout: process.stdout,
    stderr: process.stderr,
    clock: systemClock,
    launchTool: async (invocation) => {
      const { processLauncher } = await import('#oracle/programs/process-launcher.ts');
      return processLauncher()(invocation);
    },
    effectiveUid: process.geteuid?.(),
    signal,
  };
}

/** The folder we were started in may have been removed since. */
function currentFolder(): string {
  try {
    return process.cwd();
  } catch {
    return '/';
  }
}
