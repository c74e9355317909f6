import { archiveLogCurrent, switchLog } from '#lab/oracle/log-switch.ts';
import type { LabDatabase } from '#lab/oracle/database.ts';
import { RmanFailure } from '../failure.ts';
import type { RmanSession } from '../session.ts';

/** SQL that RMAN passes on; the lab's RMAN passes on no other. */
const statements: Readonly<Record<string, (db: LabDatabase) => void>> = {
  'alter system archive log current': archiveLogCurrent,
  'alter system switch logfile': (db) => switchLog(db),
};

export function runSql(session: RmanSession, { statement, quoted }: { readonly statement: string; readonly quoted: boolean }): void {
  session.requireTarget();
  session.nameRepository();
  const run = statements[statement.trim().toLowerCase().replaceAll(/\s+/g, ' ')];
  if (run === undefined) throw new RmanFailure(['ORA-00900: invalid SQL statement']);
  session.step(run);
  session.out.lines(quoted ? `sql statement: ${statement}` : 'Statement processed');
}
