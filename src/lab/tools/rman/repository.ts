import type { LabDatabase } from '#lab/oracle/database.ts';

/** An archived log on disk that is not deleted: a row of V$ARCHIVED_LOG. */
export interface RecordedLog {
  readonly recid: number;
  readonly thread: number;
  readonly sequence: number;
  readonly dest_id: number;
  readonly name: string;
  readonly status: string;
  readonly resetlogs_id: number;
  readonly first_change: number;
  readonly first_time: string;
  readonly next_change: number;
  readonly completion_time: string;
  readonly blocks: number;
}

/** A backup piece that is not deleted. */
export interface RecordedPiece {
  readonly recid: number;
  readonly set_key: number;
  readonly piece: number;
  readonly handle: string;
  readonly tag: string | null;
  readonly status: string;
  readonly kind: string;
  readonly bytes: number;
  readonly completion_time: string;
}

/** On this host: what was sent to a standby database is not RMAN's to delete. */
export function recordedLogs(db: LabDatabase): readonly RecordedLog[] {
  return db.sql.all<RecordedLog>(
    `select * from archived_log
      where deleted = 'NO' and archived = 'YES' and name is not null
        and dest_id not in (select dest_id from archive_dest where target = 'STANDBY')
      order by recid`,
  );
}

export function recordedPieces(db: LabDatabase): readonly RecordedPiece[] {
  return db.sql.all<RecordedPiece>("select * from backup_piece where deleted = 'NO' and handle is not null order by recid");
}

const states: Readonly<Record<string, string>> = { A: 'AVAILABLE', X: 'EXPIRED', U: 'UNAVAILABLE', D: 'DELETED' };

/** STATUS as messages write it out. */
export function stateName(status: string): string {
  return states[status] ?? status;
}
