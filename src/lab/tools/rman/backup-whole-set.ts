import type { ControlFileBackupRequest } from '#lab/oracle/backup/control-file-backup.ts';
import type { LabDatabase } from '#lab/oracle/database.ts';
import { takeChannels } from './channel-allocation.ts';
import type { Channel } from './channels.ts';
import { requireRegistration } from './commands/catalog.ts';
import { elapsedText } from './elapsed.ts';
import { asFailure, RmanFailure } from './failure.ts';
import { channelFailure } from './faults.ts';
import { dayFolder, filePath } from './file-names.ts';
import type { RmanSession } from './session.ts';
import type { BackupControlFile, BackupSpfile } from './statement.ts';
import { writingTo } from './write-error.ts';

/** What goes into the set. */
export interface WholeSet {
  readonly including: string;
  write(db: LabDatabase, request: ControlFileBackupRequest): number;
}

/** A backup set that is written in one piece of work by the first channel. */
export async function backupWholeSet(session: RmanSession, statement: BackupSpfile | BackupControlFile, set: WholeSet): Promise<void> {
  const { out, call } = session;
  out.separate();
  out.lines(`Starting backup at ${session.now()}`);
  const [channel] = takeChannels(session);
  if (channel === undefined) throw new RmanFailure(['RMAN-06403: could not obtain a fully authorized session']);
  requireRegistration(session);

  const startedAtMs = call.clock.now().toMillis();
  out.lines(
    `channel ${channel.name}: starting full datafile backup set`,
    `channel ${channel.name}: specifying datafile(s) in backup set`,
    set.including,
    `channel ${channel.name}: starting piece 1 at ${session.now()}`,
  );
  await session.breathe();
  const tag = (statement.tag ?? defaultTag(session)).toUpperCase();
  const path = writeOn(session, channel, (db) => {
    const managed = { folder: dayFolder(db, 'backupset'), kind: `ncnnf_${tag}`, extension: 'bkp' };
    const path = filePath(db, { facts: { kind: 'backup piece' }, format: statement.format, channel, managed });
    writingTo(path, 0, () => set.write(db, { path, tag, reuse: statement.reuse }));
    return path;
  }, statement.kind);
  out.lines(
    `channel ${channel.name}: finished piece 1 at ${session.now()}`,
    `piece handle=${path} tag=${tag} comment=NONE`,
    `channel ${channel.name}: backup set complete, elapsed time: ${elapsedText(call.clock.now().toMillis() - startedAtMs)}`,
    `Finished backup at ${session.now()}`,
  );
}

function writeOn(session: RmanSession, channel: Channel, write: (db: LabDatabase) => string, kind: string): string {
  const failure = channelFailure(session, kind, channel.name);
  if (failure !== undefined) throw failure;
  try {
    return session.step(write);
  } catch (error) {
    throw asFailure(error, channel.name);
  }
}

/** The tag RMAN makes up: TAG20161108T215345. */
function defaultTag(session: RmanSession): string {
  return `TAG${session.time().replaceAll(/[-:]/g, '').replace(' ', 'T')}`;
}
