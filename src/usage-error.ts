// Wrong words on the command line: commander's complaints in icb's words, with what is allowed.

import type { Command, CommanderError } from 'commander';
import { UsageError } from '#core/errors.ts';
import { didYouMean } from '#core/nearest.ts';

const hint = 'icb --help lists the commands, icb <command> --help what each one takes';

export function usageError(error: CommanderError, program: Command): UsageError {
  if (error.code === 'commander.help') return new UsageError(`no command given; ${allowedCommands(program)}`, { hint });
  if (error.code === 'commander.unknownCommand') {
    const word = program.args[0] ?? '';
    const names = program.commands.map((command) => command.name());
    return new UsageError(`unknown command ${word}${didYouMean(word, names)}; ${allowedCommands(program)}`, { hint });
  }
  const command = commandIn(program);
  const isTimeSurplus = error.code === 'commander.excessArguments' && command.args.slice(command.registeredArguments.length).some((word) => /^\d\d:\d\d/u.test(word));
  return new UsageError(explain(error, command), { hint: isTimeSurplus ? 'put date and time in quotes: "2026-11-20 14:30:00"' : hint });
}

function allowedCommands(program: Command): string {
  return `allowed: ${program.commands.map((command) => command.name()).join(', ')}`;
}

/** The command whose words these are; icb itself when it came to none. */
function commandIn(program: Command): Command {
  const inner = program.commands.find((command) => command.name() === program.args[0]);
  return inner === undefined ? program : commandIn(inner);
}

function explain({ code, message }: CommanderError, command: Command): string {
  const name = command.parent === null ? '' : `${command.name()}: `;
  const word = /'(.*?)'/.exec(message)?.[1] ?? '';
  const argumentsTaken = command.registeredArguments;
  if (code === 'commander.missingArgument') {
    const description = argumentsTaken.find((argument) => argument.name() === word)?.description ?? '';
    return `${name}<${word}> is missing (${description}); usage: ${usageOf(command)}`;
  }
  if (code === 'commander.excessArguments') {
    return `${name}too many words: ${command.args.slice(argumentsTaken.length).join(' ')}; usage: ${usageOf(command)}`;
  }
  if (code === 'commander.unknownOption') {
    const owners = command.commands.filter((one) => longOptions(one).includes(word));
    const owner = owners.find((one) => command.args.includes(one.name())) ?? owners[0];
    if (owner !== undefined) return `${word} is an option of ${owner.name()}; usage: ${usageOf(owner)} ${word}`;
    const options = longOptions(command);
    return `${name}unknown option ${word}${didYouMean(word, options)}; allowed: ${options.join(', ')}`;
  }
  if (code === 'commander.optionMissingArgument') return `${name}option ${word} needs a value`;
  return `${name}${message.replace(/^error: /, '').replaceAll('\n', ' ')}`;
}

function longOptions(command: Command): readonly string[] {
  return [...command.options.flatMap(({ long }) => long ?? []), '--help'];
}

/** As `--help` shows it, but for the options. */
function usageOf(command: Command): string {
  return `${fullNameOf(command)} ${command.usage().replace(/^\[options\] ?/, '')}`.trimEnd();
}

function fullNameOf(command: Command): string {
  return command.parent === null ? command.name() : `${fullNameOf(command.parent)} ${command.name()}`;
}
