// What a storage system can do for one database's volume, in single steps. In which order they are taken, what is looked at
// before and after, what is repeated and what is taken back: guarded/ knows, for all systems alike.
import type { VolumeSpace } from './adapter.ts';
import type { Snapshot } from './snap-handler.ts';

/** Of one attempt at a change; 'absent' when what it is about, or what that belongs to, is not there. */
export type Outcome = 'done' | 'absent';

/** A snapshot with whatever else the driver has to know of it. */
export interface FoundSnapshot {
  readonly snapshot: Snapshot;
}

/** A volume or clone with whatever else the driver has to know of it. */
export interface FoundVolume {
  readonly name: string;
  /** Absolute path it is exported under; undefined when it is not. */
  readonly mountPoint: string | undefined;
  /** Id of the snapshot it was made from, when it is a clone of this database's volume. */
  readonly origin: string | undefined;
}

/** Of a driver on whose system snapshots get the name that icb wants. */
export interface NamedByIcb {
  /** Stands before the time in names of snapshots. */
  readonly separator: '-' | '_';
  /** One attempt. */
  makeSnapshot(id: string, doing: string, signal: AbortSignal): Promise<Outcome>;
  readonly givenNames?: undefined;
}

/** Of a driver whose system names snapshots itself. */
export interface NamedBySystem {
  readonly givenNames: {
    /** One attempt; the id where the answer tells it. @throws {StorageConflictError} when the name it would get is taken for now */
    makeSnapshot(doing: string, signal: AbortSignal): Promise<{ readonly outcome: Outcome; readonly id?: string | undefined }>;
    /** Whether a snapshot that was listed is one of icb's. @throws {StorageError} when that cannot be told */
    owns(id: string): boolean;
    /** Remembers for all runs to come that a snapshot is icb's. */
    note(id: string): Promise<void>;
  };
}

/** A driver together with how its snapshots come by their names. */
export type NamingDriver<S extends FoundSnapshot = FoundSnapshot, V extends FoundVolume = FoundVolume> = VolumeDriver<S, V> & (NamedByIcb | NamedBySystem);

/**
 * `doing` completes "cannot ..." and names what it is about. Reads are repeated by the driver while that may help; a method that
 * makes one attempt at a change leaves that to its caller and throws StorageFaultError or StorageUnreachableError when it is open
 * whether the change has happened, StorageConflictError when it contradicts what is there.
 */
export interface VolumeDriver<S extends FoundSnapshot = FoundSnapshot, V extends FoundVolume = FoundVolume> {
  readonly words: {
    /** `the filer`: who accepts and answers. */
    readonly system: string;
    /** `filesystem`: what a database has one of. */
    readonly volume: string;
    /** Completes "cannot find the mount point ...: ", for a volume without one. */
    readonly notExported: string;
  };
  /** Name of the database's volume. */
  readonly volume: string;
  /** Where hosts mount from. */
  readonly mountHost: string;
  /** How messages call a volume. */
  nameOf(volume: string): string;

  /** In any order. @throws {VolumeNotFoundError} */
  listSnapshots(doing: string, signal: AbortSignal): Promise<S[]>;
  findSnapshot(id: string, doing: string, signal: AbortSignal): Promise<S | undefined>;
  /** One attempt. */
  destroySnapshot(found: S, doing: string, signal: AbortSignal): Promise<Outcome>;
  /** @throws {SnapshotInUseError} when clones hang on it @throws {StorageDeniedError} when it is held or locked */
  refuseHeld(found: S, doing: string, signal: AbortSignal): Promise<void>;

  /** In any order; absent, like what makes and destroys clones, where there are none. @throws {VolumeNotFoundError} */
  listClones?(doing: string, signal: AbortSignal): Promise<V[]>;
  /** A volume or clone of that name, whosever it is. */
  findVolume(name: string, doing: string, signal: AbortSignal): Promise<V | undefined>;
  /** All its steps, each confirmed; what it leaves when it fails is destroyed by the caller. */
  makeClone?(found: S, name: string, doing: string, signal: AbortSignal): Promise<V>;
  /** @throws {SnapshotInUseError} when something was made from the clone */
  refuseUsed?(clone: V, doing: string, signal: AbortSignal): Promise<void>;
  /** All its steps, each confirmed; half a clone, too. */
  destroyClone?(clone: V, doing: string, signal: AbortSignal): Promise<void>;

  /** Keeps the snapshot from being dropped before that whole second, all its steps, each confirmed. */
  lockSnapshot?(found: S, until: Date, doing: string, signal: AbortSignal): Promise<void>;
  /** Makes the database's volume, all its steps, each confirmed; what it leaves when it fails it takes back itself. */
  makeVolume?(sizeBytes: number | undefined, doing: string, signal: AbortSignal): Promise<void>;
  /** Undefined where this system does not tell. */
  space?(doing: string, signal: AbortSignal): Promise<VolumeSpace | undefined>;
  /** Finds out what exactly is not there: the volume, what holds it, or the snapshot. */
  raiseMissing(doing: string, signal: AbortSignal, snapshotId?: string): Promise<never>;
  /** Can be called twice. */
  close(): Promise<void>;
}
