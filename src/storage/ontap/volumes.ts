// What can be read of the SVM that holds the volume of one database and its clones.
import { StorageError, VolumeNotFoundError } from '../errors.ts';
import { isVolumeName } from './settings.ts';
import type { OntapVolume, OntapWire } from './wire.ts';

export class OntapVolumes {
  readonly #wire: OntapWire;
  readonly #svm: string | undefined;
  readonly #database: string;
  /** Name of the database's volume. */
  readonly volume: string;

  constructor(wire: OntapWire, { svm, volume, database }: { svm: string | undefined; volume: string; database: string }) {
    this.#wire = wire;
    this.#svm = svm;
    this.#database = database;
    this.volume = volume;
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

  /** The volume of the database. */
  async own(doing: string, signal: AbortSignal): Promise<OntapVolume> {
    const found = await this.find(this.volume, doing, signal);
    if (found !== undefined) return found;
    const where = this.#svm === undefined ? '' : ` in SVM ${this.#svm}`;
    throw new VolumeNotFoundError(`cannot ${doing}: there is no volume ${this.volume}${where}`, {
      hint: `check svm and volumeprefix in [ontap] and the name of the database ${this.#database}`,
    });
  }

  /** Clones of a volume. */
  async clonesOf(parent: OntapVolume, doing: string, signal: AbortSignal): Promise<OntapVolume[]> {
    const volumes = await this.#wire.volumes({ parent: parent.name }, doing, signal);
    return volumes.filter((volume) => isCloneOf(volume, parent));
  }
}

/** Never true of the volume itself, nor of a clone of another SVM's volume of the same name. */
export function isCloneOf({ parent, svm }: OntapVolume, volume: OntapVolume): boolean {
  return parent?.volume === volume.name && svm === volume.svm && (parent.svm ?? svm) === volume.svm;
}
