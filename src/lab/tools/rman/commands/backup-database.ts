import { blockSize } from '#lab/oracle/blocks.ts';
import { parameter } from '#lab/oracle/database.ts';
import { beginDatafileCopy } from '#lab/oracle/backup/datafile-copy-job.ts';
import type { CopyResult } from '#lab/oracle/backup/datafile-copy-job.ts';
import { datafiles } from '#lab/oracle/datafiles.ts';
import type { Datafile } from '#lab/oracle/datafiles.ts';
import { beginIncremental } from '#lab/oracle/backup/incremental-job.ts';
import type { IncrementalResult } from '#lab/oracle/backup/incremental-job.ts';
import { isAtLeast } from '#oracle/oracle-version.ts';
import { takeChannels } from '../channel-allocation.ts';
import { copyOfDatafile } from '../copies.ts';
import type { CommandResult } from '../command-result.ts';
import { dayFolder, filePath } from '../file-names.ts';
import { RmanFailure } from '../failure.ts';
import { runOnChannels } from '../on-channels.ts';
import type { ChannelWork } from '../on-channels.ts';
import { inputDatafileLine } from '../repository-lines.ts';
import type { RmanSession } from '../session.ts';
import type { BackupDatabase } from '../statement.ts';
import { requireRegistration } from './catalog.ts';

/**
 * BACKUP INCREMENTAL LEVEL 1 FOR RECOVER OF COPY: a datafile with a copy of that tag gets a piece of the blocks changed since
 * the copy's checkpoint, one without gets the copy (laws 11 and 16). SECTION SIZE only splits files larger than it, and no
 * file of the lab is worth that: every set is one section.
 */
export async function backupDatabase(session: RmanSession, statement: BackupDatabase): Promise<CommandResult> {
  const { out } = session;
  out.separate();
  out.lines(`Starting backup at ${session.now()}`);
  const channels = takeChannels(session);
  requireRegistration(session);
  if (statement.sectionBytes !== undefined) requireSections(session);

  const files = session.step((db) => datafiles(db).map((file) => ({ file, copy: copyOfDatafile(db, file, statement.copyTag) })));
  const withoutCopy = files.filter(({ copy }) => copy === undefined);
  out.lines(...withoutCopy.map(({ file }) => `no parent backup or copy of datafile ${file.file} found`));

  const work = files.map(({ file, copy }) =>
    copy === undefined ? copyWork(file, statement) : incrementalWork(file, copy.checkpoint_change, statement),
  );
  const results = await runOnChannels<CopyResult | IncrementalResult>(session, { verb: 'backup', kind: statement.kind }, { channels, work });
  out.lines(`Finished backup at ${session.now()}`);
  session.autobackupDue = true;
  return { bytes: results.reduce((sum, result) => sum + ('bytes' in result ? result.bytes : result.blocks * blockSize), 0) };
}

/** Only full backup sets can be made in sections before 12.1, or with COMPATIBLE of 11; the code of the error is not confirmed. */
function requireSections(session: RmanSession): void {
  const { version, compatible } = session.step((db) => ({ ...db.sql.one<{ version: string }>('select version from database'), compatible: parameter(db, 'compatible') }));
  if (isAtLeast(version, '12.1') && isAtLeast(compatible, '12.0')) return;
  throw new RmanFailure(['RMAN-06770: SECTION SIZE is not supported for image copies and incremental backups']);
}

function copyWork(file: Datafile, { copyTag, format, reuse }: BackupDatabase): ChannelWork<CopyResult> {
  const tag = copyTag.toUpperCase();
  return {
    begin: (db, channel) => {
      const facts = { kind: 'datafile copy', file: file.file, tablespace: file.tablespace } as const;
      const managed = { folder: 'datafile', kind: file.tablespace.toLowerCase(), extension: 'dbf' };
      const path = filePath(db, { facts, format, channel, managed });
      return {
        path,
        job: beginDatafileCopy(db, { file: file.file, path, tag, level: 0, reuse }),
        startedLines: [`channel ${channel.name}: starting datafile copy`, inputDatafileLine(file)],
        finishedLines: ({ recid }, { stamp, elapsed }) => [
          `output file name=${path} tag=${tag} RECID=${recid} STAMP=${stamp}`,
          `channel ${channel.name}: datafile copy complete, elapsed time: ${elapsed}`,
        ],
      };
    },
  };
}

function incrementalWork(file: Datafile, sinceScn: number, { copyTag, format }: BackupDatabase): ChannelWork<IncrementalResult> {
  const tag = copyTag.toUpperCase();
  return {
    begin: (db, channel, now) => {
      const facts = { kind: 'backup piece', file: file.file, tablespace: file.tablespace } as const;
      const managed = { folder: dayFolder(db, 'backupset'), kind: `nnnd1_${tag}`, extension: 'bkp' };
      const path = filePath(db, { facts, format, channel, managed });
      return {
        path,
        job: beginIncremental(db, { file: file.file, sinceScn, path, tag }),
        startedLines: [
          `channel ${channel.name}: starting incremental level 1 datafile backup set`,
          `channel ${channel.name}: specifying datafile(s) in backup set`,
          inputDatafileLine(file),
          `channel ${channel.name}: starting piece 1 at ${now}`,
        ],
        finishedLines: (_, { now, elapsed }) => [
          `channel ${channel.name}: finished piece 1 at ${now}`,
          `piece handle=${path} tag=${tag} comment=NONE`,
          `channel ${channel.name}: backup set complete, elapsed time: ${elapsed}`,
        ],
      };
    },
  };
}
