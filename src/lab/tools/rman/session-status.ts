import type { LabDatabase } from '#lab/oracle/database.ts';
import { databaseTime } from '#lab/oracle/database.ts';

export type Outcome = 'COMPLETED' | 'COMPLETED WITH WARNINGS' | 'COMPLETED WITH ERRORS' | 'FAILED';

/**
 * The rows of V$RMAN_STATUS: one for the session, and below it one for each command. A session that is killed leaves its
 * rows RUNNING, as a real one does until the instance notices.
 */
export class SessionStatus {
  #session: number | undefined;
  #commandId: string | undefined;
  #worst: Outcome = 'COMPLETED';

  begin(db: LabDatabase): void {
    this.#session ??= insertRow(db, { operation: 'RMAN', parent: null, objectType: null, commandId: undefined });
  }

  /** SET COMMAND ID: the commands that follow are known by it; the session's own row keeps what it began with. */
  setCommandId(id: string): void {
    this.#commandId = id;
  }

  beginCommand(db: LabDatabase, operation: string, objectType: string | null): number {
    this.begin(db);
    return insertRow(db, { operation, parent: this.#session ?? null, objectType, commandId: this.#commandId });
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
  /** Undefined: RMAN makes one up from the time. */
  readonly commandId: string | undefined;
}

function insertRow(db: LabDatabase, { operation, parent, objectType, commandId }: NewRow): number {
  const startTime = databaseTime(db);
  return db.sql.insert('rman_status', {
    parent_recid: parent,
    operation,
    status: 'RUNNING',
    object_type: objectType,
    start_time: startTime,
    client_process: process.pid,
    command_id: commandId ?? startTime.replace(' ', 'T'),
  });
}

function endRow(db: LabDatabase, recid: number, { outcome, bytes }: { readonly outcome: Outcome; readonly bytes: number }): void {
  const megabytes = Math.round(bytes / 1024 ** 2);
  db.sql.run('update rman_status set status = ?, end_time = ?, mbytes_processed = ? where recid = ?', outcome, databaseTime(db), megabytes, recid);
}
