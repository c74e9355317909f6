// Options that every command understands, before and after its name.

import type { Command } from 'commander';
import { showsColor } from '#commands/color.ts';
import type { CommandContext, World } from '#commands/context.ts';

/** Adds them; errors come back as exceptions. */
export function withGlobalOptions(command: Command): Command {
  return command
    .option('--config <file>', 'configuration file')
    .option('--json', 'one JSON document on stdout, everything else on stderr')
    .option('--quiet', 'warnings and errors only')
    .option('--verbose', 'details on screen too')
    .option('--no-color', 'no colours')
    .exitOverride();
}

/** The screen of a command, which may have colours, is stdout unless that is for programs. */
export function contextOf(command: Command, world: World): CommandContext {
  const options = globalOptions(command);
  const color = options.color && showsColor(options.json ? world.stderr : world.stdout, world);
  return { world, options: { ...options, color } };
}

/** From icb itself down to the command. */
function withAncestors(command: Command): Command[] {
  return command.parent === null ? [command] : [...withAncestors(command.parent), command];
}

function globalOptions(command: Command): CommandContext['options'] {
  const levels = withAncestors(command).map((level) => level.opts<Record<string, unknown>>());
  const isSet = (name: string): boolean => levels.some((options) => options[name] === true);
  const file = levels.map((options) => options['config']).findLast((value) => typeof value === 'string');
  return {
    ...(file === undefined ? {} : { config: file }),
    json: isSet('json'),
    quiet: isSet('quiet'),
    verbose: isSet('verbose'),
    color: levels.every((options) => options['color'] !== false),
  };
}
