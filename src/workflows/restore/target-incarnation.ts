// After OPEN RESETLOGS of production the clone may hold archived logs of two incarnations. Cataloging those of the later one
// makes it the goal of recovery; a target from before it began is then refused (RMAN-20207) until RMAN is told to go to the
// incarnation the target lies in. What a database showed at a time is what its incarnation of that time showed, also when
// RESETLOGS abandoned it later.

import { IcbError } from '#core/errors.ts';
import { incarnationAt } from '#oracle/incarnations.ts';
import type { Incarnation } from '#oracle/incarnations.ts';
import { endOfLogs } from './restorable-files.ts';
import type { RestorableFiles } from './restorable-files.ts';

/** Either of the two ways a target is told. */
export interface TargetPoint {
  readonly localTime: string | undefined;
  readonly scn: bigint | undefined;
}

/**
 * The incarnation that recovery must be reset to; undefined when it goes there by itself.
 * @throws {IcbError} for a time at which the database was not open: after the redo of one incarnation, before the next began
 */
export function incarnationToResetTo(database: string, { incarnations, logs }: Pick<RestorableFiles, 'incarnations' | 'logs'>, target: TargetPoint): Incarnation | undefined {
  const wanted = wantedIncarnation(incarnations, target);
  if (wanted === undefined || wanted.status === 'CURRENT') return undefined;
  const end = endOfLogs(database, logs.filter(({ resetlogsId }) => resetlogsId === wanted.resetlogsId));
  const next = incarnations.filter(({ resetlogsTime }) => resetlogsTime > wanted.resetlogsTime).map(({ resetlogsTime }) => resetlogsTime).toSorted()[0];
  if (target.localTime !== undefined && target.localTime > end.localTime) {
    throw new IcbError(`${database}: there is no redo of ${target.localTime}: it ends at ${end.localTime}, and the database was opened with resetlogs at ${next ?? 'a later time'}`, {
      hint: `choose ${end.localTime} or earlier, or a time after the resetlogs`,
    });
  }
  return wanted;
}

function wantedIncarnation(incarnations: readonly Incarnation[], { localTime, scn }: TargetPoint): Incarnation | undefined {
  if (localTime !== undefined) return incarnationAt(incarnations, localTime);
  if (scn === undefined) return undefined;
  const begun = incarnations.filter(({ resetlogsScn }) => resetlogsScn < scn);
  return begun.toSorted((a, b) => (a.resetlogsScn < b.resetlogsScn ? -1 : 1)).at(-1);
}
