import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { loadConfiguration, type Configuration } from '#core/config/configuration.ts';
import { readTestWords, selectDatabases } from '#commands/autorestore/selection.ts';
import { temporaryFolder } from '../../core/temporary-folder.ts';

function configuration(folder: string, text = '[generic]\nbackupdest: /b\n[orcl]\ndbid: 1\n[sales]\ndbid: 2\n[old]\ndbid: 3\nautorestoreenabled: no\n'): Configuration {
  const file = join(folder, 'backup.cfg');
  writeFileSync(file, text);
  return loadConfiguration(file);
}

it.each([
  [[], { file: undefined, selection: undefined }],
  [['orcl'], { file: undefined, selection: 'orcl' }],
  [['!orcl'], { file: undefined, selection: '!orcl' }],
  [['backup.cfg'], { file: 'backup.cfg', selection: undefined }],
  [['backup.cfg', 'orcl'], { file: 'backup.cfg', selection: 'orcl' }],
])('reads the words %j', (words, expected) => {
  using folder = temporaryFolder();
  configuration(folder.path);

  expect(readTestWords(words, { cwd: folder.path, installationRoot: '/nowhere' })).toEqual(expected);
});

it.each([
  [['backup.cfg', 'orcl', 'sales'], 'too many words: sales'],
  [['backup.prod', 'orcl'], 'backup.prod is no configuration file, and only one database can be named'],
])('refuses the words %j', (words, message) => {
  using folder = temporaryFolder();
  configuration(folder.path);

  expect(() => readTestWords(words, { cwd: folder.path, installationRoot: '/nowhere' })).toThrow(message);
});

it('takes all that are enabled, one that is named, or all but one', () => {
  using folder = temporaryFolder();
  const loaded = configuration(folder.path);

  expect(selectDatabases(loaded, undefined)).toEqual(['orcl', 'sales']);
  expect(selectDatabases(loaded, '!orcl')).toEqual(['sales']);
  expect(selectDatabases(loaded, 'sales')).toEqual(['sales']);
  expect(selectDatabases(loaded, 'old')).toEqual(['old']);
});

it.each([
  ['orlc', 'did you mean orcl?'],
  ['!orlc', 'did you mean orcl?'],
  ['!', 'no database "" in'],
])('refuses %s', (selection, message) => {
  using folder = temporaryFolder();

  expect(() => selectDatabases(configuration(folder.path), selection)).toThrow(message);
});

it('says when nothing is left to be tested', () => {
  using folder = temporaryFolder();

  expect(() => selectDatabases(configuration(folder.path, '[orcl]\ndbid: 1\n'), '!orcl')).toThrow(/^!orcl leaves out the only database of /u);
  expect(() => selectDatabases(configuration(folder.path, '[orcl]\ndbid: 1\nautorestoreenabled: 0\n'), undefined)).toThrow(/no database of .* is left to be tested/u);
});
