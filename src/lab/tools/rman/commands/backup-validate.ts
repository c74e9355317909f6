import type { LabDatabase } from '#lab/oracle/database.ts';
import { blockSize } from '#lab/oracle/blocks.ts';
import { datafiles, type Datafile } from '#lab/oracle/datafiles.ts';
import { validateDatafile, type FileValidation } from '#lab/oracle/validate.ts';
import { takeChannels } from '../channel-allocation.ts';
import type { CommandResult } from '../command-result.ts';
import { elapsedText } from '../elapsed.ts';
import { asFailure } from '../failure.ts';
import { channelFailure } from '../faults.ts';
import { inputDatafileLine } from '../repository-lines.ts';
import type { RmanSession } from '../session.ts';

/** BACKUP VALIDATE CHECK LOGICAL DATABASE: reads every block; corruption is listed and recorded, and no failure (law 40). */
export async function backupValidate(session: RmanSession): Promise<CommandResult> {
  const { out, call } = session;
  out.separate();
  out.lines(`Starting backup at ${session.now()}`);
  const channels = takeChannels(session);
  const startedAtMs = call.clock.now().toMillis();
  const work = session.step((db) => datafiles(db)).map((file, index) => ({ file, channel: channels[index % channels.length]?.name ?? '' }));
  let blocks = 0;
  for (const { file, channel } of work) {
    out.lines(`channel ${channel}: starting full datafile backup set`, `channel ${channel}: specifying datafile(s) in backup set`, inputDatafileLine(file));
    await session.breathe();
    const failure = channelFailure(session, 'backup-validate', channel);
    if (failure !== undefined) throw failure;
    const found = session.step((db) => validate(db, file, channel));
    blocks += found.examined;
    out.lines(`channel ${channel}: backup set complete, elapsed time: ${elapsedText(call.clock.now().toMillis() - startedAtMs)}`, ...listOf(file, found));
  }
  out.lines(`Finished backup at ${session.now()}`);
  return { bytes: blocks * blockSize };
}

function validate(db: LabDatabase, file: Datafile, channel: string): FileValidation {
  try {
    const found = validateDatafile(db, file.file);
    db.sql.transaction(() => {
      db.sql.run('delete from block_corruption where file = ?', file.file);
      for (const { block, type, scn } of found.corrupt) {
        db.sql.insert('block_corruption', { file: file.file, block, blocks: 1, corruption_change: scn, corruption_type: type });
      }
    });
    return found;
  } catch (error) {
    throw asFailure(error, channel);
  }
}

function listOf(file: Datafile, { examined, empty, corrupt, highScn }: FileValidation): readonly string[] {
  const marked = corrupt.filter(({ type }) => type === 'NOLOGGING').length;
  const failing = corrupt.length - marked;
  const status = failing > 0 ? 'FAILED' : 'OK';
  return [
    'List of Datafiles',
    '='.repeat(17),
    'File Status Marked Corrupt Empty Blocks Blocks Examined High SCN',
    '---- ------ -------------- ------------ --------------- ----------',
    `${String(file.file).padEnd(4)} ${status.padEnd(6)} ${String(marked).padEnd(14)} ${String(empty).padEnd(12)} ${String(examined).padEnd(15)} ${String(highScn).padEnd(10)}`,
    `  File Name: ${file.name}`,
    '  Block Type Blocks Failing Blocks Processed',
    '  ---------- -------------- ----------------',
    typeLine('Data', failing, examined - empty - 1),
    typeLine('Index', 0, 0),
    typeLine('Other', 0, 1),
    '',
  ];
}

function typeLine(type: string, failing: number, processed: number): string {
  return `  ${type.padEnd(10)} ${String(failing).padEnd(14)} ${String(processed).padEnd(16)}`;
}
