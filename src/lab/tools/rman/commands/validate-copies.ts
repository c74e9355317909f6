import { closeSync, existsSync, openSync } from 'node:fs';
import { blockSize } from '#lab/oracle/blocks.ts';
import type { LabDatabase } from '#lab/oracle/database.ts';
import { readFileHeader } from '#lab/oracle/file-header.ts';
import { fileStatusLines } from '#lab/oracle/oracle-error.ts';
import { validateBlocks, type FileValidation } from '#lab/oracle/backup/validate.ts';
import { takeChannels } from '../channel-allocation.ts';
import type { CommandResult } from '../command-result.ts';
import { datafileCopies } from '../copies.ts';
import type { DatafileCopy } from '../copies.ts';
import { elapsedText } from '../elapsed.ts';
import { asFailure, RmanFailure } from '../failure.ts';
import { datafileNumber } from '../repository-lines.ts';
import type { RmanSession } from '../session.ts';
import { validationList } from '../validation-list.ts';

/**
 * VALIDATE DATAFILECOPY FROM TAG: reads every block of the image copies. Corruption is listed, goes to V$COPY_CORRUPTION, and is
 * no failure (law 40); a copy that is not there is one (law 14). That it goes there, and its layout, is not confirmed.
 */
export async function validateCopies(session: RmanSession, tag: string): Promise<CommandResult> {
  const { out, call } = session;
  out.separate();
  out.lines(`Starting validate at ${session.now()}`);
  const channels = takeChannels(session);
  const copies = session.step((db) => datafileCopies(db).filter((copy) => copy.tag === tag.toUpperCase() && copy.status === 'A'));
  if (copies.length === 0) throw new RmanFailure(['RMAN-20230: datafile copy not found in the repository', `RMAN-06015: error while looking up datafile copy name: ${tag}`]);
  let blocks = 0;
  for (const [index, copy] of copies.entries()) {
    const channel = channels[index % channels.length]?.name ?? '';
    const startedAtMs = call.clock.now().toMillis();
    out.lines(
      `channel ${channel}: starting validation of datafile`,
      `channel ${channel}: including datafile copy of datafile ${datafileNumber(copy.file)} in backup set`,
      `input file name=${copy.name}`,
    );
    await session.breathe();
    const found = session.step((db) => validate(db, copy, channel));
    blocks += found.examined;
    out.lines(`channel ${channel}: validation complete, elapsed time: ${elapsedText(call.clock.now().toMillis() - startedAtMs)}`, ...validationList('Datafile Copies', copy, found));
  }
  out.lines(`Finished validate at ${session.now()}`);
  return { bytes: blocks * blockSize };
}

/** @throws {RmanFailure} ORA-19625 for a copy that is not there or has no header */
function validate(db: LabDatabase, copy: DatafileCopy, channel: string): FileValidation {
  const path = db.files.path(copy.name);
  if (!existsSync(path)) throw unidentified(copy, channel, fileStatusLines({ code: 'ENOENT', errno: 2 }));
  const descriptor = openSync(path, 'r');
  try {
    const header = readFileHeader(descriptor);
    if (header === undefined) throw unidentified(copy, channel, ['ORA-27048: skgfifi: file header information is invalid']);
    const found = validateBlocks(descriptor, { file: copy.file, blocks: header.blocks });
    record(db, copy, found);
    return found;
  } catch (error) {
    throw asFailure(error, channel);
  } finally {
    closeSync(descriptor);
  }
}

function unidentified(copy: DatafileCopy, channel: string, lines: readonly string[]): RmanFailure {
  return new RmanFailure([`ORA-19625: error identifying file ${copy.name}`, ...lines], { channel });
}

function record(db: LabDatabase, copy: DatafileCopy, { file, corrupt }: FileValidation): void {
  db.sql.transaction(() => {
    for (const { block, type, scn } of corrupt) {
      db.sql.insert('copy_corruption', { copy_recid: copy.recid, file, block, blocks: 1, corruption_change: scn, corruption_type: type });
    }
  });
}
