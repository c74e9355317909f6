import type { Command } from 'commander';
import { openConfiguration } from '#core/config/locate.ts';
import { UsageError } from '#core/errors.ts';
import { installationRoot } from '#core/installation.ts';
import { didYouMean } from '#core/nearest.ts';
import { spellOutLine } from '#core/spelled-out.ts';
import { completeLast } from './completion/candidates.ts';
import { shellScripts } from './completion/scripts.ts';
import type { CommandContext } from './context.ts';
import { refuseJson } from './no-json.ts';

/** What `icb completion` and `icb man` need of the command line itself. */
export interface TableContext extends CommandContext {
  /** icb, with all its commands. */
  readonly program: Command;
}

/** `icb completion bash | zsh | fish`, and what the scripts it prints ask: `icb completion words -- WORD...`. */
export function run(shell: string, words: readonly string[], { world, options, program }: TableContext): number {
  refuseJson(options, 'completion');
  if (shell === 'words') {
    const candidates = completeLast(program, words, (file) => databasesIn(file ?? options.config, world));
    for (const { word, meaning } of candidates) world.stdout.write(`${spellOutLine(word)}${meaning === '' ? '' : `\t${spellOutLine(meaning)}`}\n`);
    return 0;
  }
  const names = Object.keys(shellScripts);
  const script = Object.hasOwn(shellScripts, shell) ? shellScripts[shell] : undefined;
  if (script === undefined) throw new UsageError(`unknown shell ${shell}${didYouMean(shell, names)}; allowed: ${names.join(', ')}`);
  if (words.length > 0) throw new UsageError(`completion: too many words: ${words.join(' ')}; usage: icb completion <shell>`);
  world.stdout.write(script);
  return 0;
}

/** None where there is no configuration that can be read: a shell that waits for words is no place for complaints. */
function databasesIn(file: string | undefined, { env, cwd }: CommandContext['world']): readonly string[] {
  try {
    return openConfiguration({ option: file, env, cwd, installationRoot }).databases;
  } catch {
    return [];
  }
}
