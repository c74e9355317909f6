// Archived logs as the control file knows them. One log has a row per place it was written to; a file deleted by other
// hands keeps its row, so that a row alone proves nothing about a folder.

import type { OracleTools } from './tools.ts';

export interface ArchivedLogCopy {
  readonly thread: number;
  readonly sequence: number;
  readonly resetlogsId: string;
  /** Bytes of redo; the file is at least as large. */
  readonly bytes: number;
  readonly name: string;
}

/** A log that is missing in a folder: with a copy elsewhere it can be put there, without one it is lost. */
export interface MissingLog {
  readonly thread: number;
  readonly sequence: number;
  readonly resetlogsId: string;
  readonly existsElsewhere: boolean;
}

/** Current incarnation, available, local; ordered by thread and sequence. */
export async function queryArchivedLogs(oracle: OracleTools, signal: AbortSignal): Promise<readonly ArchivedLogCopy[]> {
  const rows = await oracle.sql('archived-logs.sql', { step: 'query archived logs' }, signal);
  return rows.all('log', ['thread', 'sequence', 'resetlogsId', 'bytes', 'name']).map((row) => ({
    thread: Number(row.thread),
    sequence: Number(row.sequence),
    resetlogsId: row.resetlogsId,
    bytes: Number(row.bytes),
    name: row.name,
  }));
}

/**
 * Logs that `folder` lacks. A log is there when the dictionary names a file in the folder and that file exists with all its
 * redo (an archiver that ran out of space leaves a short one).
 * @param fileSizes sizes of the files in the folder, by file name
 */
export function missingLogs(
  logs: readonly ArchivedLogCopy[],
  folder: string,
  fileSizes: ReadonlyMap<string, number>,
): readonly MissingLog[] {
  const byLog = Map.groupBy(logs, (log) => `${log.thread}/${log.sequence}`);
  return [...byLog.values()].flatMap((copies) => {
    const [here, elsewhere] = partition(copies, (copy) => isInFolder(copy.name, folder));
    const present = here.some((copy) => (fileSizes.get(copy.name.slice(folder.length + 1)) ?? -1) >= copy.bytes);
    const log = copies[0];
    if (present || log === undefined) return [];
    const { thread, sequence, resetlogsId } = log;
    return [{ thread, sequence, resetlogsId, existsElsewhere: elsewhere.length > 0 }];
  });
}

/** File name of a log put back into the folder: what the default LOG_ARCHIVE_FORMAT `%t_%s_%r.dbf` gives. */
export function archivedLogFileName(log: MissingLog): string {
  return `${log.thread}_${log.sequence}_${log.resetlogsId}.dbf`;
}

function isInFolder(name: string, folder: string): boolean {
  return name.startsWith(`${folder}/`) && !name.slice(folder.length + 1).includes('/');
}

function partition<T>(items: readonly T[], belongs: (item: T) => boolean): [T[], T[]] {
  return [items.filter(belongs), items.filter((item) => !belongs(item))];
}
