// What `icb backup <db> <action> --json` prints: times in UTC, durations in seconds, sizes in bytes, SCNs as decimal strings.
import type { DateTime } from 'luxon';
import type { FinishedRmanRun } from '#oracle/tools.ts';
import type { ArchivedLogRepair } from '#workflows/backup/archived-log-repair.ts';
import type { BackupReport } from '#workflows/backup/backup-report.ts';
import type { BackupValidation } from '#workflows/backup/backup-validation.ts';
import type { BackupResult } from '#workflows/backup/image-copy-backup.ts';

/** One JSON document, or a part of it. */
export type Document = Readonly<Record<string, unknown>>;

export interface RunSummary {
  readonly database: string;
  readonly action: string;
  readonly startedAt: DateTime;
  readonly finishedAt: DateTime;
  /** Path of the session log. */
  readonly log: string | undefined;
  /** Runs of RMAN that succeeded, and how V$RMAN_STATUS says they ended. */
  readonly rmanRuns: readonly FinishedRmanRun[];
  readonly warningCount: number;
  /** The first of them. */
  readonly warnings: readonly string[];
}

/** What every action tells, around what only this one does. */
export function runDocument({ database, action, startedAt, finishedAt, log, rmanRuns, warningCount, warnings }: RunSummary, details: Document): Document {
  return {
    database,
    action,
    startedAt: startedAt.toUTC().toISO(),
    finishedAt: finishedAt.toUTC().toISO(),
    durationSeconds: finishedAt.diff(startedAt).toMillis() / 1000,
    log: log ?? null,
    ...details,
    rman: rmanRuns.map((run) => ({ ...run, status: run.status === 'unknown' ? null : run.status })),
    warnings: warningCount,
    warningTexts: warnings,
  };
}

export function backupDetails({ snapshot, refresh, expiry, findings, clocks }: BackupResult): Document {
  const { rolledForward, copiedInFull, bytes } = refresh;
  return {
    snapshot: snapshot?.snapshotId ?? null,
    lowerBound: snapshot === undefined ? null : boundDocument(snapshot.lowerTime, snapshot.lowerScn),
    upperBound: snapshot === undefined ? null : boundDocument(snapshot.upperTime, snapshot.upperScn),
    imageCopies: { rolledForward, copiedInFull, bytes },
    snapshots: expiry === undefined ? null : { kept: expiry.kept, dropped: expiry.dropped, failed: expiry.failed },
    unrecoverable: findings.unrecoverable.map(({ fileNumber, name, scn, time }) => ({ file: fileNumber, name, scn: String(scn), databaseTime: time })),
    datafilesWithoutCopy: findings.uncopied.map(({ fileNumber, name }) => ({ file: fileNumber, name })),
    clocks: { databaseSeconds: clocks.databaseSeconds, applianceSeconds: clocks.applianceSeconds ?? null },
  };
}

export function repairDetails({ copied, lost }: ArchivedLogRepair): Document {
  return { copied: copied.map(logDocument), lost: lost.map(logDocument) };
}

export function reportDetails({ needBackup, unrecoverable, withoutImageCopy, preview, findings }: BackupReport): Document {
  return {
    verdict: findings.length === 0 ? 'good' : 'bad',
    findings,
    needBackup: needBackup.map(({ fileNumber, days, name }) => ({ file: fileNumber, days, name })),
    unrecoverable: unrecoverable.map(fileDocument),
    withoutImageCopy: withoutImageCopy.map(fileDocument),
    preview: preview === undefined ? null : { startScn: scnText(preview.startScn), consistentScn: scnText(preview.consistentScn), reachableScn: scnText(preview.reachableScn) },
  };
}

export function validationDetails({ imageCopies, database, archivedLogs, corrupt, findings }: BackupValidation): Document {
  return {
    verdict: findings.length === 0 ? 'good' : 'bad',
    findings,
    imageCopies,
    datafiles: database,
    archivedLogs,
    corrupt: corrupt.map(({ where, fileNumber, block, blocks, type }) => ({ where, file: fileNumber, block, blocks, type })),
  };
}

function fileDocument({ fileNumber, name }: BackupReport['unrecoverable'][number]): Document {
  return { file: fileNumber, name };
}

function scnText(scn: bigint | undefined): string | null {
  return scn?.toString() ?? null;
}

function logDocument({ thread, sequence }: ArchivedLogRepair['lost'][number]): Document {
  return { thread, sequence };
}

function boundDocument(time: DateTime, scn: bigint): Document {
  return { time: time.toUTC().toISO(), scn: String(scn) };
}
