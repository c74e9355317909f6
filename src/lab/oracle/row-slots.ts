import { blockHeaderSize, blockSize } from './blocks.ts';

/** A row of the simulated database: what a transaction wrote, and when it committed. */
export interface Row {
  readonly key: number;
  readonly text: string;
  readonly time: string;
}

/** What a transaction does to a row. */
export interface RowChange {
  readonly action: 'put' | 'delete';
  readonly file: number;
  readonly block: number;
  readonly slot: number;
  readonly key: number;
  /** The new text; `''` for a row that goes. */
  readonly text: string;
}

// Rows sit in fixed slots: state (1 byte), key (4), commit time (19), length of the text (1), text. A deleted row keeps its
// key and time, as Oracle only marks it.
export const slotSize = 96;
const textPosition = 25;
const usedState = 1;
const deletedState = 2;

export const slotsPerBlock = Math.floor((blockSize - blockHeaderSize) / slotSize);
export const longestTextBytes = slotSize - textPosition;

export function slotOffset(slot: number): number {
  return blockHeaderSize + slot * slotSize;
}

/** The bytes of a slot after this change, committed at this time. */
export function encodeSlot(change: RowChange, time: string): Buffer {
  const slot = Buffer.alloc(slotSize);
  slot.writeUInt8(change.action === 'put' ? usedState : deletedState, 0);
  slot.writeUInt32BE(change.key, 1);
  slot.write(time, 5, 19, 'latin1');
  slot.writeUInt8(slot.write(change.text, textPosition, longestTextBytes, 'utf8'), 24);
  return slot;
}

/** Whatever was last written to a slot; nothing when it was never used. */
export function decodeSlot(slot: Buffer): (Row & { readonly deleted: boolean }) | undefined {
  const state = slot.readUInt8(0);
  if (state !== usedState && state !== deletedState) return undefined;
  const text = slot.toString('utf8', textPosition, textPosition + slot.readUInt8(24));
  return { key: slot.readUInt32BE(1), time: slot.toString('latin1', 5, 24), text, deleted: state === deletedState };
}

/** The rows of a block, by slot. */
export function decodeSlots(block: Buffer): ReadonlyMap<number, Row> {
  const rows = new Map<number, Row>();
  for (let slot = 0; slot < slotsPerBlock; slot += 1) {
    const row = decodeSlot(block.subarray(slotOffset(slot), slotOffset(slot) + slotSize));
    if (row !== undefined && !row.deleted) rows.set(slot, { key: row.key, text: row.text, time: row.time });
  }
  return rows;
}
