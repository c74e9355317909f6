import { fstatSync } from 'node:fs';
import { applyRecords } from '../redo/block-change.ts';
import { trackChanges } from '../change-tracking.ts';
import type { LabDatabase } from '../database.ts';
import { applicationFiles, datafiles } from '../datafiles.ts';
import { appendJournal, lastJournalScn, type JournalChange } from '../journal.ts';
import type { OnlineLog } from '../redo/online-logs.ts';
import { decodeRecords, readLogBody, redoBlockSize, type RedoRecord } from '../redo/redo.ts';
import { decodeSlot } from '../row-slots.ts';

/**
 * Finishes what a process that was killed in the middle of a commit left behind: redo that is on disk is committed, so it is
 * rolled forward into the datafiles, the control file and the journal.
 */
export function recoverInstance(db: LabDatabase): void {
  for (const log of db.sql.all<OnlineLog>("select * from online_log where status = 'CURRENT'")) recoverThread(db, log);
}

function recoverThread(db: LabDatabase, log: OnlineLog): void {
  const descriptor = db.files.descriptor(log.member);
  const known = redoBlockSize + log.used_bytes;
  const unknownBytes = fstatSync(descriptor).size - known;
  if (unknownBytes <= 0) return;
  const { records, bytes } = decodeRecords(readLogBody(descriptor, known, unknownBytes));
  const last = records.at(-1);
  if (last === undefined) return;

  db.sql.transaction(() => {
    applyToLiveFiles(db, records);
    trackChanges(db, records);
    db.sql.run('update online_log set used_bytes = used_bytes + ? where group_no = ?', bytes, log.group_no);
    db.sql.run('update database set current_scn = max(current_scn, ?), scn_time = ?', last.scn, last.time);
    if (db.site === 'database host') completeJournal(db, records);
  });
}

function applyToLiveFiles(db: LabDatabase, records: readonly RedoRecord[]): void {
  const names = new Map(datafiles(db).map(({ file, name }) => [file, name]));
  for (const record of records) {
    const name = names.get(record.file);
    if (name !== undefined) applyRecords(db.files.descriptor(name), [record]);
  }
}

function completeJournal(db: LabDatabase, records: readonly RedoRecord[]): void {
  const files = applicationFiles(db);
  const written = lastJournalScn(db);
  const missing = records.filter(({ scn, file }) => scn > written && files.has(file));
  for (const [scn, ofCommit] of Map.groupBy(missing, (record) => record.scn)) {
    const changes = ofCommit.flatMap(journalChange);
    if (changes.length > 0) appendJournal(db, { scn, time: ofCommit[0]?.time ?? '', changes });
  }
}

function journalChange({ kind, file, bytes }: RedoRecord): readonly JournalChange[] {
  const row = kind === 'change' ? decodeSlot(bytes) : undefined;
  if (row === undefined) return [];
  return [{ action: row.deleted ? 'delete' : 'put', file, key: row.key, text: row.text }];
}
