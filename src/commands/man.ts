// The manual page, made from the table of commands, so that it cannot say anything else.
import type { Command } from 'commander';
import { version } from '#core/version.ts';
import type { TableContext } from './completion.ts';
import { refuseJson } from './no-json.ts';

/** `icb man`: for `man -l -`, or for a folder of manual pages. */
export function run({ world, options, program }: TableContext): number {
  refuseJson(options, 'man');
  world.stdout.write(manualPage(program));
  return 0;
}

/** In the man macros of roff. */
function manualPage(program: Command): string {
  const parts = [
    `.TH ICB 1 "" "icb ${version}" "icb"`,
    section('NAME', `icb \\- ${text('image copy backups of Oracle databases on snapshot storage, proven by restoring them')}`),
    section('SYNOPSIS', '.B icb\n[options] <command> [options] ...'),
    section('DESCRIPTION', text(`${program.description()} README.md of the installation tells how to set it up.`)),
    section('OPTIONS', `${text('Commands understand them before and after their names.')}\n${optionList(program)}`),
    section('COMMANDS', allCommands(program).map((command) => commandPart(command, globalNames(program))).join('\n')),
    section('EXIT STATUS', list(exitCodes)),
    section('ENVIRONMENT', list(variables)),
    section('FILES', list(places)),
  ];
  return `${parts.join('\n')}\n`;
}

const exitCodes = [
  ['0', 'done'],
  ['1', 'the operation failed; of several databases, at least one'],
  ['2', 'it did not start: usage, configuration, backup area, or the lock was not obtained in time'],
  ['3', 'refused for safety'],
  ['128+n', 'ended by signal n, after everything was given back'],
  ['checkage', '0 OK, 1 WARNING, 2 CRITICAL, 3 UNKNOWN, as monitoring systems want it'],
] as const;

const variables = [
  ['BACKUPCONFIG', 'the configuration file, where --config names none'],
  ['ORACLE_HOME', 'the Oracle home, where oraclehome names none'],
  ['BACKUP_LOG_TO_SCREEN', 'TRUE: the whole log of a backup on the screen while it runs'],
  ['ICB_LOG_FORMAT', 'json: log lines on screen and in files as JSON'],
  ['AUTORESTORE_SAFE_SANDBOX', 'TRUE: somebody has made sure that this host sees nothing of production'],
  ['OSPASSWORD', 'password of osuser, for setschedule'],
  ['ICB_<SYSTEM>_USER, ICB_<SYSTEM>_PASSWORD', 'login of a storage system, in place of its credentials file'],
  ['NO_COLOR', 'no colours'],
  ['TMPDIR', 'folder of temporary files'],
] as const;

const places = [
  ['./backup.cfg, /etc/icb/backup.cfg, backup.cfg of the installation', 'the configuration file, where nothing names another'],
  ['<backup area>/backup_logs', 'session logs of backups'],
  ['<backup area>/restore-runbook.txt', 'how to bring the database back by hand'],
] as const;

/** Those of commands behind them. */
function allCommands(program: Command): readonly Command[] {
  return program.commands.flatMap((command) => [command, ...allCommands(command)]);
}

function fullName(command: Command): string {
  return command.parent === null ? command.name() : `${fullName(command.parent)} ${command.name()}`;
}

function commandPart(command: Command, known: ReadonlySet<string>): string {
  const usage = `${fullName(command)} ${command.usage()}`;
  const argumentLines = command.registeredArguments.map((argument) => item(argument.name(), argument.description));
  return [`.SS "${escaped(usage)}"`, text(command.summary()), ...argumentLines, optionList(command, known), examplesOf(command)].filter((part) => part !== '').join('\n');
}

/** What a command's help has besides. */
function examplesOf(command: Command): string {
  let help = '';
  command.configureOutput({ writeOut: (part) => void (help += part) });
  command.outputHelp();
  const rest = help.slice(command.helpInformation().length).trim();
  return rest === '' ? '' : `.nf\n${rest.split('\n').map(text).join('\n')}\n.fi`;
}

function globalNames({ options }: Command): ReadonlySet<string> {
  return new Set(options.map(({ long }) => long ?? ''));
}

function optionList({ options }: Command, known: ReadonlySet<string> = new Set()): string {
  return options.filter(({ long, hidden }) => !hidden && !known.has(long ?? '')).map(({ flags, description }) => item(flags, description)).join('\n');
}

function list(items: readonly (readonly [string, string])[]): string {
  return items.map(([name, meaning]) => item(name, meaning)).join('\n');
}

function item(name: string, meaning: string): string {
  return `.TP\n.B ${escaped(name)}\n${text(meaning)}`;
}

function section(title: string, body: string): string {
  return `.SH ${title}\n${body}`;
}

/** A line that begins with a dot or an apostrophe would be a request. */
function text(line: string): string {
  return escaped(line).replace(/^(?=[.'])/u, String.raw`\&`);
}

function escaped(line: string): string {
  return line.replaceAll('\\', String.raw`\e`).replaceAll('-', String.raw`\-`).replaceAll('"', String.raw`\(dq`);
}
