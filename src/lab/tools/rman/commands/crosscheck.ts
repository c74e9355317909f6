import { existsSync } from 'node:fs';
import { releaseAutomaticChannels, takeChannels } from '../channel-allocation.ts';
import { datafileCopies } from '../copies.ts';
import { recordedLogs, recordedPieces, stateName } from '../repository.ts';
import { recordName } from '../repository-lines.ts';
import type { RmanSession } from '../session.ts';
import type { RepositoryObject } from '../statement.ts';
import { requireRegistration } from './catalog.ts';

interface Checked {
  readonly table: 'archived_log' | 'backup_piece' | 'datafile_copy';
  readonly recid: number;
  readonly path: string;
  readonly completion_time: string;
}

/** CROSSCHECK: looks whether what is recorded is on disk; what is not becomes EXPIRED, what is back AVAILABLE (law 5). */
export async function crosscheck(session: RmanSession, what: RepositoryObject): Promise<void> {
  const { out } = session;
  session.requireTarget();
  if (what === 'archivelog') releaseAutomaticChannels(session);
  takeChannels(session);
  requireRegistration(session);
  const objects = objectsOf(session, what);
  for (const object of objects) {
    const status = session.step((db) => {
      const found = existsSync(db.files.path(object.path)) ? 'A' : 'X';
      db.sql.run(`update ${object.table} set status = ? where recid = ?`, found, object.recid);
      return found;
    });
    out.lines(...checkedLines(object, status));
    await session.breathe();
  }
  if (objects.length === 0) out.lines(`specification does not match any ${what === 'archivelog' ? 'archived log' : what} in the repository`);
  else out.lines(`Crosschecked ${objects.length} objects`, '', '');
}

function objectsOf(session: RmanSession, what: RepositoryObject): readonly Checked[] {
  return session.step((db) => {
    const logs = recordedLogs(db).map((log) => ({ ...log, table: 'archived_log', path: log.name }) as const);
    if (what === 'archivelog') return logs;
    if (what === 'backup') return recordedPieces(db).map((piece) => ({ ...piece, table: 'backup_piece', path: piece.handle }) as const);
    return [...datafileCopies(db).map((copy) => ({ ...copy, table: 'datafile_copy', path: copy.name }) as const), ...logs];
  });
}

function checkedLines(object: Checked, status: 'A' | 'X'): readonly string[] {
  if (object.table === 'backup_piece') {
    return [`crosschecked backup piece: found to be '${stateName(status)}'`, `backup piece handle=${object.path} ${recordName(object)}`];
  }
  const kind = object.table === 'archived_log' ? 'archived log' : 'datafile copy';
  return [`validation ${status === 'A' ? 'succeeded' : 'failed'} for ${kind}`, `${kind} file name=${object.path} ${recordName(object)}`];
}
