// The catalog in an Oracle schema. DATE and TIMESTAMP columns are both served: all times come and are compared as DATE.

import { open } from 'node:fs/promises';
import type { Connection, Lob } from 'oracledb';
import type { CatalogTask, CatalogValues } from './client-job.ts';

/** Where the process reports. */
export type Report = (level: 'debug' | 'info' | 'warn', message: string, fields: Readonly<Record<string, unknown>>) => void;

const timeFormat = 'yyyy-mm-dd hh24:mi:ss';
/** One round trip to the database each. */
const pieceBytes = 1_048_576;

export const tableDefinition = `create table restoreaction (
  id number not null,
  db_unique_name varchar2(128) not null,
  start_time date not null,
  finish_time date not null,
  success number(1) not null,
  logfile varchar2(4000) not null,
  logfilecontents clob,
  verificationtimediffseconds number,
  snapid varchar2(255),
  restore_target date,
  validated_corruption number(1) not null,
  constraint restoreaction_pk primary key (id),
  constraint restoreaction_success check (success in (0, 1)),
  constraint restoreaction_validated check (validated_corruption in (0, 1))
)`;

const insertion = `insert into restoreaction (id, db_unique_name, start_time, finish_time, success, logfile, logfilecontents,
    verificationtimediffseconds, snapid, restore_target, validated_corruption)
  values (restoreaction_seq.nextval, :database, to_date(:started, '${timeFormat}'), to_date(:finished, '${timeFormat}'), :success, :logFile, :contents,
    :difference, :snapshot, to_date(:target, '${timeFormat}'), :validated)`;

const search = `select count(*) from restoreaction
  where db_unique_name = :database and start_time = to_date(:started, '${timeFormat}') and finish_time = to_date(:finished, '${timeFormat}') and logfile = :logFile`;

const nextNumber = 'select nvl(max(id), 0) + 1 from restoreaction';

const expiry = `delete from restoreaction where start_time < to_date(:oldest, '${timeFormat}')`;

/** Makes table and sequence; what is there already stays, and new numbers begin above its own. */
export async function createTable(session: Connection, report: Report): Promise<void> {
  const objects = await session.execute<[string]>("select object_name from user_objects where object_name in ('RESTOREACTION', 'RESTOREACTION_SEQ')");
  const existing = new Set((objects.rows ?? []).map(([name]) => name));
  if (existing.has('RESTOREACTION')) report('info', 'table RESTOREACTION is there already and stays', {});
  else {
    await session.execute(tableDefinition);
    report('info', 'table RESTOREACTION created', {});
  }
  if (existing.has('RESTOREACTION_SEQ')) report('info', 'sequence RESTOREACTION_SEQ is there already and stays', {});
  else {
    const next = await session.execute<[number]>(nextNumber);
    await session.execute(`create sequence restoreaction_seq start with ${next.rows?.[0]?.[0] ?? 1}`);
    report('info', 'sequence RESTOREACTION_SEQ created', {});
  }
}

/** Fails where the table is not there, or may not be read. */
export async function lookAtTable(session: Connection): Promise<void> {
  await session.execute(nextNumber);
}

/** Each row that is not there yet is a transaction of its own; so is the removal of old ones. */
export async function recordRows(session: Connection, { rows, oldest }: Extract<CatalogTask, { kind: 'record' }>, report: Report): Promise<void> {
  for (const row of rows) await recordRow(session, row, report);
  const { rowsAffected } = await session.execute(expiry, { oldest });
  await session.commit();
  report('debug', 'old results removed from the result catalog', { rows: rowsAffected, before: oldest });
}

async function recordRow(session: Connection, row: CatalogValues, report: Report): Promise<void> {
  const { database, started, finished, logFile } = row;
  const found = await session.execute<[number]>(search, { database, started, finished, logFile });
  if (found.rows?.[0]?.[0] !== 0) {
    report('debug', 'the result catalog has this result already', { database, started });
    return;
  }
  const contents = await session.createLob((await import('oracledb')).default.CLOB);
  try {
    const isRead = await readLog(logFile, contents, report);
    await session.execute(insertion, { ...row, contents: isRead ? contents : null });
    await session.commit();
  } finally {
    // Of a connection that broke nothing is left to close.
    await contents.close().catch(() => undefined);
  }
}

/** Piece by piece: a log may be longer than memory. A result without its log is still worth having. */
async function readLog(logFile: string, contents: Lob, report: Report): Promise<boolean> {
  const file = await open(logFile).catch((error: NodeJS.ErrnoException) => {
    const reason = error.code === 'ENOENT' ? 'it does not exist any more' : error.message;
    report('warn', 'the result is recorded without the text of its log', { logFile, reason });
  });
  if (file === undefined) return false;
  // A stream tells a failure twice; the promise below is the one that is heard.
  contents.on('error', () => undefined);
  for await (const piece of file.createReadStream({ encoding: 'utf8', highWaterMark: pieceBytes })) await append(contents, String(piece));
  return true;
}

async function append(contents: Lob, piece: string): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    contents.write(piece, (error) => (error ? reject(error) : resolve()));
  });
}
