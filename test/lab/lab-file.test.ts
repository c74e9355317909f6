import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { systemClock } from '#core/clock.ts';
import { openLabClock } from '#lab/lab-clock.ts';
import { runWorkload } from '#lab/workload.ts';
import { viewStorage } from '#lab/storage/storage-state.ts';
import { readApplianceConfiguration } from '#lab/zfssa/create-appliance.ts';
import { temporaryFolder } from '../core/temporary-folder.ts';

describe('a file of the lab that was cut off', () => {
  it.each<readonly [file: string, use: (labDir: string) => unknown]>([
    ['world/clock.json', (labDir) => openLabClock(labDir).now()],
    ['storage/state.json', (labDir) => viewStorage({ labDir, project: 'p', clock: systemClock })],
    ['zfssa/appliance.json', readApplianceConfiguration],
  ])('is told by one sentence: %s', (file, use) => {
    using lab = temporaryFolder();
    mkdirSync(dirname(join(lab.path, file)));
    for (const content of ['', '{"off', 'null']) {
      writeFileSync(join(lab.path, file), content);

      expect(() => use(lab.path)).toThrow(expect.objectContaining({
        name: 'NotStartedError',
        message: `the lab is damaged: ${join(lab.path, file)} holds no complete JSON`,
      }));
    }
  });
});

describe('a folder that is no lab', () => {
  it('takes no workload and stays as it is', () => {
    using folder = temporaryFolder();

    expect(() => runWorkload(folder.path, { transactions: 1 })).toThrow(`there is no lab in ${folder.path}`);
    expect(readdirSync(folder.path)).toEqual([]);
  });
});
