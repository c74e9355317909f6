// What the configuration says about restoring one database. The backup area need not be visible on a restore host.

/** What every restore of a database needs. */
export interface RestoreSettings {
  /** DB_UNIQUE_NAME. */
  readonly name: string;
  readonly dbid: string;
  /** Backup area, absolute; undefined where the configuration names none, and possibly not visible on this host. */
  readonly area: string | undefined;
  /** Where hosts have its further volumes mounted, beside the area: `<area><suffix>`. */
  readonly furtherAreas: readonly string[];
  readonly oracleHome: string;
  /** TNS_ADMIN, absolute. */
  readonly tnsAdmin: string;
  /** Site's own scripts, absolute. */
  readonly templateDir: string | undefined;
  /** Channels. */
  readonly parallel: number;
  readonly instanceNumber: number;
  readonly thread: number;
  /** Holds `tde` with a copy of the keystore, absolute; undefined where none is needed. */
  readonly walletRoot: string | undefined;
  /** As Oracle writes sizes: `2G`. */
  readonly sgaSize: string;
  readonly pgaSize: string;
  /** Query for the newest time among the data. */
  readonly customVerifyDate: string;
  /** Pluggable database it is asked in. */
  readonly customVerifyPdb: string | undefined;
  readonly toleranceMs: number;
  /** Words of the command; the mount point follows. */
  readonly mountCommand: readonly string[];
  readonly unmountCommand: readonly string[];
  /** A mounted clone must be a mounted file system. */
  readonly requireMount: boolean;
  readonly maxLockWaitMs: number;
  readonly logRetentionDays: number;
}

/** What the nightly test needs besides. */
export interface RestoreTestSettings extends RestoreSettings {
  readonly isEnabled: boolean;
  /** Is emptied. */
  readonly scratchFolder: string;
  readonly mountPoint: string;
  readonly logFolder: string;
  readonly cloneName: string;
  readonly minimumSnapshotAgeHours: number;
  /** Every block is checked in one of so many tests, by chance; 0 never. */
  readonly validationChance: number;
  /** Every block is checked every so many days; 0 never. Goes before the chance. */
  readonly validationModulusDays: number;
  /** Hashed for the day. */
  readonly validationText: string;
  /** Where results go: `/@alias`, `user@alias` or `sqlite:PATH` with an absolute path. */
  readonly resultCatalog: string | undefined;
}
