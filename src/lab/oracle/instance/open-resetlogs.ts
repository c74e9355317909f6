import { checkpointDatabase } from '../checkpoint.ts';
import { databaseTime, nextScn, type LabDatabase } from '../database.ts';
import { archiveLogCurrent, startLog } from '../redo/log-switch.ts';
import type { OnlineLog } from '../redo/online-logs.ts';
import { resetlogsId } from '../resetlogs-id.ts';

/**
 * `ALTER DATABASE OPEN RESETLOGS` of the running lab database: a new incarnation begins, log sequences start at 1 under a
 * new RESETLOGS_ID (law 2). What was committed before stays; image copies of the parent can be rolled forward (law 17).
 */
export function openResetlogs(db: LabDatabase): void {
  archiveLogCurrent(db);
  db.sql.transaction(() => {
    const scn = nextScn(db);
    const time = databaseTime(db);
    const parent = db.sql.one<{ incarnation: number }>("select incarnation from incarnation where status = 'CURRENT'").incarnation;
    const incarnation = { resetlogs_change: scn, resetlogs_time: time, resetlogs_id: resetlogsId(time) };
    db.sql.run("update incarnation set status = 'PARENT' where incarnation = ?", parent);
    db.sql.insert('incarnation', { incarnation: parent + 1, ...incarnation, prior_incarnation: parent, status: 'CURRENT' });
    db.sql.run('update database set resetlogs_change = ?, resetlogs_time = ?, resetlogs_id = ?', scn, time, incarnation.resetlogs_id);

    db.sql.run("update online_log set status = 'UNUSED', archived = 'YES', sequence = 0");
    for (const log of db.sql.all<OnlineLog>('select * from online_log group by thread having group_no = min(group_no)')) {
      startLog(db, log, { scn, time, sequence: 1 });
    }
    checkpointDatabase(db, { scn, time });
  });
}
