// Space figures of the simulated storage system, from the real contents: a block is known by its digest, so that what two
// copies have in common counts as shared, wherever it lies. Compression and metadata are left out.
import { hash } from 'node:crypto';
import { type BigIntStats, lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type SnapshotSpace, type StorageState, volumeFolder, snapshotFolder, type VolumeSnapshot } from './storage-state.ts';
import { snapshotsOf } from './snapshots.ts';

const blockBytes = 8192;

interface BlockMap {
  readonly bytes: number;
  /** Bytes behind each digest. */
  readonly blocks: ReadonlyMap<string, number>;
}

interface VolumeSpace {
  readonly dataBytes: number;
  /** Held by snapshots only. */
  readonly snapshotBytes: number;
  /** By snapshot id. */
  readonly snapshots: ReadonlyMap<string, SnapshotSpace>;
}

const nothing: BlockMap = { bytes: 0, blocks: new Map() };

/** Measures volumes; what did not change since the last time is not read again. */
export class SpaceMeter {
  readonly #measured = new Map<string, { readonly signature: string; readonly map: BlockMap }>();
  /** By snapshot id: what is in a snapshot stays as it is. */
  readonly #snapshots = new Map<string, BlockMap>();

  measure(state: StorageState, volume: string): VolumeSpace {
    const live = this.#blockMap(volumeFolder(state, volume));
    const snapshots = snapshotsOf(state, volume);
    const maps = snapshots.map((snapshot) => this.#snapshotMap(state, snapshot));
    const heldBySnapshots = new Map<string, number>();
    for (const { blocks } of maps) for (const [digest, size] of blocks) heldBySnapshots.set(digest, size);
    return {
      dataBytes: live.bytes,
      snapshotBytes: bytesNotIn(heldBySnapshots, [live]),
      snapshots: new Map(
        snapshots.map(({ id, space }, index) => {
          if (space !== undefined) return [id, space];
          const map = maps[index] ?? live;
          const neighbours = [maps[index - 1], maps[index + 1] ?? live].filter((neighbour) => neighbour !== undefined);
          return [id, { dataBytes: map.bytes, uniqueBytes: bytesNotIn(map.blocks, neighbours) }];
        }),
      ),
    };
  }

  #snapshotMap(state: StorageState, snapshot: VolumeSnapshot): BlockMap {
    if (snapshot.space !== undefined) return nothing;
    const known = this.#snapshots.get(snapshot.id) ?? this.#blockMap(snapshotFolder(state, snapshot));
    this.#snapshots.set(snapshot.id, known);
    return known;
  }

  #blockMap(folder: string): BlockMap {
    const files = filesBelow(folder);
    const signature = files.map(({ path, stats }) => `${path} ${stats.ino} ${stats.size} ${stats.mtimeNs} ${stats.ctimeNs}`).join('\n');
    const known = this.#measured.get(folder);
    if (known?.signature === signature) return known.map;
    const map = readBlocks(files.map(({ path }) => path));
    this.#measured.set(folder, { signature, map });
    return map;
  }
}

function bytesNotIn(blocks: ReadonlyMap<string, number>, others: readonly BlockMap[]): number {
  let bytes = 0;
  for (const [digest, size] of blocks) if (!others.some((other) => other.blocks.has(digest))) bytes += size;
  return bytes;
}

function readBlocks(paths: readonly string[]): BlockMap {
  const blocks = new Map<string, number>();
  let bytes = 0;
  for (const path of paths) {
    const content = readIfThere(path);
    bytes += content.length;
    for (let offset = 0; offset < content.length; offset += blockBytes) {
      const block = content.subarray(offset, offset + blockBytes);
      const digest = hash('sha1', block, 'base64');
      blocks.set(digest, (blocks.get(digest) ?? 0) + block.length);
    }
  }
  return { bytes, blocks };
}

interface FoundFile {
  readonly path: string;
  readonly stats: BigIntStats;
}

/** The live volume changes while it is looked at: what has gone meanwhile counts nothing. */
function filesBelow(folder: string): FoundFile[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .flatMap((entry) => {
      const path = join(entry.parentPath, entry.name);
      const stats = lstatSync(path, { bigint: true, throwIfNoEntry: false });
      return stats === undefined ? [] : [{ path, stats }];
    });
}

function readIfThere(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return Buffer.alloc(0);
    throw error;
  }
}
