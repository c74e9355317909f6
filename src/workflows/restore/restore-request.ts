import type { DateTime } from 'luxon';
import type { Clock } from '#core/clock.ts';
import type { RestoreSettings } from '#core/config/restore-settings.ts';
import type { Log } from '#core/log.ts';
import type { InstanceTools } from '#oracle/instance-tools.ts';
import type { ToolLauncher } from '#oracle/programs/tool.ts';
import type { RecoveryTarget } from '#reports/restore-test-result.ts';
import type { BackupInClone } from './backup-in-clone.ts';
import type { VerifiedDatabase } from './verify-database.ts';

/** What a restore works with. */
export interface RestoreRun {
  readonly settings: RestoreSettings;
  readonly launch: ToolLauncher;
  readonly log: Log;
  readonly clock: Clock;
  /** Folder for private temporary files. */
  readonly temporaryFolder: string;
  readonly newToken: () => string;
  readonly signal: AbortSignal;
}

/** One database to be restored from mounted clones. */
export interface RestoreRequest {
  readonly data: BackupInClone;
  /** The clone whose archived logs are needed besides, for a target within a refresh window. */
  readonly redo?: BackupInClone | undefined;
  /** At most 8 letters and digits. */
  readonly sid: string;
  /** Init file, control file, and files that are not in the clone. Must be there, and empty of what we make. */
  readonly scratchFolder: string;
  /** DIAGNOSTIC_DEST. */
  readonly diagnosticFolder: string;
  /** Exclusive end; undefined: `lasttime` of the clone, or where it has none the end of its archived logs. */
  readonly until?: DateTime | undefined;
  readonly open: 'read only' | 'resetlogs';
  /** Told as soon as it is known what recovery aims at. */
  readonly onTarget?: (target: RecoveryTarget) => void;
}

/** A restored database that is open; disposing shuts its instance down with ABORT. */
export interface RestoredDatabase extends VerifiedDatabase, AsyncDisposable {
  readonly target: RecoveryTarget;
  /** Image copies of the clone that are not part of it. */
  readonly unusedCopies: readonly string[];
  readonly tools: InstanceTools;
}
