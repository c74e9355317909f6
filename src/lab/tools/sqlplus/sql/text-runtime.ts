import { OracleError } from '#lab/oracle/oracle-error.ts';

type Value = string | number | null;
type Runtime = (...args: never[]) => Value;

/** What Oracle's text functions do, for SQLite to call. An empty text is NULL; a NULL among the arguments makes the result NULL. */
export const textRuntime = {
  ora_upper: strict((text: string) => text.toUpperCase()),
  ora_lower: strict((text: string) => text.toLowerCase()),
  ora_initcap: strict((text: string) => text.toLowerCase().replace(/[a-z0-9]+/g, (word) => word.charAt(0).toUpperCase() + word.slice(1))),
  ora_trim: strict((text: string) => text.replace(/^ +| +$/g, '') || null),
  ora_ltrim: strict((text: string, set: string = ' ') => trimLeft(text, set) || null),
  ora_rtrim: strict((text: string, set: string = ' ') => reverse(trimLeft(reverse(text), set)) || null),
  ora_translate: strict(translate),
  ora_replace: (text: string | null, searched: string | null, replacement: string | null = null): Value => {
    if (text === null || searched === null) return text;
    return text.replaceAll(searched, () => replacement ?? '') || null;
  },
  ora_substr: strict(substring),
  ora_instr: strict(position),
  ora_lpad: strict((text: string, width: number, filler: string = ' ') => (text.length > width ? text.slice(0, Math.max(0, width)) : text.padStart(width, filler)) || null),
  ora_rpad: strict((text: string, width: number, filler: string = ' ') => (text.length > width ? text.slice(0, Math.max(0, width)) : text.padEnd(width, filler)) || null),
  ora_like: strict((text: string, pattern: string, escape: string) => (likePattern(pattern, escape).test(text) ? 1 : 0)),
  ora_regexp_like: strict((text: string, pattern: string, flags: string = '') => (regularExpression(pattern, flags).test(text) ? 1 : 0)),
  ora_regexp_substr: strict((text: string, pattern: string) => regularExpression(pattern, '').exec(text)?.[0] ?? null),
  ora_regexp_replace: (text: string | null, pattern: string | null, replacement: string | null = null): Value => {
    if (text === null || pattern === null) return text;
    return text.replace(regularExpression(pattern, 'g'), (replacement ?? '').replaceAll('$', '$$$$').replace(/\\(\d)/g, '$$$1')) || null;
  },
} satisfies Record<string, Runtime>;

/** A function that has no value as soon as one of its arguments has none. */
export function strict<Args extends readonly (string | number | undefined)[]>(run: (...args: Args) => Value): (...args: Args) => Value {
  return (...args) => (args.some((arg) => (arg as Value | undefined) === null) ? null : run(...args));
}

function trimLeft(text: string, set: string): string {
  let start = 0;
  while (start < text.length && set.includes(text.charAt(start))) start += 1;
  return text.slice(start);
}

function reverse(text: string): string {
  return text.split('').toReversed().join('');
}

function translate(text: string, from: string, to: string): Value {
  return Array.from(text, (character) => (from.includes(character) ? to.charAt(from.indexOf(character)) : character)).join('') || null;
}

function substring(text: string, position: number, length?: number): Value {
  const from = Math.trunc(position);
  const start = from > 0 ? from - 1 : from === 0 ? 0 : text.length + from;
  if (start < 0) return null;
  return text.slice(start, length === undefined ? undefined : start + Math.max(0, Math.trunc(length))) || null;
}

function position(text: string, searched: string, from = 1, occurrence = 1): Value {
  let at = from < 0 ? text.length + from + 1 : from - 1;
  for (let found = 0; found < occurrence; found += 1) {
    at = from < 0 ? text.lastIndexOf(searched, at - 1) : text.indexOf(searched, found === 0 ? at : at + 1);
    if (at === -1) return 0;
  }
  return at + 1;
}

const likePatterns = new Map<string, RegExp>();

function likePattern(pattern: string, escape: string): RegExp {
  const key = `${escape}|${pattern}`;
  const known = likePatterns.get(key);
  if (known !== undefined) return known;
  if (escape.length > 1) throw new OracleError('ORA-01425: escape character must be character string of length 1');
  let source = '';
  for (let at = 0; at < pattern.length; at += 1) {
    const character = pattern.charAt(at);
    if (escape !== '' && character === escape) {
      at += 1;
      const next = pattern.charAt(at);
      if (!['%', '_', escape].includes(next)) throw new OracleError('ORA-01424: missing or illegal character following the escape character');
      source += escapeForPattern(next);
    } else if (character === '%') source += '[^]*';
    else source += character === '_' ? '[^]' : escapeForPattern(character);
  }
  const compiled = new RegExp(`^${source}$`);
  likePatterns.set(key, compiled);
  return compiled;
}

function escapeForPattern(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}

/** POSIX classes in brackets are what Oracle's expressions have beyond JavaScript's. */
function regularExpression(pattern: string, flags: string): RegExp {
  const classes: Readonly<Record<string, string>> = { alpha: 'a-zA-Z', digit: '0-9', alnum: 'a-zA-Z0-9', upper: 'A-Z', lower: 'a-z', space: '\\s', xdigit: '0-9A-Fa-f' };
  const source = pattern.replace(/\[:(\w+):\]/g, (whole, name: string) => classes[name] ?? whole);
  try {
    return new RegExp(source, flags.replace(/[^ig]/g, ''));
  } catch (cause) {
    throw new OracleError(`ORA-12725: unmatched parentheses in regular expression (${String(cause)})`);
  }
}
