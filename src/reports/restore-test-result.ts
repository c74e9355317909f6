import type { DateTime } from 'luxon';

/** What one restore test found out: the content of its certificate and of its row in the result catalog. */
export interface RestoreTestResult {
  /** DB_UNIQUE_NAME. */
  readonly database: string;
  readonly dbid: string;
  /** Where the test ran. */
  readonly host: string;
  readonly startedAt: DateTime;
  readonly finishedAt: DateTime;
  /** Undefined: the database was restored, recovered and verified, and everything was given back. */
  readonly failure: TestFailure | undefined;
  /** Session log, absolute. */
  readonly logFile: string;
  readonly snapshot: { readonly id: string; readonly createdAt: DateTime } | undefined;
  readonly target: RecoveryTarget | undefined;
  readonly reached: ReachedState | undefined;
  /** Verified minus target; positive: the data is newer than the target. */
  readonly differenceSeconds: number | undefined;
  readonly toleranceSeconds: number;
  readonly blockCheck: BlockCheckResult | undefined;
  /** In the order they ran. */
  readonly phases: readonly TestPhase[];
  readonly versions: { readonly icb: string; readonly oracle: string | undefined };
}

export interface TestFailure {
  /** The step that failed: `recover database`. */
  readonly step: string;
  readonly message: string;
  /** RMAN-/ORA- lines of the tool that failed, outermost cause first. */
  readonly errorStack: readonly string[];
}

/** Where recovery was to end. Exclusive, as Oracle's UNTIL. */
export interface RecoveryTarget {
  /** Local time of the source database, `yyyy-mm-dd hh24:mi:ss`; undefined where an SCN was the target. */
  readonly localTime: string | undefined;
  readonly scn: bigint | undefined;
  readonly time: DateTime;
  /** Zone of the local times here: the source database host's. */
  readonly zone: string;
}

export interface ReachedState {
  /** Newest time among the restored data, as `customverifydate` found it. */
  readonly verifiedLocalTime: string;
  readonly verifiedTime: DateTime;
  /** Checkpoint of the restored datafiles. */
  readonly scn: bigint;
  readonly datafiles: number;
  /** Offline in the restored control file: their rows are not in the copy. */
  readonly offlineTablespaces?: readonly string[];
  /** PDB$SEED aside; undefined in a database that is no container. */
  readonly pluggableDatabases?: readonly ContainerState[] | undefined;
}

/** A pluggable database and how it was opened: `READ ONLY`, or `MOUNTED` for one that could not be. */
export interface ContainerState {
  readonly name: string;
  readonly openMode: string;
}

export interface BlockCheckResult {
  readonly reason: 'validation day' | 'made up' | 'chance' | 'canary';
  readonly files: number;
  readonly blocks: number;
  /** Besides the canary. */
  readonly corrupt: readonly CorruptBlocks[];
  /** The block that was damaged on purpose, and whether the check found it. */
  readonly canary: { readonly file: number; readonly block: number; readonly found: boolean } | undefined;
}

export interface CorruptBlocks {
  readonly file: number;
  readonly block: number;
  readonly blocks: number;
  /** `CHECKSUM`, `ALL ZERO`, `FRACTURED` ... */
  readonly type: string;
}

export interface TestPhase {
  readonly name: string;
  readonly seconds: number;
}
