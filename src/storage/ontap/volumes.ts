// What can be read of the SVM that holds the volumes of one database and their clones.
import { StorageError, VolumeNotFoundError } from '../errors.ts';
import { isVolumeName } from './settings.ts';
import type { OntapVolume, OntapWire } from './wire.ts';

export interface OntapVolumesOptions {
  readonly svm: string | undefined;
  readonly database: string;
  /** Names of the database's volumes, the main one first. */
  readonly volumes: readonly string[];
}

export class OntapVolumes {
  readonly #wire: OntapWire;
  readonly #svm: string | undefined;
  readonly #database: string;
  /** Names of the database's volumes, the main one first. */
  readonly names: readonly string[];

  constructor(wire: OntapWire, { svm, volumes, database }: OntapVolumesOptions) {
    this.#wire = wire;
    this.#svm = svm;
    this.#database = database;
    this.names = volumes;
  }

  /** The main one. */
  get name(): string {
    return this.names[0] ?? '';
  }

  /** `svm/volume`, for messages. */
  nameOf(volume: string): string {
    return this.#svm === undefined ? volume : `${this.#svm}/${volume}`;
  }

  /** `doing` is what the look is for, completing "cannot ...". */
  async find(name: string, doing: string, signal: AbortSignal): Promise<OntapVolume | undefined> {
    // Nothing else can be a name, and other characters mean something in a query.
    if (!isVolumeName(name)) throw new StorageError(`cannot ${doing}: '${name}' is not the name of a volume (letters, digits and _ only)`);
    const found = await this.#wire.volumes({ name }, doing, signal);
    if (found.length < 2) return found[0];
    const svms = found.map(({ svm }) => svm).join(', ');
    throw new StorageError(`cannot ${doing}: there is a volume ${name} in several SVMs (${svms})`, { hint: 'say which with svm in [ontap]' });
  }

  /** The volumes of the database, the main one first. */
  async own(doing: string, signal: AbortSignal): Promise<readonly [OntapVolume, ...OntapVolume[]]> {
    const [main, ...further] = this.names;
    const found: [OntapVolume, ...OntapVolume[]] = [await this.#existing(main ?? '', doing, signal)];
    for (const name of further) found.push(await this.#existing(name, doing, signal));
    return found;
  }

  /** Clones of a volume. */
  async clonesOf(parent: OntapVolume, doing: string, signal: AbortSignal): Promise<OntapVolume[]> {
    const volumes = await this.#wire.volumes({ parent: parent.name }, doing, signal);
    return volumes.filter((volume) => isCloneOf(volume, parent));
  }

  async #existing(name: string, doing: string, signal: AbortSignal): Promise<OntapVolume> {
    const found = await this.find(name, doing, signal);
    if (found !== undefined) return found;
    const where = this.#svm === undefined ? '' : ` in SVM ${this.#svm}`;
    const suffixes = this.names.length > 1 ? ', additionalvolumesuffixes' : '';
    throw new VolumeNotFoundError(`cannot ${doing}: there is no volume ${name}${where}`, {
      hint: `check svm and volumeprefix in [ontap]${suffixes} and the name of the database ${this.#database}, or make it: icb volume ${this.#database} create`,
    });
  }
}

/** Never true of the volume itself, nor of a clone of another SVM's volume of the same name. */
export function isCloneOf({ parent, svm }: OntapVolume, volume: OntapVolume): boolean {
  return parent?.volume === volume.name && svm === volume.svm && (parent.svm ?? svm) === volume.svm;
}
