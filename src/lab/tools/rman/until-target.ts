import type { LabDatabase } from '#lab/oracle/database.ts';
import type { Until } from '#lab/oracle/journal.ts';
import { RmanFailure } from './failure.ts';
import type { RmanSession } from './session.ts';
import type { UntilClause } from './statement.ts';
import { timeOf } from './time-expression.ts';

const toDate = /^\s*to_date\s*\(\s*'(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)'\s*,\s*'yyyy-mm-dd hh24:mi:ss'\s*\)\s*$/i;

/**
 * Where recovery shall stop, of an UNTIL clause.
 * @throws {RmanFailure} ORA-01861 for what is no time, RMAN-20207 or RMAN-20208 for a target before this incarnation, RMAN-20242
 * for a log that is not known
 */
export function untilTarget(session: RmanSession, clause: UntilClause): Until {
  const until = session.step((db) => readClause(session, db, clause));
  const began = session.step((db) => db.sql.one<{ scn: number; time: string }>("select resetlogs_change as scn, resetlogs_time as time from incarnation where status = 'CURRENT'"));
  if ('time' in until && until.time < began.time) throw new RmanFailure(['RMAN-20207: UNTIL TIME or RECOVERY WINDOW is before RESETLOGS time']);
  if ('scn' in until && until.scn < began.scn) throw new RmanFailure(['RMAN-20208: UNTIL CHANGE is before RESETLOGS change']);
  return until;
}

function readClause(session: RmanSession, db: LabDatabase, clause: UntilClause): Until {
  if ('scn' in clause) return clause;
  if ('time' in clause) return { time: toDate.exec(clause.time)?.[1] ?? timeOf(clause.time, session) };
  const known = "select first_change as scn from archived_log where sequence = ? and thread = ? and deleted = 'NO' and status = 'A' order by recid desc";
  const log = db.sql.get<{ scn: number }>(known, clause.sequence, clause.thread);
  if (log === undefined) throw new RmanFailure(['RMAN-20242: specification does not match any archived log in the repository']);
  return { scn: log.scn };
}
