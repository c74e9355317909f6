import { parameter } from '#lab/oracle/database.ts';
import { datafileCopies } from '../copies.ts';
import { recordedLogs, recordedPieces } from '../repository.ts';
import { copyTable, logTable, pieceTable } from '../repository-tables.ts';
import type { RmanSession } from '../session.ts';
import type { RepositoryObject } from '../statement.ts';
import { requireRegistration } from './catalog.ts';

/** LIST, shorter than the real one: backup sets are shown by their pieces only. */
export function list(session: RmanSession, { what, file }: { readonly what: RepositoryObject; readonly file?: number }): void {
  const { out, dates } = session;
  session.requireTarget();
  session.nameRepository();
  requireRegistration(session);
  const found = session.step((db) => ({
    pieces: what === 'backup' ? recordedPieces(db) : [],
    copies: what === 'copy' ? datafileCopies(db).filter((copy) => file === undefined || copy.file === file) : [],
    logs: what === 'backup' || file !== undefined ? [] : recordedLogs(db),
    uniqueName: parameter(db, 'db_unique_name'),
  }));
  if (found.pieces.length + found.copies.length + found.logs.length === 0) {
    out.lines(`specification does not match any ${what === 'archivelog' ? 'archived log' : what} in the repository`);
    return;
  }
  if (found.pieces.length > 0) out.lines('', ...pieceTable(found.pieces));
  if (found.copies.length > 0) out.lines(...copyTable(found.copies, dates));
  if (found.logs.length > 0) out.lines(...logTable(found.logs, { uniqueName: found.uniqueName, dates }));
}
