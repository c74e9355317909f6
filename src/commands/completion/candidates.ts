// Which words can stand where the cursor is, from the table of commands alone: what it says of an argument or an option is what
// can be completed there.
import type { Argument, Command, Option } from 'commander';

export interface Candidate {
  readonly word: string;
  /** Empty: none is needed. */
  readonly meaning: string;
}

/** The shell is to complete names of files. */
const files: Candidate = { word: ':files', meaning: '' };
const databaseArguments = ['db', 'databases', 'excluded', 'database', 'word'];
/** These take several, separated by commas. */
const listArguments = ['databases', 'excluded'];

type DatabaseLookup = (configurationFile: string | undefined) => readonly string[];

/** Candidates for the last of the words behind `icb`, which may be empty. */
export function completeLast(program: Command, words: readonly string[], databases: DatabaseLookup): readonly Candidate[] {
  // bash takes --option=value apart.
  const parts = words.filter((word) => word !== '=');
  const current = parts.at(-1) ?? '';
  const line = readLine(program, parts.slice(0, -1));
  const lookUp = (): readonly string[] => databases(line.configurationFile);
  return candidatesAt(line, current, lookUp).filter((candidate) => candidate === files || candidate.word.startsWith(current));
}

/** What the words before the last one have come to. */
interface Line {
  readonly command: Command;
  /** Words that are no options, behind the command. */
  readonly positionals: readonly string[];
  /** The last word is the value of this one. */
  readonly pending: Option | undefined;
  readonly configurationFile: string | undefined;
}

function readLine(program: Command, words: readonly string[]): Line {
  let command = program;
  let pending: Option | undefined;
  let configurationFile: string | undefined;
  let positionals: string[] = [];
  for (const word of words) {
    if (pending !== undefined) {
      if (pending.long === '--config') configurationFile = word;
      pending = undefined;
    } else if (word.startsWith('-')) {
      pending = command.options.find(({ long, required }) => required && long === word);
      // The action comes in place of the database.
      if (word === '--all' && command.name() === 'snapper') positionals.push(word);
    } else {
      const next = command.commands.find((one) => one.name() === word);
      if (next === undefined) positionals.push(word);
      else [command, positionals] = [next, []];
    }
  }
  return { command, positionals, pending, configurationFile };
}

function candidatesAt({ command, positionals, pending }: Line, current: string, lookUp: () => readonly string[]): readonly Candidate[] {
  if (pending !== undefined) return valuesOf({ name: pending.flags.replace(/.*<(.*)>.*/u, '$1'), description: pending.description }, current, lookUp);
  if (current.startsWith('-')) return command.options.filter(({ hidden }) => !hidden).map(({ long, description }) => ({ word: long ?? '', meaning: description }));
  const taken = command.registeredArguments;
  const argument = taken[positionals.length] ?? taken.findLast(({ variadic }) => variadic);
  const commands = positionals.length === 0 ? command.commands.map((one) => ({ word: one.name(), meaning: one.summary() })) : [];
  return [...commands, ...(argument === undefined ? [] : valuesOfArgument(command, argument, current, lookUp))];
}

function valuesOfArgument(command: Command, argument: Argument, current: string, lookUp: () => readonly string[]): readonly Candidate[] {
  if (command.name() !== 'autorestore') return valuesOf({ name: argument.name(), description: argument.description }, current, lookUp);
  return current.startsWith('!') ? lookUp().map((name) => ({ word: `!${name}`, meaning: 'all but this database' })) : [...lookUp().map(named), files];
}

interface Place {
  readonly name: string;
  readonly description: string;
}

function valuesOf({ name, description }: Place, current: string, lookUp: () => readonly string[]): readonly Candidate[] {
  if (databaseArguments.includes(name)) {
    const before = listArguments.includes(name) ? current.slice(0, current.lastIndexOf(',') + 1) : '';
    const listed = before.split(',');
    return lookUp().filter((database) => !listed.includes(database)).map((database) => named(before + database));
  }
  if (['file', 'dir'].includes(name)) return [files];
  return choicesIn(description).map(named);
}

function named(word: string): Candidate {
  return { word, meaning: '' };
}

/** `create | list`, of which one may be called the default, and what they mean may follow. */
function choicesIn(description: string): readonly string[] {
  const choices = (description.split(/[:;]/u)[0] ?? '').split(/\s*\|\s*/u).map((choice) => choice.replace(/ \(default\)$/u, ''));
  return choices.every((choice) => /^[\w-]+$/u.test(choice)) ? choices : [];
}
