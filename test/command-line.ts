import { PassThrough } from 'node:stream';
import { runCommandLine } from '#cli.ts';
import type { World } from '#commands/context.ts';
import { fakeClock } from './core/fake-clock.ts';

/** What a command line that needs no Oracle and no storage prints, run in a folder. */
export async function printedBy(cwd: string, ...args: readonly string[]): Promise<string> {
  const stdout = new PassThrough({ encoding: 'utf8' });
  const world: World = {
    env: {},
    cwd,
    stdin: new PassThrough(),
    stdout,
    stderr: new PassThrough(),
    clock: fakeClock('2024-03-05T01:02:03Z'),
    launchTool: () => Promise.reject(new Error('not expected')),
    effectiveUid: 1000,
    signal: new AbortController().signal,
  };
  await runCommandLine(args, { stdout, openWorld: async () => world });
  return String(stdout.read() ?? '');
}
