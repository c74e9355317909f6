import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const testFolder = join(import.meta.dirname, '..');
const readme = readFileSync(join(testFolder, '../src/lab/README.md'), 'utf8');

/** Rows of the table of laws: number, what it is about, what is modelled, tests. */
const table = new Map(
  [...readme.matchAll(/^\| (\d+) \| ([^|]+) \| ([^|]+) \| ([^|]*)\|$/gmu)].map((row) => [
    Number(row[1]),
    { modelled: row[3] ?? '', tests: [...(row[4] ?? '').matchAll(/`([^`]+)`/gu)].map((name) => name[1] ?? '') },
  ]),
);

/** Which test files name which law. */
function lawsInTests(): ReadonlyMap<number, readonly string[]> {
  const laws = new Map<number, string[]>();
  const files = readdirSync(testFolder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.test.ts'));
  for (const file of files.toSorted()) {
    const numbers = [...readFileSync(join(testFolder, file), 'utf8').matchAll(/['"`]law (\d+):/gu)].map((match) => Number(match[1]));
    for (const law of new Set(numbers)) laws.set(law, [...(laws.get(law) ?? []), file.replace(/\.test\.ts$/u, '')]);
  }
  return laws;
}

describe("the lab's table of laws", () => {
  it('has a row for every law', () => {
    expect([...table.keys()]).toEqual(Array.from({ length: 47 }, (_, index) => index + 1));
  });

  it('names for each law the tests that name it', () => {
    const tested = lawsInTests();

    for (const [law, { tests }] of table) expect({ law, tests: tests.toSorted() }).toEqual({ law, tests: tested.get(law) ?? [] });
  });

  it('says of a law without a test that it is not modelled yet', () => {
    for (const [law, { modelled, tests }] of table) {
      if (tests.length === 0) expect({ law, modelled }).toEqual({ law, modelled: expect.stringContaining('not yet') as string });
    }
  });
});
