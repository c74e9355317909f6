import { blockDamage, readRawBlock } from './blocks.ts';
import { liveDescriptor } from './checkpoint.ts';
import type { LabDatabase } from './database.ts';
import type { Datafile } from './datafiles.ts';
import { decodeSlots, slotsPerBlock } from './row-slots.ts';

/** Where a row is. */
export interface RowPlace {
  readonly block: number;
  readonly slot: number;
  readonly key: number;
}

/** Where the rows of one datafile are, and where there is room: what a database knows from its indexes. */
export class RowPlaces {
  readonly file: number;
  readonly #blocks: number;
  readonly #rows: RowPlace[] = [];
  readonly #taken = new Set<string>();
  readonly #unusable = new Set<number>();

  /** Reads the live file once. A damaged block is left alone, as by a session that never touches it. */
  constructor(db: LabDatabase, datafile: Datafile) {
    this.file = datafile.file;
    this.#blocks = datafile.blocks;
    const descriptor = liveDescriptor(db, datafile);
    for (let block = 2; block <= datafile.blocks; block += 1) {
      const content = readRawBlock(descriptor, block);
      if (blockDamage(content, { file: this.file, block }) === undefined) this.#addBlock(block, content);
      else this.#unusable.add(block);
    }
  }

  get rowCount(): number {
    return this.#rows.length;
  }

  /** The place of some row; nothing when there is none. */
  row(index: number): RowPlace | undefined {
    return this.#rows[index];
  }

  /** Takes a free place in the first block with room from `block` on, beginning again at the file's start; nothing when it is full. */
  insert(key: number, block: number): RowPlace | undefined {
    for (let tried = 0; tried < this.#blocks - 1; tried += 1) {
      const candidate = 2 + ((block - 2 + tried) % (this.#blocks - 1));
      const slot = this.#freeSlot(candidate);
      if (slot !== undefined) return this.#add({ block: candidate, slot, key });
    }
    return undefined;
  }

  remove(place: RowPlace): void {
    this.#rows.splice(this.#rows.indexOf(place), 1);
    this.#taken.delete(`${place.block} ${place.slot}`);
  }

  #addBlock(block: number, content: Buffer): void {
    for (const [slot, { key }] of decodeSlots(content)) this.#add({ block, slot, key });
  }

  #add(place: RowPlace): RowPlace {
    this.#rows.push(place);
    this.#taken.add(`${place.block} ${place.slot}`);
    return place;
  }

  #freeSlot(block: number): number | undefined {
    if (this.#unusable.has(block)) return undefined;
    for (let slot = 0; slot < slotsPerBlock; slot += 1) if (!this.#taken.has(`${block} ${slot}`)) return slot;
    return undefined;
  }
}
