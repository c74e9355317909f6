// What came of a restore to a point in time: a copy that is up, how far it is from what was asked for, and how to be rid of it.

import type { DateTime } from 'luxon';
import { formatDuration } from '#core/durations.ts';
import { shellWord } from '#core/shell-word.ts';
import type { ContainerState } from './restore-test-result.ts';

export interface RestoreOutcome {
  readonly database: string;
  readonly sid: string;
  readonly oracleHome: string;
  readonly open: 'read only' | 'resetlogs';
  readonly snapshots: { readonly dataFiles: string; readonly redo: string | undefined };
  readonly clones: readonly string[];
  readonly mounts: readonly string[];
  readonly target: DateTime;
  /** IANA zone of the source database. */
  readonly zone: string;
  /** Newest time among the restored data. */
  readonly reached: DateTime;
  /** Of the restored datafiles. */
  readonly scn: bigint;
  /** PDB$SEED aside; undefined in a database that is no container. */
  readonly pluggableDatabases?: readonly ContainerState[] | undefined;
  /** Their rows are not in the copy. */
  readonly offlineTablespaces?: readonly string[] | undefined;
  /** Reached minus target; negative: the data is older. */
  readonly differenceSeconds: number;
  readonly toleranceSeconds: number;
  /** In the order in which to run them. */
  readonly cleanup: readonly string[];
  /** Session log. */
  readonly log: string | undefined;
}

export function isWithinTolerance({ differenceSeconds, toleranceSeconds }: Pick<RestoreOutcome, 'differenceSeconds' | 'toleranceSeconds'>): boolean {
  return Math.abs(differenceSeconds) <= toleranceSeconds;
}

/** For the session log, a line each. */
export function outcomeFacts(outcome: RestoreOutcome): readonly string[] {
  const { sid, target, reached, zone, differenceSeconds, pluggableDatabases, offlineTablespaces = [] } = outcome;
  const inZone = (time: DateTime): string => time.setZone(zone).toFormat('yyyy-MM-dd HH:mm:ssZZ');
  const direction = differenceSeconds === 0 ? '' : differenceSeconds < 0 ? ' (older)' : ' (newer)';
  const containers = pluggableDatabases?.map(({ name, openMode }) => `${name} (${openMode.toLowerCase()})`);
  return [
    `SID: ${sid}`,
    `requested time: ${inZone(target)}`,
    `verified time: ${inZone(reached)}`,
    `difference: ${formatDuration(Math.abs(differenceSeconds) * 1000)}${direction}`,
    ...(containers === undefined ? [] : [`pluggable databases: ${containers.join(', ')}`]),
    ...(offlineTablespaces.length === 0 ? [] : [`offline, without their rows: ${offlineTablespaces.join(', ')}`]),
  ];
}

/** For the screen: what to do with the copy, and how to be rid of it. */
export function outcomeInstructions({ sid, oracleHome, open, cleanup }: RestoreOutcome): readonly string[] {
  return [
    `The copy is open ${open === 'read only' ? 'read only' : 'for reading and writing'}. To connect:`,
    `  export ORACLE_SID=${sid} ORACLE_HOME=${shellWord(oracleHome)}`,
    `  ${shellWord(`${oracleHome}/bin/sqlplus`)} / as sysdba`,
    'To give everything back:',
    ...cleanup.map((command, index) => `  ${index + 1}. ${command}`),
  ];
}

/** The copy is up, and may be of use; the one thing it is not is what was asked for. */
export function toleranceWarning({ differenceSeconds, toleranceSeconds }: RestoreOutcome): string {
  const direction = differenceSeconds < 0 ? 'older' : 'newer';
  return `the newest data found is ${formatDuration(Math.abs(differenceSeconds) * 1000)} ${direction} than requested, allowed are ${formatDuration(toleranceSeconds * 1000)}: the copy stays up, look at it before you trust it`;
}

export function outcomeDocument(outcome: RestoreOutcome): object {
  const { database, sid, oracleHome, open, snapshots, clones, mounts, target, zone, reached, scn, pluggableDatabases, offlineTablespaces = [], differenceSeconds, toleranceSeconds, cleanup, log } = outcome;
  return {
    database,
    sid,
    oracleHome,
    open,
    snapshots: { dataFiles: snapshots.dataFiles, redo: snapshots.redo ?? null },
    clones,
    mounts,
    target: target.toUTC().toISO(),
    sourceZone: zone,
    reached: reached.toUTC().toISO(),
    scn: String(scn),
    pluggableDatabases: pluggableDatabases ?? null,
    offlineTablespaces,
    differenceSeconds,
    toleranceSeconds,
    withinTolerance: isWithinTolerance(outcome),
    cleanup,
    log: log ?? null,
  };
}
