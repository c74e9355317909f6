import type { DateTime } from 'luxon';
import type { TargetChoice } from '#retention/choose-snapshot.ts';
import type { Storage } from '#storage/adapter.ts';
import type { Snapshot } from '#storage/snap-handler.ts';
import type { RestoreRequest, RestoreRun } from '../restore/restore-request.ts';
import type { CloneMounter } from './clone-mounter.ts';
import type { HeldResources } from './held-resources.ts';

/** What a restore to a point in time works with. */
export interface PointInTimeRun extends RestoreRun {
  readonly storage: Storage;
  readonly mounter: CloneMounter;
  /** Grows with all that is set up; whoever started the restore gives it back. */
  readonly held: HeldResources;
  /** IANA zone of this host. */
  readonly hostZone: string;
  /** Command line that drops the clone whose name follows. */
  readonly dropCloneCommand: string;
}

/** A choice that something can be restored from. */
export type ServingChoice = Exclude<TargetChoice<Snapshot>, { readonly kind: 'none' }>;

export interface PointInTimeRequest {
  /** Exclusive, as Oracle's UNTIL. */
  readonly target: DateTime;
  /** At most 8 letters and digits. */
  readonly sid: string;
  /** An empty folder, absolute, without symbolic links: one clone is mounted on it, two below it. */
  readonly mountFolder: string;
  readonly open: RestoreRequest['open'];
  readonly choice: ServingChoice;
  /** All of icb's snapshots, oldest first: where a clone turns out not to be enough, its neighbour is cloned as well. */
  readonly own: readonly Snapshot[];
}
