import { blockHeaderSize, blockSize } from './blocks.ts';

/** A row of the simulated database: what a transaction wrote, and when it committed. */
export interface Row {
  readonly key: number;
  readonly text: string;
  readonly time: string;
}

// Rows sit in fixed slots: used (1 byte), key (4), commit time (19), length of the text (1), text.
export const slotSize = 96;
const textPosition = 25;

export const slotsPerBlock = Math.floor((blockSize - blockHeaderSize) / slotSize);
export const longestTextBytes = slotSize - textPosition;

export function slotOffset(slot: number): number {
  return blockHeaderSize + slot * slotSize;
}

/** The bytes of a slot that holds this row, or nothing. */
export function encodeSlot(row: Row | undefined): Buffer {
  const slot = Buffer.alloc(slotSize);
  if (row === undefined) return slot;
  slot.writeUInt8(1, 0);
  slot.writeUInt32BE(row.key, 1);
  slot.write(row.time, 5, 19, 'latin1');
  slot.writeUInt8(slot.write(row.text, textPosition, longestTextBytes, 'utf8'), 24);
  return slot;
}

/** The row in a slot; nothing when the slot is free. */
export function decodeSlot(slot: Buffer): Row | undefined {
  if (slot.readUInt8(0) === 0) return undefined;
  const text = slot.toString('utf8', textPosition, textPosition + slot.readUInt8(24));
  return { key: slot.readUInt32BE(1), time: slot.toString('latin1', 5, 24), text };
}

/** Every used slot of a block, by its number. */
export function decodeSlots(block: Buffer): ReadonlyMap<number, Row> {
  const rows = new Map<number, Row>();
  for (let slot = 0; slot < slotsPerBlock; slot += 1) {
    const row = decodeSlot(block.subarray(slotOffset(slot), slotOffset(slot) + slotSize));
    if (row !== undefined) rows.set(slot, row);
  }
  return rows;
}
