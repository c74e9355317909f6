import { openReadOnly, openResetlogs } from '#lab/oracle/instance/open.ts';
import { mountInstance } from '#lab/oracle/instance/mount.ts';
import { archiveLogCurrent, switchLog } from '#lab/oracle/redo/log-switch.ts';
import type { LabDatabase } from '#lab/oracle/database.ts';
import { withWorldLock } from '#lab/world-lock.ts';
import { softwareOf } from '#lab/database-kind.ts';
import { isAtLeast } from '#oracle/oracle-version.ts';
import { RmanFailure } from '../failure.ts';
import type { RmanSession } from '../session.ts';

/** SQL that RMAN passes on; the lab's RMAN passes on no other. */
const statements: Readonly<Record<string, (db: LabDatabase) => void>> = {
  'alter database open read only': openReadOnly,
  'alter database open resetlogs': openResetlogs,
  'alter system archive log current': archiveLogCurrent,
  'alter system switch logfile': (db) => switchLog(db),
};

export function runSql(session: RmanSession, { statement, quoted }: { readonly statement: string; readonly quoted: boolean }): void {
  session.requireTarget();
  session.nameRepository();
  const text = statement.trim().toLowerCase().replaceAll(/\s+/g, ' ');
  const run = text === 'alter database mount' ? mount : statements[text] && stepOf(statements[text]);
  if (!quoted && !isCommand(text)) requirePlainSql(session);
  if (run === undefined) throw new RmanFailure(['ORA-00900: invalid SQL statement']);
  run(session);
  session.out.lines(quoted ? `sql statement: ${statement}` : 'Statement processed');
}

/** ALTER DATABASE MOUNT and OPEN [RESETLOGS] have always been commands of RMAN's own. */
function isCommand(text: string): boolean {
  return /^alter database (mount|open( resetlogs)?)$/u.test(text);
}

/** @throws {RmanFailure} before 12.1, whose RMAN takes SQL in `sql "..."` alone; there it is a syntax error of other words */
function requirePlainSql({ call }: RmanSession): void {
  if (!isAtLeast(softwareOf(call.env['ORACLE_HOME'] ?? '').version, '12.1')) throw new RmanFailure(['RMAN-00558: error encountered while parsing input commands', 'RMAN-01009: syntax error: found SQL, which this release takes as sql "..." only']);
}

function stepOf(work: (db: LabDatabase) => void): (session: RmanSession) => void {
  return (session) => session.step(work);
}

function mount(session: RmanSession): void {
  const instance = session.instance();
  if (session.isMounted) throw new RmanFailure(['ORA-01100: database already mounted']);
  if (instance === undefined) throw new RmanFailure(['ORA-01034: ORACLE not available']);
  withWorldLock(session.call.labDir, () => mountInstance(session.call.labDir, instance, session.call.clock));
}
