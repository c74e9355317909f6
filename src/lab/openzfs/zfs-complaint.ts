/** zfs does not do what it is asked: what it says, and the exit code. */
export class ZfsComplaint extends Error {
  readonly exitCode: number;

  constructor(message: string, exitCode = 1) {
    super(message);
    this.name = new.target.name;
    this.exitCode = exitCode;
  }
}

export function usage(message: string): ZfsComplaint {
  return new ZfsComplaint(`${message}\nusage:\n\t...\n\nFor the property list, run: zfs set|get`, 2);
}

/** Options of one call; the letters with a value behind them end in a colon, as for getopt(3). */
export interface Options {
  readonly flags: ReadonlySet<string>;
  /** Each value of an option, in order. */
  readonly values: ReadonlyMap<string, readonly string[]>;
  readonly operands: readonly string[];
}

export function readOptions(args: readonly string[], known: string): Options {
  const flags = new Set<string>();
  const values = new Map<string, string[]>();
  let index = 0;
  for (; args[index]?.startsWith('-') === true && args[index] !== '-'; index += 1) {
    const letter = args[index]?.slice(1) ?? '';
    const at = letter.length === 1 ? known.indexOf(letter) : -1;
    if (at < 0 || letter === ':') throw usage(`invalid option '${letter}'`);
    if (known[at + 1] === ':') {
      index += 1;
      const value = args[index];
      if (value === undefined) throw usage(`missing argument for '${letter}' option`);
      values.set(letter, [...(values.get(letter) ?? []), value]);
    } else {
      flags.add(letter);
    }
  }
  return { flags, values, operands: args.slice(index) };
}
