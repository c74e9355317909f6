import type { DateTime } from 'luxon';

/**
 * The range of target times one snapshot serves by itself: one line of the ledger `<area>/snapshots.jsonl`.
 * The image copy in it stands at the lower bound, the archived logs in it reach to the upper bound; both belong to it.
 */
export interface SnapshotBounds {
  readonly snapshotId: string;
  /** Highest checkpoint of the image copies in the snapshot. */
  readonly lowerScn: bigint;
  /** Where the archived logs in the snapshot end. */
  readonly upperScn: bigint;
  readonly lowerTime: DateTime;
  readonly upperTime: DateTime;
  /** Incarnation of the database the snapshot was taken of. */
  readonly resetlogsId: string;
  /** The first SCN of that incarnation; earlier versions of icb did not write it down. */
  readonly resetlogsScn?: bigint;
  readonly dbid: string;
  /** Redo from the upper bound to the next refresh is lost: no snapshot serves the times in between. */
  readonly redoLost?: boolean;
}
