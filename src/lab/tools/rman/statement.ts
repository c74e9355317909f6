/** A command of RMAN's that the lab executes. What is not here is a syntax error. */
export type Statement =
  | { readonly kind: 'connect'; readonly role: 'target' | 'catalog'; readonly connectString: string }
  | { readonly kind: 'set-echo'; readonly on: boolean }
  | { readonly kind: 'set-command-id'; readonly id: string }
  | { readonly kind: 'exit' }
  | { readonly kind: 'run'; readonly statements: readonly JobStatement[] }
  | { readonly kind: 'register' }
  | { readonly kind: 'reset-database'; readonly incarnation: number }
  | JobStatement;

/** What may stand in a RUN block. ALLOCATE and RELEASE CHANNEL may stand nowhere else. */
export type JobStatement =
  | AllocateChannel
  | { readonly kind: 'release-channel'; readonly channel: string }
  | Configure
  | { readonly kind: 'show' }
  | BackupDatabase
  | BackupArchivedLog
  | BackupSpfile
  | BackupControlFile
  | { readonly kind: 'backup-validate' }
  | Report
  | Validation
  | { readonly kind: 'catalog-start'; readonly prefix: string }
  | { readonly kind: 'change-archivelog' | 'change-backup' | 'change-copy' }
  | { readonly kind: 'recover-copy'; readonly tag: string }
  | { readonly kind: 'recover-database'; readonly until: UntilClause | undefined }
  | { readonly kind: 'restore-controlfile'; readonly piece: string }
  | { readonly kind: 'restore-datafile'; readonly files: readonly number[] }
  | RestorePreview
  | SetNewName
  | { readonly kind: 'set-until'; readonly until: UntilClause }
  /** Of these datafiles; `all`: SWITCH DATABASE. */
  | { readonly kind: 'switch-to-copy'; readonly files: readonly number[] | 'all' }
  | { readonly kind: 'switch-datafile' | 'switch-tempfile'; readonly files: readonly number[] | 'all' }
  | Delete
  | { readonly kind: 'crosscheck'; readonly what: RepositoryObject }
  | { readonly kind: 'list'; readonly what: RepositoryObject; readonly file?: number }
  | { readonly kind: 'resync' }
  | { readonly kind: 'sql'; readonly statement: string; readonly quoted: boolean };

export type RepositoryObject = 'archivelog' | 'backup' | 'copy';

/** SET NEWNAME FOR what TO where; without a name Oracle makes one up (TO NEW). */
export interface SetNewName {
  readonly kind: 'set-newname';
  readonly what: 'database' | { readonly datafile: number } | { readonly tempfile: number };
  readonly name: string | undefined;
}

/** Where recovery stops, as it was written: an expression for a time. */
export type UntilClause = { readonly time: string } | { readonly scn: number } | { readonly sequence: number; readonly thread: number };

export interface AllocateChannel {
  readonly kind: 'allocate-channel';
  readonly channel: string;
  readonly format: string | undefined;
}

/** A persistent setting; without a value it is cleared. */
export interface Configure {
  readonly kind: 'configure';
  /** NAME of V$RMAN_CONFIGURATION. */
  readonly name: string;
  /** VALUE of V$RMAN_CONFIGURATION. */
  readonly value: string | undefined;
}

/** Options every kind of BACKUP takes. */
interface BackupOptions {
  readonly tag: string | undefined;
  readonly format: string | undefined;
  readonly force: boolean;
  readonly reuse: boolean;
}

/** BACKUP INCREMENTAL LEVEL 1 FOR RECOVER OF COPY WITH TAG ... DATABASE */
export interface BackupDatabase extends BackupOptions {
  readonly kind: 'backup-database';
  readonly copyTag: string;
  readonly sectionBytes: number | undefined;
}

/** BACKUP AS COPY ARCHIVELOG SEQUENCE ... */
export interface BackupArchivedLog extends BackupOptions {
  readonly kind: 'backup-archived-log';
  readonly sequence: number;
  readonly thread: number;
}

export interface BackupSpfile extends BackupOptions {
  readonly kind: 'backup-spfile';
}

export interface BackupControlFile extends BackupOptions {
  readonly kind: 'backup-control-file';
}

export type Delete =
  | { readonly kind: 'delete-backupset'; readonly tag: string; readonly force: boolean }
  | { readonly kind: 'delete-archived-log'; readonly until: string | undefined; readonly force: boolean }
  | { readonly kind: 'delete-datafile-copy'; readonly names: readonly string[]; readonly force: boolean }
  | { readonly kind: 'delete-obsolete'; readonly policy: RetentionPolicy | undefined; readonly force: boolean };

export type RetentionPolicy = { readonly recoveryWindowDays: number } | { readonly redundancy: number };

/** REPORT: without a policy the configured one counts. */
export type Report =
  | { readonly kind: 'report-need-backup'; readonly policy: RetentionPolicy | undefined }
  | { readonly kind: 'report-unrecoverable' };

/** RESTORE DATABASE that restores nothing: PREVIEW [SUMMARY], or VALIDATE HEADER, which looks at the files besides. */
export type RestorePreview = { readonly kind: 'restore-preview' | 'restore-validate-header' };

/** VALIDATE of what is in the repository. */
export type Validation =
  | { readonly kind: 'validate-copies'; readonly tag: string }
  | { readonly kind: 'validate-archived-logs'; readonly fromScn: number; readonly like: string | undefined }
  | { readonly kind: 'validate-backup-set'; readonly key: number };
