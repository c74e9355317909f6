import { datafileCopies } from '../copies.ts';
import { recordedLogs, recordedPieces } from '../repository.ts';
import { recordName } from '../repository-lines.ts';
import type { RmanSession } from '../session.ts';

const kinds = {
  'change-archivelog': { table: 'archived_log', title: 'uncataloged archived log', line: 'archived log file name', missing: 'archived log' },
  'change-copy': { table: 'datafile_copy', title: 'uncataloged datafile copy', line: 'datafile copy file name', missing: 'datafile copy' },
  'change-backup': { table: 'backup_piece', title: 'changed backup piece unavailable', line: 'backup piece handle', missing: 'backup' },
} as const;

/** CHANGE ... UNCATALOG forgets records, CHANGE BACKUP ... UNAVAILABLE keeps them; no file is touched (law 30). */
export async function changeRecords(session: RmanSession, kind: keyof typeof kinds): Promise<void> {
  session.nameRepository();
  const { table, title, line, missing } = kinds[kind];
  const changed = session.step((db) => {
    const pieces = kind === 'change-backup' ? recordedPieces(db).map(({ handle, ...row }) => ({ ...row, name: handle })) : undefined;
    const records = pieces ?? (kind === 'change-copy' ? datafileCopies(db) : recordedLogs(db));
    const change = kind === 'change-backup' ? "status = 'U'" : "status = 'D', deleted = 'YES', name = null";
    db.sql.transaction(() => records.forEach(({ recid }) => db.sql.run(`update ${table} set ${change} where recid = ?`, recid)));
    return records;
  });
  await session.breathe();
  const { out } = session;
  if (changed.length === 0) return out.lines(`specification does not match any ${missing} in the repository`);
  for (const record of changed) out.lines(title, `${line}=${record.name} ${recordName(record)}`);
  out.lines(kind === 'change-backup' ? `Changed ${changed.length} objects to UNAVAILABLE status` : `Uncataloged ${changed.length} objects`, '', '');
}
