import type { Clock } from '#core/clock.ts';
import type { DatabaseSettings } from '#core/config/settings.ts';
import type { Log } from '#core/log.ts';
import type { DatabaseFacts } from '#oracle/database-facts.ts';
import type { OracleTools } from '#oracle/tools.ts';
import type { Storage } from '#storage/adapter.ts';

/** What every step of a backup works with. The database's lock is held while it exists. */
export interface BackupRun {
  readonly database: DatabaseSettings;
  readonly configurationFile: string;
  /** False: a restore by hand goes over a copy of the area. Absent: true. */
  readonly makesClones?: boolean;
  readonly facts: DatabaseFacts;
  readonly oracle: OracleTools;
  readonly log: Log;
  readonly clock: Clock;
  /** IANA zone of this host; the database host's zone when both agree on the present offset. */
  readonly hostZone: string;
  readonly signal: AbortSignal;
}

/** A backup run that also snapshots its area, and expires old snapshots of it. */
export interface SnapshotRun extends BackupRun {
  readonly storage: Storage;
}

/** The same for a database of which no snapshots are taken (`dosnapshot: false`): nothing is asked of its storage. */
export interface OptionalSnapshotRun extends BackupRun {
  readonly storage: Storage | undefined;
}
