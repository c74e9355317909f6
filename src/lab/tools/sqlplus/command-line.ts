/** What SQL*Plus was started with. */
export interface CommandLine {
  readonly silent: boolean;
  /** `-L`: one attempt to log in, then the end. */
  readonly singleLogon: boolean;
  readonly showVersion: boolean;
  /** `/@orcl as sysdba`; nothing when it is to be asked for. */
  readonly logon: string | undefined;
  readonly noLogon: boolean;
  /** `@file` with its arguments. */
  readonly script: string | undefined;
  /** An option SQL*Plus does not have. */
  readonly unknownOption: string | undefined;
}

const optionsWithValue = new Set(['-R', '-RESTRICT', '-M', '-MARKUP', '-C']);
const silentOptions = new Set(['-S', '-SILENT']);
const logonOptions = new Set(['-L', '-LOGON']);
const versionOptions = new Set(['-V', '-VERSION']);
const otherOptions = new Set(['-AC', '-F', '-FAST', '-NOLOGINTIME']);

export function readCommandLine(args: readonly string[]): CommandLine {
  let at = 0;
  const given = new Set<string>();
  let unknownOption: string | undefined;
  for (; at < args.length && args[at]?.startsWith('-') === true; at += 1) {
    const option = (args[at] ?? '').toUpperCase();
    const isKnown = [silentOptions, logonOptions, versionOptions, otherOptions, optionsWithValue].some((set) => set.has(option));
    if (!isKnown) unknownOption ??= args[at];
    if (optionsWithValue.has(option)) at += 1;
    given.add(option);
  }
  const words = args.slice(at).join(' ').trim();
  const [beforeScript, script] = splitScript(words);
  const noLogon = beforeScript.toUpperCase() === '/NOLOG';
  return {
    silent: [...silentOptions].some((option) => given.has(option)),
    singleLogon: [...logonOptions].some((option) => given.has(option)),
    showVersion: [...versionOptions].some((option) => given.has(option)),
    logon: noLogon || beforeScript === '' ? undefined : beforeScript,
    noLogon,
    script,
    unknownOption,
  };
}

/** An `@` behind a blank, or at the beginning, starts a script; inside a word it belongs to the connect string. */
function splitScript(words: string): readonly [string, string | undefined] {
  const found = /(?:^|\s)@(\S.*)$/.exec(words);
  return found ? [words.slice(0, found.index).trim(), found[1]] : [words, undefined];
}
