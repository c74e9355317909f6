import { backupSpfile as writeSpfileBackup } from '#lab/oracle/backup/control-file-backup.ts';
import { backupWholeSet } from '../backup-whole-set.ts';
import type { RmanSession } from '../session.ts';
import type { BackupSpfile } from '../statement.ts';

export async function backupSpfile(session: RmanSession, statement: BackupSpfile): Promise<void> {
  await backupWholeSet(session, statement, { including: 'including current SPFILE in backup set', write: writeSpfileBackup });
  session.autobackupDue = true;
}
