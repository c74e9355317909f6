import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { World } from '#commands/context.ts';
import { findJournalFolders } from '#commands/restore/journal-folders.ts';
import { configurationOf, goodText } from '../../core/config/sample-text.ts';
import { temporaryFolder } from '../../core/temporary-folder.ts';

const good = goodText.generic + goodText.zfssa + goodText.orcl;
const world = { env: { TMPDIR: '/var/tmp' }, cwd: '/', signal: new AbortController().signal } as Partial<World> as World;

it('journals lie in the log folder of restore tests, or where it cannot be written with the temporary files', async () => {
  using folder = temporaryFolder();
  writeFileSync(join(folder.path, 'file'), '');
  const foldersWith = (logFolder: string) => findJournalFolders(configurationOf(`${good}[autorestore]\nautorestorelogdir: ${logFolder}\n`), 'orcl', world);

  expect(await foldersWith(folder.path)).toEqual([folder.path, '/var/tmp']);
  expect(await foldersWith(join(folder.path, 'file'))).toEqual(['/var/tmp']);
  expect(await foldersWith('/no/such/folder')).toEqual(['/var/tmp']);
  expect(await findJournalFolders(configurationOf(good), 'orcl', world)).toEqual(['/var/tmp']);
});
