import type { DateTime } from 'luxon';
import { IcbError } from '#core/errors.ts';
import { timeForPeople } from '#core/time-for-people.ts';
import type { CloneParameters } from '../restore/clone-parameters.ts';

/** What a clone is good for, by what the backup wrote into it. */
export type CloneVerdict =
  | 'enough'
  /** Its image copies are past the target: data files must come from the snapshot before. */
  | 'needs earlier data files'
  /** Its archived logs end before the target: the snapshot after has them. */
  | 'needs later redo'
  /** A snapshot taken by hand does not say where its archived logs end: the snapshot after has more, if there is one. */
  | 'may need later redo';

/** Snapshots of the toolset before icb say nothing, and are taken at their word: the plain rule chose them. */
export function judgeClone({ lower, upper }: Pick<CloneParameters, 'lower' | 'upper'>, target: DateTime): CloneVerdict {
  if (lower !== undefined && target <= lower.time) return 'needs earlier data files';
  if (upper !== undefined && target > upper.time) return 'needs later redo';
  return lower !== undefined && upper === undefined ? 'may need later redo' : 'enough';
}

/** @throws {IcbError} when two clones do not serve the target together, as far as they tell */
export function requireServingPair(data: CloneParameters, redo: CloneParameters, target: DateTime): void {
  if (data.lower !== undefined && target < data.lower.time) {
    throw new IcbError(`the image copies in ${data.file} begin at ${timeForPeople(data.lower.time)}: ${timeForPeople(target)} cannot be restored from them`);
  }
  if (redo.upper !== undefined && target > redo.upper.time) {
    throw new IcbError(`the archived logs of ${redo.file} end at ${timeForPeople(redo.upper.time)}: ${timeForPeople(target)} cannot be restored with them`);
  }
  if (data.resetlogsId !== undefined && redo.resetlogsId !== undefined && data.resetlogsId !== redo.resetlogsId && !leadsThroughResetlogs(data, redo)) {
    throw new IcbError(`the database was opened with resetlogs between the two snapshots: no redo leads from one to the other to reach ${timeForPeople(target)}`);
  }
}

/** Image copies from before the SCN with which the later incarnation began lead into it. */
function leadsThroughResetlogs({ lower }: CloneParameters, { resetlogsScn }: CloneParameters): boolean {
  return lower !== undefined && resetlogsScn !== undefined && lower.scn <= resetlogsScn;
}
