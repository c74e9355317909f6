import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { installationRoot } from '#core/installation.ts';
import type { Check } from '#workflows/check/check.ts';
import { configurationChecks, databaseChecks } from '#workflows/check/checks.ts';

const groups: readonly { readonly title: string; readonly checks: readonly Pick<Check<never>, 'name' | 'title' | 'remedy' | 'needs'>[] }[] = [...configurationChecks, ...databaseChecks];

it('README.md has the table of troubleshooting as the checks say it', () => {
  const rows = groups.flatMap(({ title: group, checks }) => checks.map(({ name, title, remedy }) => `| ${group} | \`${name}\` | ${title} | ${remedy.replaceAll('<', String.raw`\<`)} |`));
  const table = ['| about | check | what it looks at | when it is not OK |', '| --- | --- | --- | --- |', ...rows].join('\n');

  const readme = readFileSync(join(installationRoot, 'README.md'), 'utf8');

  expect(/^\| about \| check .*(?:\n\|.*)*/mu.exec(readme)?.[0]).toBe(table);
});

it('no title of a check has a placeholder, which reports and Markdown would show as it is or not at all', () => {
  expect(groups.flatMap(({ checks }) => checks.map(({ title }) => title)).filter((title) => title.includes('<'))).toEqual([]);
});

it('every check only needs checks that are run before it, by names that are there once', () => {
  const names = groups.flatMap(({ checks }) => checks.map(({ name }) => name));
  const early = groups.flatMap(({ checks }) => checks.flatMap(({ name, needs }) => needs.filter((need) => !names.slice(0, names.indexOf(name)).includes(need)).map((need) => `${name} needs ${need}`)));

  expect(early).toEqual([]);
  expect(names).toEqual([...new Set(names)]);
});
