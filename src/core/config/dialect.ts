// The INI dialect of Python 2.7's SafeConfigParser, which wrote the rules for the files sites already have. Its manual
// leaves much open, so what counts is what it does: the captured files in test/core/config hold its answers.
//
// - Blank lines and comments (`#`, `;` or the word `rem` in the first column) are skipped, also between the lines of a value.
// - An indented line continues the value above it, whatever it holds: an indented `# note` becomes part of the value.
// - `;` after white space starts a comment, but only on the line with the key, and only the first `;` of that line is looked at.
// - White space and letters are those of ASCII: a no-break space or an umlaut is neither trimmed nor lower-cased.
import { parse } from 'ini';
import type { Problem } from './problem.ts';

/** The value of a key as it is written, interpolation not yet done. */
export interface RawEntry {
  readonly value: string;
  readonly line: number;
}

/** Keys in lower case, in the order in which they first appear. */
export type RawEntries = ReadonlyMap<string, RawEntry>;

export interface RawSection {
  readonly line: number;
  readonly entries: RawEntries;
}

export interface RawFile {
  /** Entries of `[DEFAULT]`, which every section inherits. */
  readonly defaults: RawEntries;
  /** All other sections in file order; one that appears twice is merged. */
  readonly sections: ReadonlyMap<string, RawSection>;
}

/** Python keeps the section's name under this key: it can be interpolated, and is not listed. */
export const sectionNameKey = '__name__';

interface LogicalLine {
  readonly key: string;
  readonly parts: string[];
  readonly line: number;
}

interface OpenSection {
  readonly line: number;
  readonly lines: LogicalLine[];
}

const defaultSection = 'DEFAULT';
const spaces = ' \\t\\n\\r\\v\\f';
const leadingSpaces = new RegExp(`^[${spaces}]+`, 'u');
const trailingSpaces = new RegExp(`[${spaces}]+$`, 'u');
const anySpaces = new RegExp(`[${spaces}]+`, 'u');
const comment = new RegExp(`^(?:[#;]|rem(?:[${spaces}]|$))`, 'iu');
const header = /^\[(?<name>[^\]]+)\]/u;
const separator = /[:=]/u;

/** Reads a file's text; `problems` are all lines Python would reject, and make the rest meaningless. */
export function parseDialect(text: string): { file: RawFile; problems: readonly Problem[] } {
  const sections = new Map<string, OpenSection>();
  const problems: Problem[] = [];
  let section: OpenSection | undefined;
  let entry: LogicalLine | undefined;
  for (const [index, content] of text.split('\n').entries()) {
    const line = index + 1;
    if (strip(content) === '' || comment.test(content)) continue;
    if (leadingSpaces.test(content) && entry !== undefined) {
      entry.parts.push(strip(content));
      continue;
    }
    const name = header.exec(content)?.groups?.['name'];
    if (name !== undefined) {
      section = openSection(sections, name, line);
      entry = undefined;
      continue;
    }
    if (section === undefined) {
      problems.push(outsideSection(content, line));
      break;
    }
    const found = readEntry(content, line);
    if (found === undefined) {
      problems.push(unreadable(content, line));
      continue;
    }
    entry = found;
    section.lines.push(entry);
  }
  return { file: assemble(sections), problems };
}

/** Lower case as Python 2 has it for bytes: A to Z only. */
export function lowerCaseKey(key: string): string {
  return key.replaceAll(/[A-Z]/gu, (letter) => letter.toLowerCase());
}

function openSection(sections: Map<string, OpenSection>, name: string, line: number): OpenSection {
  const known = sections.get(name);
  if (known !== undefined) return known;
  const nameEntry = { key: sectionNameKey, parts: [name], line };
  const section = { line, lines: name === defaultSection ? [] : [nameEntry] };
  sections.set(name, section);
  return section;
}

function readEntry(content: string, line: number): LogicalLine | undefined {
  const at = content.search(separator);
  if (at < 1 || leadingSpaces.test(content)) return undefined;
  const key = lowerCaseKey(content.slice(0, at).replace(trailingSpaces, ''));
  const value = strip(withoutComment(content.slice(at + 1).replace(leadingSpaces, '')));
  return { key, parts: [value === '""' ? '' : value], line };
}

/** Where `;` comes first in the value, Python looks at the last character instead of the one before, and so do we. */
function withoutComment(value: string): string {
  const at = value.indexOf(';');
  if (at === -1) return value;
  return anySpaces.test(value.at(at - 1) ?? '') ? value.slice(0, at) : value;
}

function strip(text: string): string {
  return text.replace(leadingSpaces, '').replace(trailingSpaces, '');
}

function outsideSection(content: string, line: number): Problem {
  if (/^(?:\uFEFF|\u00FF\u00FE|\u00FE\u00FF)/u.test(content)) {
    const hint = 'save the configuration as plain UTF-8 without a byte order mark';
    return { severity: 'error', line, message: 'the file begins with a byte order mark', hint };
  }
  return { severity: 'error', line, message: 'text before the first [section]' };
}

// The line itself is not shown: it may hold a password.
function unreadable(content: string, line: number): Problem {
  if (leadingSpaces.test(content)) return { severity: 'error', line, message: 'indented line without a value to continue' };
  if (content.startsWith('[')) return { severity: 'error', line, message: 'section name without closing bracket' };
  const message = separator.test(content) ? 'no key before the : or =' : 'neither a [section] nor a key followed by : or =';
  return { severity: 'error', line, message };
}

function assemble(open: ReadonlyMap<string, OpenSection>): RawFile {
  const sections = new Map<string, RawSection>();
  for (const [name, { line, lines }] of open) {
    if (name !== defaultSection) sections.set(name, { line, entries: entriesOf(lines) });
  }
  return { defaults: entriesOf(open.get(defaultSection)?.lines ?? []), sections };
}

/**
 * `ini` keeps the last of duplicates, but by itself would misread these files: it has no `:` and no continuation lines, cuts at
 * every `;` and `#`, makes `true` a boolean, `x[]` a list and a dot a nested section. So it is given the one form it reads
 * back exactly: a section at a time, keys and values as JSON strings, each with a `:` that keeps it from being special.
 */
function entriesOf(lines: readonly LogicalLine[]): RawEntries {
  const normalised = lines.map(({ key, parts }) => `${jsonLine(`${key}:`)}=${jsonLine(`:${parts.join('\n')}`)}`);
  const values: Readonly<Record<string, unknown>> = parse(normalised.join('\n'));
  const lineNumbers = new Map(lines.map(({ key, line }) => [key, line]));
  return new Map([...lineNumbers].map(([key, line]) => [key, { value: String(values[`${key}:`]).slice(1), line }]));
}

/** JSON without the two separators that end a line for a regular expression of `ini`. */
function jsonLine(text: string): string {
  return JSON.stringify(text).replaceAll('\u2028', String.raw`\u2028`).replaceAll('\u2029', String.raw`\u2029`);
}
