import { backupControlFile as writeControlFileBackup } from '#lab/oracle/backup/control-file-backup.ts';
import { backupWholeSet } from '../backup-whole-set.ts';
import type { RmanSession } from '../session.ts';
import { requireSharedSnapshotControlFile } from '../snapshot-control-file.ts';
import type { BackupControlFile } from '../statement.ts';

/** BACKUP CURRENT CONTROLFILE: the piece knows every record made before it (law 20). No autobackup follows it alone. */
export async function backupControlFile(session: RmanSession, statement: BackupControlFile): Promise<void> {
  await backupWholeSet(session, statement, {
    including: 'including current control file in backup set',
    write(db, request) {
      requireSharedSnapshotControlFile(db);
      return writeControlFileBackup(db, request);
    },
  });
}
