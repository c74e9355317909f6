import { join } from 'node:path';
import { runCommandLine } from '#cli.ts';
import type { World } from '#commands/context.ts';
import { IcbError } from '#core/errors.ts';
import type { LabClock } from './lab-clock.ts';

/** Where the demo plays. */
export interface Stage {
  readonly directory: string;
  readonly area: string;
  readonly clock: LabClock;
  readonly world: World;
}

export async function chapter(stage: Stage, title: string, commands: ReadonlyArray<readonly string[]>): Promise<void> {
  heading(stage, title);
  for (const words of commands) await command(stage, words);
}

/**
 * Shows a command as one would type it, and runs it.
 * @param env what has to be in its environment
 * @throws {IcbError} when it fails
 */
export async function command({ world, directory }: Stage, words: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<void> {
  const variables = Object.entries(env).map(([name, value]) => `${name}=${value} `).join('');
  world.stdout.write(`\n$ ${variables}icb ${words.map(quoted).join(' ')}\n`);
  const args = ['--config', join(directory, 'backup.cfg'), ...words];
  const exitCode = await runCommandLine(args, { stdout: world.stdout, openWorld: async () => ({ ...world, env: { ...world.env, ...env } }) });
  if (exitCode !== 0) throw new IcbError(`icb ${words.join(' ')} ended with exit code ${exitCode}`);
}

export function heading({ world }: Stage, title: string): void {
  world.stdout.write(`\n--- ${title} ${'-'.repeat(Math.max(3, 100 - title.length))}\n`);
}

function quoted(word: string): string {
  return /^[\w./:+@=-]+$/u.test(word) ? word : `'${word}'`;
}
