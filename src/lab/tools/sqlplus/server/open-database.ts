import type { LabDatabase } from '#lab/oracle/database.ts';
import { requireInstance } from '#lab/oracle/instance/start.ts';
import { mountInstance } from '#lab/oracle/instance/mount.ts';
import { openReadOnly, openReadWrite, openResetlogs } from '#lab/oracle/instance/open.ts';
import { OracleError } from '#lab/oracle/oracle-error.ts';
import { SqlError } from '../sql/sql-error.ts';
import type { TokenCursor } from '../sql/token-cursor.ts';
import { openModeOf } from './session-database.ts';

const invalidOption = 'ORA-02231: missing or invalid option to ALTER DATABASE';

/** `ALTER DATABASE MOUNT`, after these words. The database host's database is always mounted. */
export function mountDatabase(cursor: TokenCursor, db: LabDatabase): void {
  cursor.expectEnd(invalidOption);
  if (openModeOf(db) !== 'NOMOUNT') throw new OracleError('ORA-01100: database already mounted');
  const { instance_name } = db.sql.one<{ instance_name: string }>('select instance_name from instance');
  mountInstance(db.labDir, requireInstance(db.labDir, instance_name), db.clock);
}

/** `ALTER DATABASE OPEN [READ ONLY | [READ WRITE] [RESETLOGS | NORESETLOGS]]`, after the first three words. */
export function openDatabaseStatement(cursor: TokenCursor, db: LabDatabase): void {
  const readOnly = cursor.tryWords('READ', 'ONLY');
  if (!readOnly) cursor.tryWords('READ', 'WRITE');
  const resetlogs = !readOnly && cursor.tryWords('RESETLOGS');
  if (!readOnly && !resetlogs) cursor.tryWords('NORESETLOGS');
  cursor.expectEnd(invalidOption);
  if (readOnly) openReadOnly(db);
  else if (resetlogs) openResetlogs(db);
  else openReadWrite(db);
}

/** `ALTER DATABASE FLASHBACK ON | OFF`, after the first three words. The lab writes no flashback logs, it only knows whether it should. */
export function setFlashback(cursor: TokenCursor, db: LabDatabase): void {
  const on = cursor.tryWords('ON');
  if (!on && !cursor.tryWords('OFF')) throw new SqlError(invalidOption, cursor.offset);
  cursor.expectEnd(invalidOption);
  const { value } = db.sql.get<{ value: string | null }>("select value from parameter where name = 'db_recovery_file_dest'") ?? { value: null };
  if (on && value === null) throw new OracleError('ORA-38706: Cannot turn on FLASHBACK DATABASE logging.', 'ORA-38709: Recovery Area is not enabled.');
  db.sql.run('update database set flashback_on = ?', on ? 'YES' : 'NO');
}
