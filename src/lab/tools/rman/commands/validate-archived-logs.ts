import { existsSync } from 'node:fs';
import { readArchivedLog } from '#lab/oracle/redo/archived-logs.ts';
import type { LabDatabase } from '#lab/oracle/database.ts';
import { OracleError } from '#lab/oracle/oracle-error.ts';
import { takeChannels } from '../channel-allocation.ts';
import { elapsedText } from '../elapsed.ts';
import { RmanFailure } from '../failure.ts';
import { recordedLogs } from '../repository.ts';
import type { RecordedLog } from '../repository.ts';
import { recordName, ruleLine, tableLine } from '../repository-lines.ts';
import type { RmanSession } from '../session.ts';
import type { Validation } from '../statement.ts';

const widths = [4, 7, 6, 14, 15, 15];

/** VALIDATE ARCHIVELOG FROM SCN n LIKE 'pattern': reads the logs whose redo reaches beyond the SCN. One that is not there is a failure, a damaged one is listed. */
export async function validateArchivedLogs(session: RmanSession, { fromScn, like }: Extract<Validation, { kind: 'validate-archived-logs' }>): Promise<void> {
  const { out, call } = session;
  out.separate();
  out.lines(`Starting validate at ${session.now()}`);
  const [channel] = takeChannels(session);
  const logs = session.step((db) => recordedLogs(db).filter((log) => log.status === 'A' && log.next_change > fromScn && isLike(log.name, like)));
  if (logs.length === 0) throw new RmanFailure(['RMAN-20242: specification does not match any archived log in the repository']);
  const gone = session.step((db) => logs.find(({ name }) => !existsSync(db.files.path(name))));
  if (gone !== undefined) {
    throw new RmanFailure([
      'RMAN-06059: expected archived log not found, loss of archived log compromises recoverability',
      `ORA-19625: error identifying file ${gone.name}`,
      'ORA-27037: unable to obtain file status',
      'Linux-x86_64 Error: 2: No such file or directory',
      'Additional information: 7',
    ]);
  }
  const startedAtMs = call.clock.now().toMillis();
  const name = channel?.name ?? '';
  out.lines(`channel ${name}: starting validation of archived log`, `channel ${name}: specifying archived log(s) for validation`);
  out.lines(...logs.map((log) => `input archived log thread=${log.thread} sequence=${log.sequence} ${recordName(log)}`));
  await session.breathe();
  const damaged = session.step((db) => logs.filter((log) => isDamaged(db, log)));
  out.lines(
    `channel ${name}: validation complete, elapsed time: ${elapsedText(call.clock.now().toMillis() - startedAtMs)}`,
    'List of Archived Logs',
    '='.repeat(21),
    tableLine(['Thrd', 'Seq', 'Status', 'Blocks Failing', 'Blocks Examined', 'Name'], widths),
    ruleLine(widths),
    ...logs.map((log) => tableLine([log.thread, log.sequence, damaged.includes(log) ? 'FAILED' : 'OK', damaged.includes(log) ? 1 : 0, log.blocks, log.name], widths)),
    ...(damaged.length > 0 ? ['validate found one or more corrupt blocks', 'See trace file for details'] : []),
    `Finished validate at ${session.now()}`,
  );
}

function isDamaged(db: LabDatabase, { name }: RecordedLog): boolean {
  try {
    readArchivedLog(name, db.files.path(name));
    return false;
  } catch (error) {
    if (error instanceof OracleError) return true;
    throw error;
  }
}

/** LIKE of SQL: `%` any characters, `_` any one. */
function isLike(name: string, like: string | undefined): boolean {
  if (like === undefined) return true;
  const pattern = like.replaceAll(/[\\^$.|?*+()[\]{}]/g, String.raw`\$&`).replaceAll('%', '.*').replaceAll('_', '.');
  return new RegExp(`^${pattern}$`, 'u').test(name);
}
