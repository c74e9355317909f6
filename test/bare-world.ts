import { PassThrough } from 'node:stream';
import type { World } from '#commands/context.ts';
import { fakeClock } from './core/fake-clock.ts';

/** The world of a command that needs no Oracle: run in a folder, with an empty environment; what it printed so far. */
export function bareWorld(cwd: string, changes: Partial<World> = {}) {
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
    ...changes,
  };
  return { world, stdout, printed: (): string => String(stdout.read() ?? '') };
}
