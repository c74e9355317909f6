import { DateTime } from 'luxon';
import { oracleTime } from '../lab-clock.ts';
import { nextScn, type LabDatabase } from './database.ts';
import { OracleError } from './oracle-error.ts';
import { slotsPerBlock } from './row-slots.ts';
import { commitTransaction } from './transactions.ts';

// SYS.SMON_SCN_TIME maps SCNs to times. SMON adds a row every five minutes (law 6), whether or not anybody works; our
// instance does not run between two steps, so each step first adds the rows of the time that has passed. The rows are
// changes of SYSTEM like any other, with redo, so a restored database shows how far it got.

const intervalSeconds = 300;
/** After a longer pause only the last rows are made up: enough for every query that asks for the newest. */
const mostRowsAtOnce = 300;
/** An idle instance uses about one SCN in three seconds. */
const secondsPerScn = 3;

export const smonFile = 1;
export const smonFirstBlock = 2;
export const smonBlockCount = 4;

/** Adds the rows that are due. When commits are held up SMON waits like everybody, and whoever has come to mend it gets in. */
export function recordElapsedTime(db: LabDatabase): void {
  try {
    addRowsDue(db);
  } catch (error) {
    if (!(error instanceof OracleError)) throw error;
  }
}

function addRowsDue(db: LabDatabase): void {
  const now = Math.floor(db.clock.now().toSeconds());
  const last = db.sql.one<{ value: number }>("select value from counter where name = 'smon time'").value;
  const due = Math.floor((now - last) / intervalSeconds);
  if (due <= 0) return;

  const skipped = Math.max(0, due - mostRowsAtOnce);
  for (let row = skipped + 1; row <= due; row += 1) {
    const mark = last + row * intervalSeconds;
    db.sql.run('update database set current_scn = current_scn + ?', intervalSeconds / secondsPerScn);
    addRow(db, oracleTime(DateTime.fromSeconds(mark)));
    db.sql.run("update counter set value = ? where name = 'smon time'", mark);
  }
}

function addRow(db: LabDatabase, time: string): void {
  const key = db.sql.nextNumber('smon row');
  const place = key % (smonBlockCount * slotsPerBlock);
  const change = {
    action: 'put',
    file: smonFile,
    block: smonFirstBlock + Math.floor(place / slotsPerBlock),
    slot: place % slotsPerBlock,
    key,
    text: `scn ${nextScn(db)}`,
  } as const;
  commitTransaction(db, [change], { time });
}
