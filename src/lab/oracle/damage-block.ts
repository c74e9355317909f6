import { closeSync, openSync, writeSync } from 'node:fs';
import { blockSize } from './blocks.ts';

/** Does what a bad disk does: overwrites some bytes in the middle of a block of a datafile or an image copy. */
export function damageBlock(path: string, block: number): void {
  const descriptor = openSync(path, 'r+');
  try {
    const damage = Buffer.alloc(16, 0xa5);
    writeSync(descriptor, damage, 0, damage.length, block * blockSize + blockSize / 2);
  } finally {
    closeSync(descriptor);
  }
}
