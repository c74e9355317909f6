import { runCommandLine } from '#cli.ts';
import { bareWorld } from './bare-world.ts';

/** What a command line that needs no Oracle and no storage prints, run in a folder. */
export async function printedBy(cwd: string, ...args: readonly string[]): Promise<string> {
  const { world, stdout, printed } = bareWorld(cwd);
  await runCommandLine(args, { stdout, openWorld: async () => world });
  return printed();
}
