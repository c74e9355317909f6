import { readPiece } from '#lab/oracle/backup/backup-piece.ts';
import { takeChannels } from '../channel-allocation.ts';
import { elapsedText } from '../elapsed.ts';
import { asFailure, RmanFailure } from '../failure.ts';
import { recordedPieces } from '../repository.ts';
import type { RmanSession } from '../session.ts';

/** VALIDATE BACKUPSET key: reads its pieces. @throws {RmanFailure} RMAN-20215 for a key that is not known, ORA-19505 or ORA-19587 for a piece that is gone or damaged */
export async function validateBackupSet(session: RmanSession, key: number): Promise<void> {
  const { out, call } = session;
  out.separate();
  out.lines(`Starting validate at ${session.now()}`);
  const name = takeChannels(session)[0]?.name ?? '';
  const pieces = session.step((db) => recordedPieces(db).filter(({ set_key, status }) => set_key === key && status === 'A'));
  if (pieces.length === 0) throw new RmanFailure(['RMAN-20215: backup set not found in the repository', "RMAN-06159: error while looking up backup set"]);
  const startedAtMs = call.clock.now().toMillis();
  out.lines(`channel ${name}: starting validation of datafile backup set`);
  for (const { handle, tag, piece } of pieces) {
    out.lines(`channel ${name}: reading from backup piece ${handle}`);
    await session.breathe();
    try {
      session.step((db) => readPiece(db.files.path(handle)));
    } catch (error) {
      throw asFailure(error, name);
    }
    out.lines(`channel ${name}: piece handle=${handle} tag=${tag ?? ''}`, `channel ${name}: restored backup piece ${piece}`);
  }
  out.lines(`channel ${name}: validation complete, elapsed time: ${elapsedText(call.clock.now().toMillis() - startedAtMs)}`, `Finished validate at ${session.now()}`);
}
