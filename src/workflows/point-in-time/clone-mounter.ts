/** Where a clone is to appear. */
export interface MountPlace {
  /** `host:/export/...` */
  readonly source: string;
  /** Absolute, without symbolic links. */
  readonly folder: string;
}

/** A place that a clone is about to be mounted on, or is. */
export interface PreparedPlace extends MountPlace {
  /** By which a DBA unmounts it. */
  readonly commands: readonly string[];
  /** Resolves to false where nothing was mounted. Takes no cancel signal. @throws {IcbError} when it is still mounted afterwards */
  readonly unmount: () => Promise<boolean>;
}

/** How clones get to their places on this host: by a command of the site, or by the hands of root. */
export interface CloneMounter {
  /** Tells of all places before the first one is mounted. From now on they may be mounted at any time. */
  prepare(places: readonly MountPlace[]): readonly PreparedPlace[];
  /** Resolves when the clone is there. @throws {IcbError} when it is not there in the end */
  mount(place: PreparedPlace): Promise<void>;
  /** Unmounts on the way to another arrangement. @throws {IcbError} when it is still mounted in the end */
  release(place: PreparedPlace): Promise<void>;
}
