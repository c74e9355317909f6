// The steps that make a clone (a FlexClone volume) one that can be mounted, and that take it away.
import type { ConfirmedChanges } from '../confirmed-changes.ts';
import { StorageError } from '../errors.ts';
import type { OntapClient } from './client.ts';
import type { OntapVolume } from './responses.ts';
import { isCloneOf, type OntapVolumes } from './volumes.ts';

interface Making {
  readonly volume: OntapVolume;
  readonly snapshotId: string;
  readonly name: string;
  readonly doing: string;
}

export class CloneSteps {
  readonly #client: OntapClient;
  readonly #volumes: OntapVolumes;
  readonly #changes: ConfirmedChanges;

  constructor(client: OntapClient, volumes: OntapVolumes, changes: ConfirmedChanges) {
    this.#client = client;
    this.#volumes = volumes;
    this.#changes = changes;
  }

  /** Undefined when the snapshot or its volume is not there. */
  async make({ volume, snapshotId, name, doing }: Making, signal: AbortSignal): Promise<OntapVolume | undefined> {
    const find = async (signal: AbortSignal): Promise<OntapVolume | undefined> => {
      const found = await this.#volumes.find(name, doing, signal);
      return found !== undefined && isCloneOf(found, volume) && found.parent?.snapshot === snapshotId ? found : undefined;
    };
    const body = {
      name,
      svm: { name: volume.svm },
      clone: { is_flexclone: true, parent_volume: { name: volume.name }, parent_snapshot: { name: snapshotId } },
      nas: { path: `/${name}` },
    };
    const request = { method: 'POST', path: ['storage', 'volumes'], body, doing } as const;
    const clone = await this.#changes.create({ doing, attempt: (signal) => this.#client.attempt(request, signal), find }, signal);
    return clone === undefined ? undefined : this.#dress(clone, volume, { doing, find }, signal);
  }

  /** Unmounted, offline, gone: ONTAP deletes no volume that is mounted. */
  async destroy(clone: OntapVolume, doing: string, signal: AbortSignal): Promise<void> {
    const find = async (signal: AbortSignal): Promise<OntapVolume | undefined> => {
      const found = await this.#volumes.find(clone.name, doing, signal);
      return found?.uuid === clone.uuid ? found : undefined;
    };
    if (clone.junctionPath !== undefined) await this.#change(clone, { nas: { path: '' } }, { doing, find, isDone: ({ junctionPath }) => junctionPath === undefined }, signal);
    if (clone.isOnline) await this.#change(clone, { state: 'offline' }, { doing, find, isDone: ({ isOnline }) => !isOnline }, signal);
    await this.#changes.remove({ doing, attempt: (signal) => this.#client.attempt({ method: 'DELETE', path: pathOf(clone), doing }, signal), find }, signal);
  }

  /** The export policy of its parent, and no snapshot directory: a clone does not get either for certain when it is made. */
  async #dress(clone: OntapVolume, { exportPolicy }: OntapVolume, { doing, find }: Look, signal: AbortSignal): Promise<OntapVolume> {
    const needsPolicy = exportPolicy !== undefined && clone.exportPolicy !== exportPolicy;
    const needsHiding = clone.hidesSnapshots === false;
    if (!needsPolicy && !needsHiding) return clone;
    const body = {
      ...(needsPolicy ? { nas: { export_policy: { name: exportPolicy } } } : {}),
      ...(needsHiding ? { snapshot_directory_access_enabled: false } : {}),
    };
    const isDone = (found: OntapVolume): boolean => (!needsPolicy || found.exportPolicy === exportPolicy) && (!needsHiding || found.hidesSnapshots === true);
    const dressed = await this.#change(clone, body, { doing, find, isDone }, signal);
    if (dressed === undefined) throw new StorageError(`cannot ${doing}: it has vanished meanwhile`);
    return dressed;
  }

  async #change(
    volume: OntapVolume,
    body: Readonly<Record<string, unknown>>,
    { doing, ...look }: Look & { readonly isDone: (found: OntapVolume) => boolean },
    signal: AbortSignal,
  ): Promise<OntapVolume | undefined> {
    const attempt = (signal: AbortSignal): Promise<'done' | 'absent'> => this.#client.attempt({ method: 'PATCH', path: pathOf(volume), body, doing }, signal);
    return this.#changes.change({ doing, attempt, ...look }, signal);
  }
}

interface Look {
  readonly doing: string;
  readonly find: (signal: AbortSignal) => Promise<OntapVolume | undefined>;
}

function pathOf({ uuid }: OntapVolume): string[] {
  return ['storage', 'volumes', uuid];
}
