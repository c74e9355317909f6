/** Where a clone is to appear. */
export interface MountPlace {
  /** `host:/export/...` */
  readonly source: string;
  /** Absolute, without symbolic links. */
  readonly folder: string;
}

export interface MountedPlace extends MountPlace {
  /** By which a DBA unmounts it. */
  readonly commands: readonly string[];
  /** @throws {IcbError} when it is still mounted afterwards */
  readonly unmount: () => Promise<void>;
}

/** How clones get to their places on this host: by a command of the site, or by the hands of root. */
export interface CloneMounter {
  /** Told of all places before the first one is mounted. */
  prepare(places: readonly MountPlace[]): Promise<void>;
  /** @throws {IcbError} when the clone is not there in the end; nothing is mounted then */
  mount(place: MountPlace): Promise<MountedPlace>;
  /** Unmounts on the way to another arrangement. @throws {IcbError} when it is still mounted in the end */
  release(mounted: MountedPlace): Promise<void>;
}
