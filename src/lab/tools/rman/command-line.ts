import { errorStack } from './failure.ts';

/** What RMAN was told on its command line. */
export interface CommandLine {
  readonly target: string | undefined;
  readonly catalog: string | undefined;
  readonly commandFile: string | undefined;
  readonly log: { readonly path: string; readonly append: boolean } | undefined;
  readonly checkSyntax: boolean;
}

/** The command line is wrong; `lines` is what RMAN prints about it. */
export class CommandLineError extends Error {
  readonly lines: readonly string[];
  constructor(lines: readonly string[]) {
    super(lines.join('\n'));
    this.name = 'CommandLineError';
    this.lines = lines;
  }
}

type Value = 'target' | 'catalog' | 'cmdfile' | 'log';
const valueArguments: Readonly<Record<string, Value>> = {
  '@': 'cmdfile',
  catalog: 'catalog',
  cmdfile: 'cmdfile',
  log: 'log',
  msglog: 'log',
  rcvcat: 'catalog',
  target: 'target',
};
const flags: ReadonlySet<string> = new Set(['append', 'checksyntax', 'nocatalog']);

/**
 * Reads RMAN's arguments. Like the real one it puts them together first, so that a value with spaces needs quotes of its own.
 * @throws {CommandLineError}
 */
export function parseCommandLine(args: readonly string[]): CommandLine {
  const line = args.join(' ');
  const values: Partial<Record<Value, string>> = {};
  const given = new Set<string>();
  let position = 0;
  while (position < line.trimEnd().length) {
    const [whole = '', name = ''] = /^\s*(@|[^\s=]+)/.exec(line.slice(position)) ?? [];
    const column = position + whole.length - name.length + 1;
    position += whole.length;
    const key = name.toLowerCase();
    const argument = valueArguments[key];
    if (argument === undefined) {
      if (!flags.has(key)) throw usageError(name, column);
      given.add(key);
      continue;
    }
    const [taken = '', , doubleQuoted, singleQuoted, bare] = /^\s*(=\s*)?(?:"([^"]*)"|'([^']*)'|([^\s]+))/.exec(line.slice(position)) ?? [];
    const value = doubleQuoted ?? singleQuoted ?? bare;
    if (value === undefined) throw usageError(undefined, line.length + 1);
    values[argument] = value;
    position += taken.length;
  }
  return {
    target: values.target,
    catalog: values.catalog,
    commandFile: values.cmdfile,
    log: values.log === undefined ? undefined : { path: values.log, append: given.has('append') },
    checkSyntax: given.has('checksyntax'),
  };
}

/** @param argument the unknown word; absent when a value is missing at the end */
function usageError(argument: string | undefined, column: number): CommandLineError {
  const expected = [...new Set([...Object.keys(valueArguments), ...flags])].sort().join(', ');
  return new CommandLineError([
    ...usage,
    '',
    ...errorStack([
      'RMAN-00552: syntax error in command line arguments',
      ...(argument === undefined
        ? [`RMAN-01009: syntax error: found "end-of-file": expecting one of: "double-quoted-string, equal, identifier, single-quoted-string"`]
        : [`RMAN-01009: syntax error: found "identifier": expecting one of: "${expected}"`, `RMAN-01008: the bad identifier was: ${argument}`]),
      `RMAN-01007: at line 1 column ${column} file: command line arguments`,
    ]),
  ]);
}

const usage: readonly string[] = [
  'Argument     Value          Description',
  '-'.repeat(77),
  'target       quoted-string  connect-string for target database',
  'catalog      quoted-string  connect-string for recovery catalog',
  'nocatalog    none           if specified, then no recovery catalog',
  'cmdfile      quoted-string  name of input command file',
  'log          quoted-string  name of output message log file',
  'append       none           if specified, log is opened in append mode',
  'checksyntax  none           check the command file for syntax errors',
  '-'.repeat(77),
  "Both single and double quotes (' or \") are accepted for a quoted-string.",
  'Quotes are not required unless the string contains embedded white-space.',
];
