// `%(name)s` stands for the value of `name` in the same section or in [DEFAULT], `%%` for a per cent sign; anything else after
// a per cent sign is an error, as in Python's SafeConfigParser.
import { lowerCaseKey } from './dialect.ts';

/** Python gives up on values nested deeper than this, which also ends circles. */
const maxDepth = 10;

export type Interpolated = { readonly value: string } | { readonly problem: string };

/** Replaces all references in `raw`; `valueOf` gives the raw value of a key, in lower case. */
export function interpolate(raw: string, valueOf: (key: string) => string | undefined): Interpolated {
  try {
    return { value: expand(raw, valueOf, 1) };
  } catch (error) {
    if (error instanceof BadReference) return { problem: error.message };
    throw error;
  }
}

/** Keys that `raw` refers to. */
export function referencesIn(raw: string): string[] {
  return [...raw.matchAll(/%%|%\((?<key>[^)]+)\)s/gu)].flatMap((match) => match.groups?.['key'] ?? []).map(lowerCaseKey);
}

class BadReference extends Error {}

function expand(raw: string, valueOf: (key: string) => string | undefined, depth: number): string {
  if (depth > maxDepth) throw new BadReference('references are nested too deeply or go round in a circle');
  let expanded = '';
  let rest = raw;
  for (let at = rest.indexOf('%'); at !== -1; at = rest.indexOf('%')) {
    expanded += rest.slice(0, at);
    rest = rest.slice(at);
    const token = /^%(?:%|\((?<key>[^)]+)\)s)/u.exec(rest);
    if (token === null) throw new BadReference('% must be followed by (name)s, or be written %%');
    rest = rest.slice(token[0].length);
    expanded += token[0] === '%%' ? '%' : expandKey(token.groups?.['key'] ?? '', valueOf, depth);
  }
  return expanded + rest;
}

function expandKey(name: string, valueOf: (key: string) => string | undefined, depth: number): string {
  const key = lowerCaseKey(name);
  const value = valueOf(key);
  if (value === undefined) throw new BadReference(`%(${key})s refers to a key that is neither in this section nor in [DEFAULT]`);
  return value.includes('%') ? expand(value, valueOf, depth + 1) : value;
}
