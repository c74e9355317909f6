// `icb volume create`: filesystem, share and clients, so that a database's host can mount it, or nothing of these.
import { formatBytes } from '#core/bytes.ts';
import { ConfigurationError } from '#core/errors.ts';
import { StorageError } from '../errors.ts';
import type { SnapHandlerContext } from '../snap-handler.ts';
import { withinLimit } from '../time-limit.ts';
import type { DoradoFilesystems } from './filesystems.ts';
import { bytesOf, type Filesystem, sectorsOf } from './responses.ts';
import type { NewVolumeSettings } from './settings.ts';
import type { DoradoSteps } from './steps.ts';

const UNDO_LIMIT_MS = 60_000;
/** Thin, and the array neither shows nor deletes snapshots by itself. */
const usual = { ALLOCTYPE: 1, SECTORSIZE: 8192, ENABLECOMPRESSION: 'true', ISSHOWSNAPDIR: 'false', AUTODELSNAPSHOTENABLE: 'false', unixPermissions: '770' } as const;

interface Options extends Pick<SnapHandlerContext, 'log'> {
  readonly newVolume: NewVolumeSettings;
}

export class NewVolume {
  readonly #filesystems: DoradoFilesystems;
  readonly #steps: DoradoSteps;
  readonly #settings: NewVolumeSettings;
  readonly #log: SnapHandlerContext['log'];

  constructor(filesystems: DoradoFilesystems, steps: DoradoSteps, { newVolume, log }: Options) {
    this.#filesystems = filesystems;
    this.#steps = steps;
    this.#settings = newVolume;
    this.#log = log;
  }

  /** Under the name of the database. What was made when the filesystem had been seen is taken back on failure, and nothing else. */
  async make(sizeBytes: number | undefined, doing: string, signal: AbortSignal): Promise<void> {
    const { pool, clients, sizeBytes: usualBytes } = this.#settings;
    if (clients.length === 0) throw missingClients('nfsclient', doing);
    const sectors = sectorsOf(sizeBytes ?? usualBytes);
    const { id: poolId } = await this.#filesystems.pool(pool, doing, signal);
    const body = { NAME: this.#filesystems.volume, PARENTID: poolId, CAPACITY: sectors, ...usual };
    const made = await this.#steps.makeFilesystem(body, ({ parent }) => parent === undefined, doing, signal);
    if (made === undefined) throw new StorageError(`cannot ${doing}: its storage pool has vanished meanwhile`);
    try {
      refuseOtherCapacity(made, bytesOf(sectors), doing);
      await this.#steps.share(made, clients, doing, signal);
    } catch (error) {
      await this.#takeBack(made);
      throw error;
    }
  }

  // Takes no signal: it must run after a cancellation too. The filesystem was made a moment ago, and nobody has mounted it.
  async #takeBack(made: Filesystem): Promise<void> {
    const doing = `take back filesystem ${this.#filesystems.nameOf(made.name)}`;
    try {
      await withinLimit({ limitMs: UNDO_LIMIT_MS, doing }, undefined, (signal) => this.#steps.destroy(made, doing, signal));
    } catch (error) {
      this.#log.warn(`${error instanceof Error ? error.message : String(error)}; delete it on the array`);
    }
  }
}

export function missingClients(key: string, doing: string): ConfigurationError {
  return new ConfigurationError(`cannot ${doing}: ${key} is missing in section [dorado], so nobody could mount it`, { hint: 'icb config reference explains it' });
}

/** An array may round up; what is much smaller or larger is not what somebody planned for. */
function refuseOtherCapacity({ capacityBytes }: Filesystem, wantedBytes: number, doing: string): void {
  if (capacityBytes !== undefined && capacityBytes >= wantedBytes && capacityBytes < 2 * wantedBytes) return;
  const got = capacityBytes === undefined ? 'without a size' : `of ${formatBytes(capacityBytes)}`;
  throw new StorageError(`cannot ${doing}: the array made it ${got} instead of ${formatBytes(wantedBytes)}`, { hint: 'create the filesystem with the tools of the array' });
}
