import { existsSync } from 'node:fs';
import { blockSize } from '#lab/oracle/blocks.ts';
import type { LabDatabase } from '#lab/oracle/database.ts';
import { datafiles, type Datafile } from '#lab/oracle/datafiles.ts';
import { validateDatafile, type FileValidation } from '#lab/oracle/backup/validate.ts';
import { takeChannels } from '../channel-allocation.ts';
import type { CommandResult } from '../command-result.ts';
import { elapsedText } from '../elapsed.ts';
import { asFailure, RmanFailure } from '../failure.ts';
import { channelFailure } from '../faults.ts';
import { inputDatafileLine } from '../repository-lines.ts';
import { recordCorruption, validationList } from '../validation-list.ts';
import type { RmanSession } from '../session.ts';

/** A datafile and the channel that reads it. */
interface Reading {
  readonly file: Datafile;
  readonly channel: string;
}

/** BACKUP VALIDATE CHECK LOGICAL DATABASE: reads every block; corruption is listed and recorded, and no failure (law 40). */
export async function backupValidate(session: RmanSession): Promise<CommandResult> {
  const { out } = session;
  out.separate();
  out.lines(`Starting backup at ${session.now()}`);
  const channels = takeChannels(session);
  const files = session.step(accessibleFiles);
  let blocks = 0;
  for (let first = 0; first < files.length; first += channels.length) {
    const readings = files.slice(first, first + channels.length).map((file, index) => ({ file, channel: channels[index]?.name ?? '' }));
    blocks += await readTogether(session, readings);
  }
  out.lines(`Finished backup at ${session.now()}`);
  return { bytes: blocks * blockSize };
}

/** RMAN looks at all of them before it reads one. @throws {RmanFailure} RMAN-06056 */
function accessibleFiles(db: LabDatabase): readonly Datafile[] {
  const files = datafiles(db);
  const missing = files.find(({ name }) => !existsSync(db.files.path(name)));
  if (missing !== undefined) throw new RmanFailure([`RMAN-06056: could not access datafile ${missing.file}`]);
  return files;
}

/** Each channel takes one file; returns the number of blocks read. */
async function readTogether(session: RmanSession, readings: readonly Reading[]): Promise<number> {
  const { out, call } = session;
  const startedAtMs = call.clock.now().toMillis();
  for (const { file, channel } of readings) {
    out.lines(`channel ${channel}: starting full datafile backup set`, `channel ${channel}: specifying datafile(s) in backup set`, inputDatafileLine(file));
  }
  let blocks = 0;
  for (const reading of readings) {
    await session.breathe();
    const failure = channelFailure(session, 'backup-validate', reading.channel);
    if (failure !== undefined) throw failure;
    const found = session.step((db) => validate(db, reading));
    blocks += found.examined;
    out.lines(`channel ${reading.channel}: backup set complete, elapsed time: ${elapsedText(call.clock.now().toMillis() - startedAtMs)}`, ...validationList('Datafiles', reading.file, found));
  }
  return blocks;
}

function validate(db: LabDatabase, { file, channel }: Reading): FileValidation {
  try {
    const found = validateDatafile(db, file.file);
    recordCorruption(db, found);
    return found;
  } catch (error) {
    throw asFailure(error, channel);
  }
}
