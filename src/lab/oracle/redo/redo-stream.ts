import { isBefore, type Until } from '../journal.ts';
import { OracleError } from '../oracle-error.ts';
import type { RedoLogHeader, RedoRecord } from './redo.ts';

/** An archived log that was read. */
export interface RedoLog {
  readonly header: RedoLogHeader;
  readonly records: readonly RedoRecord[];
}

/**
 * The logs needed from an SCN on, each once, in order, without a gap in any thread. Logs that begin after the target are not
 * needed, whether they are there or not.
 * @throws {OracleError} RMAN-06053 with RMAN-06025 naming the first log that is missing
 */
export function orderedLogs(logs: readonly RedoLog[], fromScn: number, until?: Until): readonly RedoLog[] {
  const unique = new Map(logs.map((log) => [`${log.header.resetlogsId} ${log.header.thread} ${log.header.sequence}`, log]));
  const needed = [...unique.values()]
    .filter(({ header }) => (header.nextChange ?? 0) > fromScn)
    .filter(({ header }) => until === undefined || isBefore({ scn: header.firstChange, time: header.firstTime }, until))
    .sort((one, other) => one.header.firstChange - other.header.firstChange);
  for (const ofThread of Map.groupBy(needed, ({ header }) => header.thread).values()) requireNoGap(ofThread, fromScn);
  return needed;
}

function requireNoGap(logs: readonly RedoLog[], fromScn: number): void {
  let scn = fromScn;
  for (const { header } of logs) {
    const startsIncarnation = header.sequence === 1 && header.firstChange === header.resetlogsChange;
    if (header.firstChange > scn && !startsIncarnation) throw gapBefore(header, scn);
    scn = header.nextChange ?? scn;
  }
}

function gapBefore({ thread, sequence }: RedoLogHeader, scn: number): OracleError {
  return new OracleError(
    'RMAN-06053: unable to perform media recovery because of missing log',
    `RMAN-06025: no backup of archived log for thread ${thread} with sequence ${sequence - 1} and starting SCN of ${scn} found to restore`,
  );
}
