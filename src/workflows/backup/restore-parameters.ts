// <area>/autorestore.cfg: what a restore on another host must know and cannot ask the database any more. It is replaced as
// a whole, so that each key stands once and a run that dies in between leaves the previous file. Times are the database
// host's local time.

import { restoreParametersFile } from '#core/area-layout.ts';
import { replaceFile } from '#core/atomic-file.ts';
import { IcbError } from '#core/errors.ts';
import { NotAFileError, readRegularFile } from '#core/read-regular-file.ts';
import { systemErrorCode, systemErrorText } from '#core/system-error.ts';
import type { ConsistencyPoint } from '#oracle/image-copies.ts';
import { queryRestoreParameters } from '#oracle/restore-parameters.ts';
import type { DatabaseTime } from '#oracle/database-facts.ts';
import { isStandby } from './data-guard-role.ts';
import type { BackupRun } from './backup-run.ts';

/** What is known at the moment of writing; what is left out is not written. */
export interface RestorePoint {
  /** Zone of the redo's times, see {@link databaseZone}. */
  readonly zone: string;
  /** Lower bound: from here on the copies in the area can be recovered. */
  readonly copies: ConsistencyPoint | undefined;
  /** Upper bound: up to here the area's archived logs reach. Only true of the snapshot taken next. */
  readonly last?: DatabaseTime;
  /** When the last refresh was complete, local time of the database host. */
  readonly backupFinished?: string;
}

/** Asks the database for its parameters first: a failing query leaves the previous file as it is. */
export async function writeRestoreParameters(run: BackupRun, point: RestorePoint): Promise<void> {
  const parameters = await queryRestoreParameters(run.oracle, run.signal);
  const entries: readonly (readonly [string, string | undefined])[] = [
    ...parameters,
    ['backup-finished', point.backupFinished],
    ['copyscn', point.copies?.scn.toString()],
    ['copytime', point.copies?.time],
    ['databaseversion', run.facts.version],
    ['resetlogsid', run.facts.resetlogsId],
    ['resetlogsscn', run.facts.resetlogsScn.toString()],
    ['timezone', point.zone],
    ['lasttime', point.last?.time],
    ['lastscn', point.last?.scn.toString()],
    // What was asked is the primary; a standby has change tracking of its own, or none.
    ['bctfile', isStandby(run.facts) ? undefined : point.last?.changeTrackingFile],
  ];
  const lines = entries.flatMap(([key, value]) => (value === undefined ? [] : [`${key}: ${value.replaceAll('%', '%%')}`.trimEnd()]));
  await replaceFile(restoreParametersFile(run.database.area), `[dbparams]\n${lines.join('\n')}\n`, { mode: 0o644 });
}

/**
 * Whether the run before came to its end: the upper bound stands in the file only from the moment before the snapshot to
 * the end of the refresh. An area without the file has had no run yet.
 */
export async function previousRunFinished(area: string): Promise<boolean> {
  const file = restoreParametersFile(area);
  const content = await readRegularFile(file).catch((error: unknown) => {
    if (systemErrorCode(error) === 'ENOENT') return undefined;
    throw new IcbError(`cannot read ${file}: ${error instanceof NotAFileError ? error.message : systemErrorText(error)}`, { cause: error, hint: 'make it readable for the user icb runs as' });
  });
  return !/^lasttime\s*[:=]/mi.test(content?.bytes.toString() ?? '');
}
