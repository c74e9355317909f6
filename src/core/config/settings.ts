/** All that the configuration says about one database, typed and with defaults applied. */
export interface DatabaseSettings {
  /** Section name = DB_UNIQUE_NAME = its TNS alias. */
  readonly name: string;
  readonly dbid: string;
  /** Backup area: absolute path, must exist and be mounted. */
  readonly area: string;
  readonly requireMount: boolean;
  readonly oracleHome: string;
  /** TNS_ADMIN, absolute. */
  readonly tnsAdmin: string;
  readonly privilege: 'sysdba' | 'sysbackup';
  /** TNS name of the primary: the database itself unless the backup runs on a standby. */
  readonly primaryTns: string;
  /** Recovery catalog connect string, `/@alias`. */
  readonly recoveryCatalog: string | undefined;
  readonly sectionSize: string | undefined;
  /** Site's own scripts, absolute. */
  readonly templateDir: string | undefined;
  readonly recoveryWindowDays: number;
  readonly parallel: number;
  readonly snapshotExpirationDays: number;
  readonly snapshotExpirationMonths: number;
  readonly registerCatalog: boolean;
  readonly hasDataGuard: boolean;
  readonly takeSnapshot: boolean;
  readonly gridManaged: boolean;
  readonly logRetentionDays: number;
  readonly maxLockWaitMs: number;
  readonly warningSnapshotAgeMs: number;
  readonly criticalSnapshotAgeMs: number;
}
