import { isBefore, type Until } from '#lab/oracle/journal.ts';
import type { LabDatabase } from '#lab/oracle/database.ts';
import { recoverDatafiles, recoveryLogs } from '#lab/oracle/restore-recovery.ts';
import { takeChannels } from '../channel-allocation.ts';
import { elapsedText } from '../elapsed.ts';
import { RmanFailure } from '../failure.ts';
import type { RmanSession } from '../session.ts';
import type { UntilClause } from '../statement.ts';
import { timeOf } from '../time-expression.ts';

/** RECOVER DATABASE (laws 32 and 33). */
export async function recoverDatabase(session: RmanSession, own: UntilClause | undefined): Promise<void> {
  const { out, blockSettings, call } = session;
  out.separate();
  out.lines(`Starting recover at ${session.now()}`);
  if (session.channels.current.length === 0) takeChannels(session);
  const clause = own ?? blockSettings.until;
  const startedAtMs = call.clock.now().toMillis();
  const { until, logs } = session.step((db) => {
    const until = clause === undefined ? undefined : untilOf(session, db, clause);
    return { until, logs: recoveryLogs(db, until) };
  });
  out.lines('', 'starting media recovery', '');
  out.lines(...logs.map(({ thread, sequence, name }) => `archived log for thread ${thread} with sequence ${sequence} is already on disk as file ${name}`));
  await session.breathe();
  const outcome = session.step((db) => recoverDatafiles(db, logs, { until, nameOf: (file) => named(blockSettings.nameOfDatafile(file)) }));
  out.lines(...logs.map(({ thread, sequence, name }) => `archived log file name=${name} thread=${thread} sequence=${sequence}`));
  if (outcome.missing !== undefined) {
    const { thread, sequence, scn } = outcome.missing;
    throw new RmanFailure([`RMAN-06054: media recovery requesting unknown archived log for thread ${thread} with sequence ${sequence} and starting SCN of ${scn}`]);
  }
  out.lines(`media recovery complete, elapsed time: ${elapsedText(call.clock.now().toMillis() - startedAtMs)}`, `Finished recover at ${session.now()}`);
}

function named(name: string | undefined): string | undefined {
  return name === 'new' ? undefined : name;
}

const toDate = /^\s*to_date\s*\(\s*'([^']*)'\s*,\s*'yyyy-mm-dd hh24:mi:ss'\s*\)\s*$/i;

function untilOf(session: RmanSession, db: LabDatabase, clause: UntilClause): Until {
  if ('scn' in clause) return clause;
  if ('time' in clause) {
    const [, literal] = toDate.exec(clause.time) ?? [];
    return { time: literal !== undefined && isTime(literal) ? literal : timeOf(clause.time, session) };
  }
  const { sequence, thread } = clause;
  const log = db.sql.get<{ first_change: number }>("select first_change from archived_log where sequence = ? and thread = ? and deleted = 'NO' and status = 'A'", sequence, thread);
  if (log === undefined) throw new RmanFailure([`RMAN-20242: specification does not match any archived log in the repository`]);
  return { scn: log.first_change };
}

function isTime(text: string): boolean {
  return /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(text) && isBefore({ scn: 0, time: text }, { time: '9999' });
}
