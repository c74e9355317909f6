import type { DateTime } from 'luxon';

/** One row of RESTOREACTION. */
export interface ResultRow {
  /** DB_UNIQUE_NAME. */
  readonly database: string;
  readonly startedAt: DateTime;
  readonly finishedAt: DateTime;
  readonly success: boolean;
  /** Path of the session log; its content goes into LOGFILECONTENTS, as far as the way to the catalog can carry it. */
  readonly logFile: string;
  readonly verificationDifferenceSeconds: number | undefined;
  readonly snapshotId: string | undefined;
  readonly restoreTarget: DateTime | undefined;
  /** Every block was read and none was corrupt. */
  readonly validatedCorruption: boolean;
}

/** The table RESTOREACTION of the toolset before icb, in an Oracle schema or an SQLite file. */
export interface ResultCatalog {
  /** Table and sequence; what is there already stays. @throws {IcbError} */
  create(signal: AbortSignal): Promise<void>;
  /** Changes nothing. @throws {IcbError} when it cannot be reached, or has no table */
  look(signal: AbortSignal): Promise<void>;
  /**
   * Stores rows that are not there yet (same database, start, finish and log file) and removes rows older than 100 days. Safe to
   * repeat: a row is never there twice.
   * @throws {IcbError} when the catalog cannot be reached or refuses; then it is not known which rows are there
   */
  record(rows: readonly ResultRow[], signal: AbortSignal): Promise<void>;
}
