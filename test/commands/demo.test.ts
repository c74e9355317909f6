import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { run } from '#commands/demo.ts';
import { bareWorld } from '../bare-world.ts';
import { temporaryFolder } from '../core/temporary-folder.ts';

it.each([
  ['softnas', 'the demo restores from clones, which softnas does not make'],
  ['onatp', 'a lab has no storage onatp: --storage is one of zfssa, ontap, dorado, softnas, openzfs'],
])('icb demo --storage %s is refused, by root too, before anything is made', async (storage, message) => {
  using folder = temporaryFolder();
  const keep = join(folder.path, 'lab');
  for (const effectiveUid of [0, 1000]) {
    const demo = run({ keep, storage }, { world: bareWorld(folder.path, { effectiveUid }).world, options: { json: false, quiet: false, verbose: false, color: false } });

    await expect(demo).rejects.toMatchObject({ name: 'UsageError', message });
  }

  expect(existsSync(keep)).toBe(false);
});
