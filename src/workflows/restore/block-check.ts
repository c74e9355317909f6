// Reading every block of the restored database. RMAN may end with 0 although it found corruption, so the dictionary is asked
// as well. The canary is a block that was damaged on purpose just before: a check that misses it proves nothing.

import { randomInt } from 'node:crypto';
import { constants, open } from 'node:fs/promises';
import { IcbError } from '#core/errors.ts';
import { sizesOf, watchRman } from '#oracle/rman-progress.ts';
import { ValidationListReader } from '#oracle/validation-list.ts';
import type { BlockCheckResult, CorruptBlocks } from '#reports/restore-test-result.ts';
import type { RestoredDatabase, RestoreRun } from './restore-request.ts';
import type { OpenDatafile } from './verify-database.ts';

/** A block that was damaged on purpose. */
export interface Canary {
  readonly file: number;
  readonly block: number;
}

/** What RMAN counted. */
interface Examined {
  /** Of which blocks were read at all. */
  readonly files: number;
  readonly blocks: number;
}

/** @throws {OracleToolError} when RMAN itself fails; what it finds is in the result */
export async function checkBlocks(
  { log, clock, signal }: Pick<RestoreRun, 'log' | 'clock' | 'signal'>,
  { tools, datafiles }: Pick<RestoredDatabase, 'tools' | 'datafiles'>,
  { reason, canary }: { readonly reason: BlockCheckResult['reason']; readonly canary: Canary | undefined },
): Promise<BlockCheckResult> {
  const list = new ValidationListReader();
  {
    const sizes = sizesOf(datafiles.map(({ file, blocks, blockSize }) => ({ fileNumber: file, bytes: blocks * blockSize })));
    using watched = watchRman({ log, clock, sizes, doing: 'checking', reader: list.read });
    await tools.rman('check-blocks.rman', { step: 'check every block', onLine: watched.read }, signal);
  }
  const rows = await tools.sql('corrupt-blocks.sql', { step: 'ask what the block check found' }, signal);
  const found = rows.all('corruption', ['file', 'block', 'blocks', 'type']).map((row) => ({
    file: Number(row.file),
    block: Number(row.block),
    blocks: Number(row.blocks),
    type: row.type,
  }));
  const perFile = new Map(list.files.map(({ fileNumber, blocks }) => [fileNumber, blocks]));
  const read = [...perFile.values()].filter((blocks) => blocks > 0);
  const examined: Examined = { files: read.length, blocks: read.reduce((sum, blocks) => sum + blocks, 0) };
  const isCanary = ({ file, block, blocks }: CorruptBlocks): boolean => canary !== undefined && file === canary.file && block <= canary.block && canary.block < block + blocks;
  return {
    reason,
    ...examined,
    corrupt: found.filter((entry) => !(isCanary(entry) && entry.blocks === 1)),
    canary: canary === undefined ? undefined : { ...canary, found: found.some(isCanary) },
  };
}

/** @throws {IcbError} for corruption, a canary that was not found, and a check that did not read every file */
export function requireCleanBlocks(database: string, result: BlockCheckResult, datafiles: readonly Pick<OpenDatafile, 'file' | 'container'>[]): void {
  const { corrupt, canary, files } = result;
  if (corrupt.length > 0) {
    const ofContainer = (number: number): string => {
      const container = datafiles.find(({ file }) => file === number)?.container;
      return container === undefined ? '' : ` of ${container}`;
    };
    const shown = corrupt.slice(0, 5).map(({ file, block, blocks, type }) => `datafile ${file}${ofContainer(file)} block ${block}${blocks > 1 ? ` to ${block + blocks - 1}` : ''} (${type})`);
    const more = corrupt.length > shown.length ? ` and ${corrupt.length - shown.length} more` : '';
    throw new IcbError(`${database}: corrupt blocks in the restored database: ${shown.join(', ')}${more}`, {
      hint: 'check the production database now (BACKUP VALIDATE CHECK LOGICAL DATABASE), and look which older snapshot is clean',
    });
  }
  if (canary?.found === false) {
    throw new IcbError(`${database}: block ${canary.block} of datafile ${canary.file} was damaged on purpose, and the block check did not find it`, {
      hint: 'its results cannot be trusted on this host: look into the session log',
    });
  }
  if (files < datafiles.length) throw new IcbError(`${database}: the block check read ${files} of ${datafiles.length} datafiles`, { hint: 'look into the session log' });
}

/** Of a check that found nothing but its canary. */
export function describeBlockCheck({ files, blocks, canary }: BlockCheckResult): string {
  const read = `${blocks} blocks of ${files} datafiles read, none is corrupt`;
  return canary === undefined ? read : `${read} but the canary, block ${canary.block} of datafile ${canary.file}, which was found`;
}

/**
 * Damages one block of a throw-away file: the middle of a block that holds something. Returns nothing when no file has one.
 * @param random from 0 inclusive to the bound exclusive
 */
export async function releaseCanary(files: readonly OpenDatafile[], random: (bound: number) => number = randomInt): Promise<Canary | undefined> {
  // The first blocks of a file are its header and space map; a damaged SYSTEM file could keep the query itself from working.
  const candidates = files.filter(({ file, blocks }) => file !== 1 && blocks > 16);
  for (const { file, name, blockSize, blocks } of candidates.toSorted((one, other) => other.file - one.file)) {
    const start = random(blocks);
    const block = await damageBlock(name, { blockSize, blocks, start });
    if (block !== undefined) return { file, block };
  }
  return undefined;
}

/** Looks from a block on, round the file, for one that was written. */
async function damageBlock(path: string, { blockSize, blocks, start }: { readonly blockSize: number; readonly blocks: number; readonly start: number }): Promise<number | undefined> {
  await using file = await open(path, constants.O_RDWR | constants.O_NOFOLLOW);
  const content = Buffer.alloc(blockSize);
  for (let step = 0; step < blocks; step += 1) {
    const block = 1 + ((start + step) % blocks);
    const { bytesRead } = await file.read(content, 0, blockSize, block * blockSize);
    if (block <= 2 || bytesRead < blockSize || content.every((byte) => byte === 0)) continue;
    const middle = blockSize / 2;
    const damage = content.subarray(middle, middle + 64).map((byte) => byte ^ 0xff);
    await file.write(damage, 0, damage.length, block * blockSize + middle);
    await file.sync();
    return block;
  }
  return undefined;
}
