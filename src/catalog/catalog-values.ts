import type { DateTime } from 'luxon';
import type { CatalogValues } from './client-job.ts';
import type { ResultRow } from './result-catalog.ts';

const retentionDays = 100;

/** A row as the columns of the catalog take it. */
export function catalogValues(row: ResultRow, hostZone: string): CatalogValues {
  return {
    database: row.database,
    started: catalogTime(row.startedAt, hostZone),
    finished: catalogTime(row.finishedAt, hostZone),
    success: row.success ? 1 : 0,
    logFile: row.logFile,
    difference: row.verificationDifferenceSeconds ?? null,
    snapshot: row.snapshotId ?? null,
    target: row.restoreTarget === undefined ? null : catalogTime(row.restoreTarget, hostZone),
    validated: row.validatedCorruption ? 1 : 0,
  };
}

/** Rows that started before this are removed. */
export function oldestKept(now: DateTime, hostZone: string): string {
  return catalogTime(now.setZone(hostZone).minus({ days: retentionDays }), hostZone);
}

/** Local time of this host, `yyyy-mm-dd hh:mm:ss`. */
function catalogTime(time: DateTime, hostZone: string): string {
  return time.setZone(hostZone).toFormat('yyyy-MM-dd HH:mm:ss');
}
