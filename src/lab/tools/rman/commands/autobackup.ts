import { backupControlFileAutomatically } from '#lab/oracle/backup/control-file-backup.ts';
import { expandFormat } from '#lab/oracle/backup/backup-names.ts';
import type { LabDatabase } from '#lab/oracle/database.ts';
import { databaseTime } from '#lab/oracle/database.ts';
import { resetlogsId } from '#lab/oracle/resetlogs-id.ts';
import { autobackupFormat, isAutobackupOn } from '../configuration.ts';
import { dayFolder, managedPath } from '../file-names.ts';
import type { RmanSession } from '../session.ts';
import { requireSharedSnapshotControlFile } from '../snapshot-control-file.ts';
import { writingTo } from '../write-error.ts';

/** The control file autobackup that follows backups, when it is configured (law 19). */
export function autobackup(session: RmanSession): void {
  if (!session.step(isAutobackupOn)) return;
  const { out } = session;
  out.separate();
  out.lines(`Starting Control File and SPFILE Autobackup at ${session.now()}`);
  const path = session.step((db) => {
    requireSharedSnapshotControlFile(db);
    const path = autobackupPath(db);
    writingTo(path, 0, () => backupControlFileAutomatically(db, path));
    return path;
  });
  out.lines(`piece handle=${path} comment=NONE`, `Finished Control File and SPFILE Autobackup at ${session.now()}`);
}

/** Without a format of its own the autobackup goes to the recovery area. */
function autobackupPath(db: LabDatabase): string {
  const format = autobackupFormat(db);
  if (format !== undefined) return expandFormat(db, format, { kind: 'autobackup' });
  return managedPath(db, { folder: dayFolder(db, 'autobackup'), kind: `s_${resetlogsId(databaseTime(db))}`, extension: 'bkp' });
}
