import { takeChannels } from '../channel-allocation.ts';
import type { CommandResult } from '../command-result.ts';
import { deleteFiles } from '../delete-files.ts';
import { recordedPieces } from '../repository.ts';
import { pieceTable } from '../repository-tables.ts';
import type { RmanSession } from '../session.ts';
import type { Delete } from '../statement.ts';
import { requireRegistration } from './catalog.ts';

/** DELETE BACKUPSET TAG: every piece with that tag, whatever it holds (law 21). */
export async function deleteBackupSets(
  session: RmanSession,
  { tag, force }: Extract<Delete, { readonly kind: 'delete-backupset' }>,
): Promise<CommandResult> {
  const { out } = session;
  out.separate();
  takeChannels(session);
  requireRegistration(session);
  const pieces = session.step(recordedPieces).filter((piece) => piece.tag === tag.toUpperCase());
  if (pieces.length === 0) {
    out.lines('specification does not match any backup in the repository');
    return {};
  }
  out.lines('', ...pieceTable(pieces));
  const files = pieces.map((piece) => ({ ...piece, table: 'backup_piece' as const, path: piece.handle }));
  return { warned: await deleteFiles(session, files, { force }) };
}
