import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { checkBlocks, releaseCanary, requireCleanBlocks } from '#workflows/restore/block-check.ts';
import { fakeClock } from '../../core/fake-clock.ts';
import { recordedLog } from '../../core/recorded-log.ts';
import { temporaryFolder } from '../../core/temporary-folder.ts';
import { neverAborted } from '../../oracle/fake-tools.ts';
import { fakeInstance } from './fake-instance.ts';

// As RMAN 12.1 prints it.
const rmanLines = [
  'List of Datafiles',
  'File Status Marked Corrupt Empty Blocks Blocks Examined High SCN',
  '4    OK     0              1461         14400           804114    ',
  '  Data       0              12654           ',
  '3    FAILED 0              257          45445           804115    ',
];

/** The first datafiles of a database; the fourth is of a pluggable one. */
function datafiles(count: number): { readonly file: number; readonly container: string | undefined }[] {
  return Array.from({ length: count }, (_, index) => ({ file: index + 1, container: index === 3 ? 'SALES' : undefined }));
}

function run() {
  return { log: recordedLog(), clock: fakeClock('2026-11-21T02:00:00Z'), signal: neverAborted };
}

async function check(corruption: readonly string[], canary?: { file: number; block: number }) {
  const tools = fakeInstance({ 'corrupt-blocks.sql': { corruption } }, rmanLines);
  return await checkBlocks(run(), { tools, datafiles: [] }, { reason: 'validation day', canary });
}

it('counts files and blocks that RMAN says it read', async () => {
  const result = await check([]);

  expect(result).toEqual({ reason: 'validation day', files: 2, blocks: 59_845, corrupt: [], canary: undefined });
  expect(() => requireCleanBlocks('orcl', result, datafiles(2))).not.toThrow();
});

it('fails for corruption, whatever RMAN thought of it', async () => {
  const result = await check(['3|17|1|CHECKSUM', '4|20|3|ALL ZERO']);

  expect(() => requireCleanBlocks('orcl', result, datafiles(2))).toThrow('orcl: corrupt blocks in the restored database: datafile 3 block 17 (CHECKSUM), datafile 4 block 20 to 22 (ALL ZERO)');
});

it('names the pluggable database of a datafile with corruption', async () => {
  const result = await check(['4|20|3|ALL ZERO']);

  expect(() => requireCleanBlocks('orcl', result, datafiles(4))).toThrow('datafile 4 of SALES block 20 to 22 (ALL ZERO)');
});

it('fails when a datafile was not read', async () => {
  const result = await check([]);

  expect(() => requireCleanBlocks('orcl', result, datafiles(3))).toThrow('the block check read 2 of 3 datafiles');
});

it('does not count a datafile of which nothing was read', async () => {
  const tools = fakeInstance({ 'corrupt-blocks.sql': {} }, ['3    OK     0              0        0           804115    ']);

  const result = await checkBlocks(run(), { tools, datafiles: [] }, { reason: 'chance', canary: undefined });

  expect(() => requireCleanBlocks('orcl', result, datafiles(1))).toThrow('the block check read 0 of 1 datafiles');
});

it('is content with the canary and nothing else', async () => {
  const canary = { file: 3, block: 17 };
  const found = await check(['3|17|1|CHECKSUM'], canary);
  const missed = await check([], canary);
  const besides = await check(['3|17|1|CHECKSUM', '3|18|1|CHECKSUM'], canary);

  expect(found).toMatchObject({ corrupt: [], canary: { ...canary, found: true } });
  expect(() => requireCleanBlocks('orcl', found, datafiles(2))).not.toThrow();
  expect(() => requireCleanBlocks('orcl', missed, datafiles(2))).toThrow('block 17 of datafile 3 was damaged on purpose, and the block check did not find it');
  expect(() => requireCleanBlocks('orcl', besides, datafiles(2))).toThrow('datafile 3 block 18 (CHECKSUM)');
});

it('damages one block that holds something, not the header, not SYSTEM, nothing else', async () => {
  using folder = temporaryFolder();
  const name = join(folder.path, 'data_4');
  const content = Buffer.alloc(512 * 101);
  for (const block of [0, 1, 2, 40]) content.fill(block + 1, block * 512, (block + 1) * 512);
  writeFileSync(name, content);
  const datafile = { file: 4, name, blockSize: 512, blocks: 100, checkpointScn: 1n, container: undefined };

  const canary = await releaseCanary([{ ...datafile, file: 1 }, datafile], () => 70);

  const after = readFileSync(name);
  const changed = [...after.keys()].filter((at) => after[at] !== content[at]);
  expect(canary).toEqual({ file: 4, block: 40 });
  expect(changed.length).toBeGreaterThan(0);
  expect(changed.every((at) => Math.floor(at / 512) === 40)).toBe(true);
});

it('finds no place for a canary in files that hold nothing', async () => {
  using folder = temporaryFolder();
  const name = join(folder.path, 'data_4');
  writeFileSync(name, Buffer.alloc(512 * 101));

  expect(await releaseCanary([{ file: 4, name, blockSize: 512, blocks: 100, checkpointScn: 1n, container: undefined }], () => 3)).toBeUndefined();
});
