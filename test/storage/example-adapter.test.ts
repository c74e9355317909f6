// The example of docs/write-your-own-adapter.md: a column of the contract's table, and a storage system like any other for icb.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { runCommandLine } from '#cli.ts';
import { systemClock } from '#core/clock.ts';
import { installationRoot } from '#core/installation.ts';
import { bareWorld } from '../bare-world.ts';
import { temporaryFolder } from '../core/temporary-folder.ts';
import { describeStorageContract } from './contract.ts';
import { exampleModule, startExample } from './example-site.ts';

describeStorageContract('docs/example-adapter.mjs', startExample);

it('is used as the documentation says', async () => {
  using folder = temporaryFolder();
  const [, configuration = ''] = /```\n(\[generic\][^]*?)```/.exec(readFileSync(join(installationRoot, 'docs/write-your-own-adapter.md'), 'utf8')) ?? [];
  const file = join(folder.path, 'backup.cfg');
  writeFileSync(file, `${configuration.replace('adapters/example-adapter.mjs', exampleModule).replace('/export', folder.path)}[orcl]\ndbid: 1\n`);
  mkdirSync(join(folder.path, 'orcl'));
  writeFileSync(join(folder.path, 'orcl/datafile'), 'blocks');
  const snapper = async (...words: string[]): Promise<string> => {
    const { world, stdout, printed } = bareWorld(folder.path, { clock: systemClock });
    await runCommandLine(['--config', file, 'snapper', 'orcl', ...words], { stdout, openWorld: async () => world });
    return printed();
  };

  const id = (await snapper('create')).trim().replace('Snapshot created: ', '');
  const clone = await snapper('clone', id);
  const [, cloneName = '', mountPoint = ''] = /^(\S+) .*\[mount point: (\S+)\]/m.exec(await snapper('listclones')) ?? [];

  expect(await snapper('list')).toMatch(new RegExp(`^${id} .*clones=1\n$`));
  expect(clone).toContain(`nas1.example.com:${mountPoint}`);
  expect(readFileSync(join(mountPoint, 'datafile'), 'utf8')).toBe('blocks');
  await snapper('dropclone', cloneName);
  expect(existsSync(mountPoint)).toBe(false);
});
