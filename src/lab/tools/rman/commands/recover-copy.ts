import { blockSize } from '#lab/oracle/blocks.ts';
import { datafiles } from '#lab/oracle/datafiles.ts';
import type { LabDatabase } from '#lab/oracle/database.ts';
import { beginMerge } from '#lab/oracle/backup/merge-job.ts';
import type { MergeResult } from '#lab/oracle/backup/merge-job.ts';
import { takeChannels } from '../channel-allocation.ts';
import type { CommandResult } from '../command-result.ts';
import { copyOfDatafile, unappliedPieces } from '../copies.ts';
import type { DatafileCopy, IncrementalPiece } from '../copies.ts';
import { mergesNothing } from '../faults.ts';
import { runOnChannels } from '../on-channels.ts';
import type { ChannelWork } from '../on-channels.ts';
import { datafileNumber } from '../repository-lines.ts';
import type { RmanSession } from '../session.ts';
import { requireRegistration } from './catalog.ts';

interface Merge {
  readonly file: number;
  readonly copy: DatafileCopy | undefined;
  readonly pieces: readonly IncrementalPiece[];
}

/** RECOVER COPY: applies the level 1 pieces of that tag to its copies, in order and in place (law 12). */
export async function recoverCopy(session: RmanSession, tag: string): Promise<CommandResult> {
  const { out } = session;
  out.separate();
  out.lines(`Starting recover at ${session.now()}`);
  const channels = takeChannels(session);
  requireRegistration(session);

  const nothing = mergesNothing(session);
  const merges = session.step((db) => plannedMerges(db, tag)).map((merge) => (nothing ? { ...merge, pieces: [] } : merge));
  const idle = merges.filter(({ pieces }) => pieces.length === 0);
  out.lines(...idle.map(({ file }) => `no copy of datafile ${file} found to recover`));

  // Pieces of one copy must follow each other, so every round applies one piece to each copy.
  let blocks = 0;
  for (let round = 0; merges.some(({ pieces }) => pieces.length > round); round += 1) {
    const work = merges.flatMap(({ copy, pieces }) => {
      const piece = pieces[round];
      return copy === undefined || piece === undefined ? [] : [mergeWork(copy, piece, tag)];
    });
    const results = await runOnChannels(session, { verb: 'recover', kind: 'recover-copy' }, { channels, work });
    blocks += results.reduce((sum, result) => sum + result.blocks, 0);
  }
  out.lines(`Finished recover at ${session.now()}`);
  return { bytes: blocks * blockSize };
}

function plannedMerges(db: LabDatabase, tag: string): readonly Merge[] {
  return datafiles(db).map((file) => {
    const copy = copyOfDatafile(db, file, tag);
    return { file: file.file, copy, pieces: copy === undefined ? [] : unappliedPieces(db, copy, tag) };
  });
}

function mergeWork(copy: DatafileCopy, piece: IncrementalPiece, tag: string): ChannelWork<MergeResult> {
  return {
    begin: (db, { name }) => ({
      path: copy.name,
      job: beginMerge(db, { copyRecid: copy.recid, pieceRecid: piece.recid }),
      startedLines: [
        `channel ${name}: starting incremental datafile backup set restore`,
        `channel ${name}: specifying datafile copies to recover`,
        `recovering datafile copy file number=${datafileNumber(copy.file)} name=${copy.name}`,
        `channel ${name}: reading from backup piece ${piece.handle}`,
      ],
      finishedLines: (_, { elapsed }) => [
        `channel ${name}: piece handle=${piece.handle} tag=${tag.toUpperCase()}`,
        `channel ${name}: restored backup piece 1`,
        `channel ${name}: restore complete, elapsed time: ${elapsed}`,
      ],
    }),
  };
}
