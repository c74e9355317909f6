import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseConfiguration } from '#core/config/configuration.ts';
import type { Configuration } from '#core/config/configuration.ts';
import { InvalidConfigurationError } from '#core/config/problem.ts';

/** What SafeConfigParser of Python 2.7.18 made of a file; null stands for a value it could not interpolate. */
interface CapturedCase {
  readonly name: string;
  readonly text: string;
  readonly latin1?: boolean;
  readonly rejected?: readonly number[];
  readonly sections?: readonly (readonly [string, readonly (readonly [string, string | null])[]])[];
}

const captured = JSON.parse(readFileSync(new URL('safe-config-parser-cases.json', import.meta.url), 'utf8')) as readonly CapturedCase[];

function parse(text: string, encoding: 'utf8' | 'latin1' = 'utf8'): Configuration {
  return parseConfiguration({ file: import.meta.filename, bytes: Buffer.from(text, encoding) });
}

describe('the dialect of SafeConfigParser', () => {
  it.each(captured.filter(({ sections }) => sections !== undefined))('reads as Python does: $name', ({ text, latin1, sections }) => {
    const configuration = parse(text, latin1 === true ? 'latin1' : 'utf8');

    const read = [...configuration.raw.sections.keys()].map((section) => [
      section,
      [...configuration.entriesOf(section).keys()].map((key) => [key, valueOrNull(configuration, key, section)]),
    ]);

    expect(read).toEqual(sections);
  });

  it.each(captured.filter(({ rejected }) => rejected !== undefined))('rejects as Python does: $name', ({ text, rejected }) => {
    const lines = problemsOf(() => parse(text)).map(({ line }) => line);

    expect(lines).toEqual(rejected);
  });
});

describe('what a syntax error says', () => {
  it.each([
    ['a: 1\n', 1, 'text before the first [section]'],
    ['\uFEFF[s]\n', 1, 'the file begins with a byte order mark'],
    ['[s]\n\n  a: 1\n', 3, 'indented line without a value to continue'],
    ['[s]\n[t\n', 2, 'section name without closing bracket'],
    ['[s]\na: 1\npassword hunter2\n', 3, 'neither a [section] nor a key followed by : or ='],
    ['[s]\n: x\n', 2, 'no key before the : or ='],
  ])('%j: line %i: %s', (text, line, message) => {
    const problems = problemsOf(() => parse(text));

    expect(problems).toMatchObject([{ severity: 'error', line, message }]);
  });

  it('recognises a file in UTF-16', () => {
    const problems = problemsOf(() => parseConfiguration({ file: import.meta.filename, bytes: Buffer.from('\uFEFF[s]\n', 'utf16le') }));

    expect(problems).toMatchObject([{ line: 1, message: 'the file begins with a byte order mark' }]);
  });

  it('names file and line of every error', () => {
    const file = import.meta.filename;

    expect(() => parse('[s]\nx\na: 1\ny\n')).toThrow(
      `${file}:2: neither a [section] nor a key followed by : or =\n${file}:4: neither a [section] nor a key followed by : or =`,
    );
  });
});

function valueOrNull(configuration: Configuration, key: string, section: string): string | null | undefined {
  try {
    return configuration.find(key, section)?.value;
  } catch (error) {
    if (error instanceof InvalidConfigurationError) return null;
    throw error;
  }
}

function problemsOf(action: () => unknown): InvalidConfigurationError['problems'] {
  try {
    action();
  } catch (error) {
    if (error instanceof InvalidConfigurationError) return error.problems;
    throw error;
  }
  return [];
}
