import type { LabDatabase } from '#lab/oracle/database.ts';
import { databaseTime } from '#lab/oracle/database.ts';

export type Outcome = 'COMPLETED' | 'COMPLETED WITH WARNINGS' | 'COMPLETED WITH ERRORS' | 'FAILED';

/**
 * The rows of V$RMAN_STATUS: one for the session, and below it one for each command. A session that is killed leaves its
 * rows RUNNING, as a real one does until the instance notices.
 */
export class SessionStatus {
  #session: number | undefined;
  #worst: Outcome = 'COMPLETED';

  begin(db: LabDatabase): void {
    this.#session ??= insertRow(db, { operation: 'RMAN', parent: null, objectType: null });
  }

  beginCommand(db: LabDatabase, operation: string, objectType: string | null): number {
    this.begin(db);
    return insertRow(db, { operation, parent: this.#session ?? null, objectType });
  }

  endCommand(db: LabDatabase, recid: number, { outcome, bytes }: { readonly outcome: Outcome; readonly bytes: number }): void {
    endRow(db, recid, { outcome, bytes });
    if (outcome === 'FAILED') this.#worst = 'COMPLETED WITH ERRORS';
    if (outcome === 'COMPLETED WITH WARNINGS' && this.#worst === 'COMPLETED') this.#worst = outcome;
  }

  end(db: LabDatabase): void {
    if (this.#session !== undefined) endRow(db, this.#session, { outcome: this.#worst, bytes: 0 });
  }
}

interface NewRow {
  readonly operation: string;
  readonly parent: number | null;
  readonly objectType: string | null;
}

function insertRow(db: LabDatabase, { operation, parent, objectType }: NewRow): number {
  return db.sql.insert('rman_status', {
    parent_recid: parent,
    operation,
    status: 'RUNNING',
    object_type: objectType,
    start_time: databaseTime(db),
    client_process: process.pid,
  });
}

function endRow(db: LabDatabase, recid: number, { outcome, bytes }: { readonly outcome: Outcome; readonly bytes: number }): void {
  const megabytes = Math.round(bytes / 1024 ** 2);
  db.sql.run('update rman_status set status = ?, end_time = ?, mbytes_processed = ? where recid = ?', outcome, databaseTime(db), megabytes, recid);
}
