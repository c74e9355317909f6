/** What the configuration says about a database's snapshots; neither an Oracle home nor the backup area need be there. */
export interface SnapshotSettings {
  /** Section name = DB_UNIQUE_NAME = its TNS alias. */
  readonly name: string;
  /** Backup area, absolute; undefined where the configuration names none, and possibly not visible on this host. */
  readonly area: string | undefined;
  /** Infinity: nothing expires. Undefined: not configured. */
  readonly snapshotExpirationDays: number | undefined;
  readonly snapshotExpirationMonths: number;
  readonly warningSnapshotAgeMs: number;
  readonly criticalSnapshotAgeMs: number;
}

/** All that the configuration says about one database, typed and with defaults applied. */
export interface DatabaseSettings extends SnapshotSettings {
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
  /** Infinity when no snapshots are taken and none is configured: nothing expires. */
  readonly snapshotExpirationDays: number;
  readonly registerCatalog: boolean;
  readonly hasDataGuard: boolean;
  readonly takeSnapshot: boolean;
  readonly gridManaged: boolean;
  readonly logRetentionDays: number;
  readonly maxLockWaitMs: number;
  readonly schedule: ScheduleSettings;
}

/** How DBMS_SCHEDULER runs the backups. */
export interface ScheduleSettings {
  /** User of the operating system. */
  readonly osUser: string;
  /** Calendar expressions. */
  readonly backup: string;
  readonly archivedLogs: string;
  readonly backupJobEnabled: boolean;
}
