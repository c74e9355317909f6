import { restoreControlFileFrom } from '#lab/oracle/restore/control-file.ts';
import { withWorldLock } from '#lab/world-lock.ts';
import { allocationLines } from '../channel-allocation.ts';
import { elapsedText } from '../elapsed.ts';
import { RmanFailure } from '../failure.ts';
import type { RmanSession } from '../session.ts';

/** RESTORE CONTROLFILE FROM 'piece': only for an instance that has not mounted a database yet (law 27). */
export async function restoreControlFile(session: RmanSession, piece: string): Promise<void> {
  const { out, call, channels } = session;
  const instance = session.instance();
  if (session.isMounted) throw new RmanFailure(['RMAN-06496: must use the TO clause when the database is mounted or open']);
  if (instance === undefined) throw new RmanFailure(['RMAN-06403: could not obtain a fully authorized session', 'ORA-01034: ORACLE not available']);
  out.separate();
  out.lines(`Starting restore at ${session.now()}`);
  session.nameRepository();
  if (channels.current.length === 0) out.lines(...channels.allocateAutomatic(1).flatMap(allocationLines));
  const name = channels.current[0]?.name ?? '';
  const startedAtMs = call.clock.now().toMillis();
  out.lines('', `channel ${name}: restoring control file`);
  await session.breathe();
  const paths = withWorldLock(call.labDir, () => restoreControlFileFrom(piece, instance, { labDir: call.labDir, clock: call.clock }));
  out.lines(`channel ${name}: restore complete, elapsed time: ${elapsedText(call.clock.now().toMillis() - startedAtMs)}`);
  out.lines(...paths.map((path) => `output file name=${path}`), `Finished restore at ${session.now()}`);
}
