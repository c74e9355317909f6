// What the simulated `zfs` does with its words: exit codes and texts as OpenZFS and zfs-fuse have them.
import { type StorageIdentity, changeStorage, viewStorage } from '#lab/storage/storage-state.ts';
import { SpaceMeter } from '#lab/storage/space.ts';
import { changes } from './changes.ts';
import { DatasetTree } from './dataset-tree.ts';
import { listDatasets, listHolds, showProperties } from './lists.ts';
import { usage, ZfsComplaint } from './zfs-complaint.ts';

/** The old zfs-fuse knows neither `version` nor `list -p`, nor the property clones; JSON came with 2.3. */
export type ZfsRelease = '2.3.1' | '2.2.7' | 'zfs-fuse';

export interface Answer {
  readonly exitCode: number;
  readonly output: string;
  readonly complaint: string;
}

export class ZfsSystem {
  readonly identity: StorageIdentity;
  readonly release: ZfsRelease;
  readonly meter = new SpaceMeter();

  constructor(identity: StorageIdentity, release: ZfsRelease) {
    this.identity = identity;
    this.release = release;
  }
}

export function runZfs(system: ZfsSystem, words: readonly string[]): Answer {
  try {
    return { exitCode: 0, output: outputOf(system, words), complaint: '' };
  } catch (error) {
    if (!(error instanceof ZfsComplaint)) throw error;
    return { exitCode: error.exitCode, output: '', complaint: `${error.message}\n` };
  }
}

function outputOf({ identity, release, meter }: ZfsSystem, [command = '', ...args]: readonly string[]): string {
  const treeOf = (state: ReturnType<typeof viewStorage>): DatasetTree => new DatasetTree(state, meter);
  switch (command) {
    case 'version':
      if (release === 'zfs-fuse') throw usage("unrecognized command 'version'");
      return `zfs-${release}\nzfs-kmod-${release}\n`;
    case 'list':
      return listDatasets(treeOf(viewStorage(identity)), release, args);
    case 'get':
      return showProperties(treeOf(viewStorage(identity)), release, args);
    case 'holds':
      // Debian's package lacks a part of it.
      if (release === 'zfs-fuse') throw new ZfsComplaint('internal error: /usr/lib/zfs/pyzfs.py not found', 255);
      return listHolds(treeOf(viewStorage(identity)), args);
    default: {
      if (!Object.hasOwn(changes, command)) throw usage(`unrecognized command '${command}'`);
      const change = changes[command as keyof typeof changes];
      changeStorage(identity, (state) => change(treeOf(state), args));
      return '';
    }
  }
}
