import type { ArchivedLog } from '#lab/oracle/redo/archived-logs.ts';
import { datafiles, isRecoverable } from '#lab/oracle/datafiles.ts';
import { recoveryLogs } from '#lab/oracle/restore/logs.ts';
import { recoverDatafiles } from '#lab/oracle/restore/recovery.ts';
import { takeChannels } from '../channel-allocation.ts';
import { elapsedText } from '../elapsed.ts';
import { RmanFailure } from '../failure.ts';
import type { RmanSession } from '../session.ts';
import type { UntilClause } from '../statement.ts';
import { untilTarget } from '../until-target.ts';

/** RECOVER DATABASE (laws 32 and 33). */
export async function recoverDatabase(session: RmanSession, own: UntilClause | undefined): Promise<void> {
  const { out, blockSettings, call } = session;
  out.separate();
  out.lines(`Starting recover at ${session.now()}`);
  if (session.channels.current.length === 0) takeChannels(session);
  const startedAtMs = call.clock.now().toMillis();
  const until = own === undefined ? blockSettings.until : untilTarget(session, own);
  const { logs, files } = session.step((db) => ({ logs: recoveryLogs(db, until), files: datafiles(db) }));
  out.lines(...files.filter((file) => !isRecoverable(file)).map(({ file, status }) => `datafile ${file} not processed because file is ${status === 'OFFLINE' ? 'offline' : 'read-only'}`));
  out.lines('', 'starting media recovery', '');
  out.lines(...logs.map((log) => `archived log for ${logName(log)} is already on disk as file ${log.name}`));
  await session.breathe();

  const { missing, created } = session.step((db) => recoverDatafiles(db, logs, { until, nameOf: (file) => blockSettings.nameOfDatafile(file) }));
  out.lines(...logs.map(({ thread, sequence, name }) => `archived log file name=${name} thread=${thread} sequence=${sequence}`));
  out.lines(...created.map(({ file, name }) => `creating datafile file number=${file} name=${name}`));
  if (missing !== undefined) {
    throw new RmanFailure([`RMAN-06054: media recovery requesting unknown archived log for ${logName(missing)} and starting SCN of ${missing.scn}`]);
  }
  out.lines(`media recovery complete, elapsed time: ${elapsedText(call.clock.now().toMillis() - startedAtMs)}`, `Finished recover at ${session.now()}`);
}

function logName({ thread, sequence }: Pick<ArchivedLog, 'thread' | 'sequence'>): string {
  return `thread ${thread} with sequence ${sequence}`;
}
