// The contract between icb and a storage system. A site's own adapter implements the same interface.

/** What a SnapHandler is constructed with. */
export interface SnapHandlerContext {
  /** DB_UNIQUE_NAME: also the name of the database's volume. */
  readonly database: string;
  /** Configuration lookup with the override rules of the configuration file. */
  get(key: string, section?: string): string | undefined;
  /** Folder of the configuration file; relative paths in it are relative to this. */
  readonly configDir: string;
  readonly log: {
    debug(message: string): void;
    info(message: string): void;
    warn(message: string): void;
  };
}

/** A read-only point in time of the database's volume. */
export interface Snapshot {
  readonly id: string;
  /** Instant of creation by the appliance's clock. */
  readonly createdAt: Date;
  readonly cloneCount: number;
  /** Referenced by the snapshot. */
  readonly totalBytes?: number;
  /** Freed when the snapshot is dropped. */
  readonly uniqueBytes?: number;
  /** Immutable until then. */
  readonly lockedUntil?: Date;
  /** Why nothing can be restored from it, completing "it is incomplete, ..."; such a snapshot is listed, and expires. */
  readonly defect?: string;
}

/** A writable volume backed by a snapshot. */
export interface Clone {
  readonly name: string;
  /** Id of the snapshot it was made from. */
  readonly origin: string;
  /** Path under which the appliance exports it. */
  readonly mountPoint: string;
}

/** Wishes for a new volume; an adapter refuses what it cannot honour. */
export interface VolumeOptions {
  readonly sizeBytes?: number;
}

/** The backup volume of one database on one appliance. Every method may be given an AbortSignal as its last argument. */
export interface SnapHandler {
  /** What the appliance can do; absent means everything below works. */
  readonly capabilities?: { readonly clones?: boolean };
  /** Oldest first. */
  listSnapshots(signal?: AbortSignal): Promise<Snapshot[]>;
  /** Returns the id once the snapshot is there, not when the request was accepted. */
  createSnapshot(signal?: AbortSignal): Promise<string>;
  /** Idempotent: an absent snapshot counts as dropped. Refuses a snapshot with clones. */
  dropSnapshot(id: string, signal?: AbortSignal): Promise<void>;
  cloneSnapshot(id: string, cloneName: string, signal?: AbortSignal): Promise<Clone>;
  listClones(signal?: AbortSignal): Promise<Clone[]>;
  /** Refuses whatever is not a clone of this database's volume. */
  dropClone(name: string, signal?: AbortSignal): Promise<void>;
  /** `host:/path` for `mount -t nfs`, of the volume itself or of a clone. */
  mountSource(name: string, signal?: AbortSignal): Promise<string>;
  createVolume?(options: VolumeOptions, signal?: AbortSignal): Promise<void>;
  close?(): Promise<void>;
}
