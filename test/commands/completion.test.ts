import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { printedBy } from '../command-line.ts';
import { temporaryFolder } from '../core/temporary-folder.ts';

const backupCfg = '[generic]\n[orcl]\ndbid: 1\n[hr]\ndbid: 2\n[sales]\ndbid: 3\n';

/** Candidates for the last of the words, without what they mean. */
async function complete(...words: readonly string[]): Promise<readonly string[]> {
  using folder = temporaryFolder();
  writeFileSync(join(folder.path, 'backup.cfg'), backupCfg);
  writeFileSync(join(folder.path, 'other.cfg'), '[cold]\ndbid: 4\n');
  const printed = await printedBy(folder.path, 'completion', 'words', '--', ...words);
  return printed.split('\n').slice(0, -1).map((line) => line.split('\t')[0] ?? '');
}

describe('the words that fit', () => {
  it.each([
    [['e'], ['exec-all']],
    [['--json', 'ba'], ['backup']],
    [['--q'], ['--quiet']],
    [['backup', ''], ['orcl', 'hr', 'sales']],
    [['backup', 'orcl', 'b'], ['backupimagecopy']],
    [['backup', 'orcl', 'config', ''], []],
    [['--config', 'other.cfg', 'backup', ''], ['cold']],
    [['backup', '--config', '=', 'other.cfg', ''], ['cold']],
    [['backup', '--config', ''], [':files']],
    [['exec-all', 'miss'], ['missingarchlog']],
    [['exec-all', 'missingarchlog', 'orcl,'], ['orcl,hr', 'orcl,sales']],
    [['exec-all', 'missingarchlog', '--f'], ['--fail-fast']],
    [['snapper', 'orcl', 'cl'], ['clean', 'clone']],
    [['snapper', '--all', 'check'], ['checkage']],
    [['report', 'h'], ['hr']],
    [['report', '--format', ''], ['text', 'json', 'html', 'prometheus']],
    [['report', '--format', 'json', 'o'], ['orcl']],
    [['restore', '--open', ''], ['readonly', 'resetlogs']],
    [['restore', '--to', ''], []],
    [['autorestore', 's'], ['sales', ':files']],
    [['autorestore', '!'], ['!orcl', '!hr', '!sales']],
    [['volume', 'orcl', ''], ['create']],
    [['completion', ''], ['bash', 'zsh', 'fish']],
    [['lab', 's'], ['serve']],
    [['lab', 'serve', ''], [':files']],
    [['lab', 'con'], ['contract']],
    [['nonsense', ''], []],
  ])('behind %j are %j', async (words, expected) => {
    expect(await complete(...words)).toEqual(expected);
  });

  it('are told with what they mean', async () => {
    using folder = temporaryFolder();

    expect(await printedBy(folder.path, 'completion', 'words', '--', 'exec')).toBe('exec-all\trun an action of icb backup on every database of the configuration\n');
  });

  it('are none, without a complaint, where there is no configuration', async () => {
    using folder = temporaryFolder();

    expect(await printedBy(folder.path, 'completion', 'words', '--', '--config', 'gone.cfg', 'backup', '')).toBe('');
  });
});

it.each([
  [['csh'], 'unknown shell csh'],
  [['bahs'], 'unknown shell bahs (did you mean bash?); allowed: bash, zsh, fish'],
  [['bash', 'now'], 'completion: too many words: now'],
])('icb completion %j is refused', async (words, message) => {
  await expect(printedBy('/', 'completion', ...words)).rejects.toMatchObject({ exitCode: 2, message: expect.stringContaining(message) });
});
