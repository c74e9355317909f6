import { datafiles, isMoving } from '#lab/oracle/datafiles.ts';
import type { Datafile } from '#lab/oracle/datafiles.ts';
import type { LabDatabase } from '#lab/oracle/database.ts';
import { parameter } from '#lab/oracle/database.ts';
import { findDatafile } from '#lab/oracle/instance/datafiles.ts';
import { takeChannels } from '../channel-allocation.ts';
import { datafileCopies } from '../copies.ts';
import type { DatafileCopy } from '../copies.ts';
import { RmanFailure } from '../failure.ts';
import { recordedLogs } from '../repository.ts';
import type { RecordedLog } from '../repository.ts';
import { copyTable, logTable } from '../repository-tables.ts';
import { recordName } from '../repository-lines.ts';
import type { RmanSession } from '../session.ts';
import { requireRegistration } from './catalog.ts';

interface Preview {
  readonly copies: readonly DatafileCopy[];
  readonly rejected: readonly DatafileCopy[];
  readonly missing: readonly Datafile[];
  readonly logs: readonly RecordedLog[];
  readonly startScn: number;
  readonly endScn: number;
  readonly fuzzyScn: number;
  readonly isComplete: boolean;
}

/**
 * RESTORE DATABASE PREVIEW [SUMMARY], which shortens backup sets only, and RESTORE DATABASE VALIDATE HEADER: what a restore would take, by record; with headers a copy
 * whose file is not there, or is another, does not count. The words of the lines at the end are those of real runs.
 * @throws {RmanFailure} RMAN-06026 with RMAN-06023 for a datafile without a copy
 */
export async function previewRestore(session: RmanSession, { headers }: { readonly headers: boolean }): Promise<void> {
  const { out, dates } = session;
  session.requireTarget();
  out.separate();
  out.lines(`Starting restore at ${session.now()}`);
  takeChannels(session);
  requireRegistration(session);
  out.lines('');
  const { uniqueName, ...preview } = session.step((db) => ({ ...previewOf(db, headers), uniqueName: parameter(db, 'db_unique_name') }));
  for (const copy of preview.rejected) out.lines('validation failed for datafile copy', copyLine(copy));
  if (preview.missing.length > 0) {
    const lines = preview.missing.map(({ file }) => `RMAN-06023: no backup or copy of datafile ${file} found to restore`);
    throw new RmanFailure(['RMAN-06026: some targets not found - aborting restore', ...lines.toReversed()]);
  }
  out.lines('', ...copyTable(preview.copies, dates));
  if (preview.logs.length > 0) out.lines(...logTable(preview.logs, { uniqueName, dates }));
  if (headers) for (const copy of preview.copies) out.lines('validation succeeded for datafile copy', copyLine(copy));
  if (!preview.isComplete) out.lines(`archived logs generated after SCN ${preview.endScn} not found in repository`);
  out.lines(
    `recovery will be done up to SCN ${preview.endScn}`,
    `Media recovery start SCN is ${preview.startScn}`,
    `Recovery must be done beyond SCN ${preview.fuzzyScn} to clear datafile fuzziness`,
    `Finished restore at ${session.now()}`,
  );
  await session.breathe();
}

function copyLine(copy: DatafileCopy): string {
  return `datafile copy file name=${copy.name} ${recordName(copy)}`;
}

function previewOf(db: LabDatabase, headers: boolean): Preview {
  const files = datafiles(db);
  const rejected: DatafileCopy[] = [];
  const chosen = files.map((file) => {
    const newestFirst = datafileCopies(db)
      .filter((copy) => copy.file === file.file && copy.creation_change === file.creation_change && copy.status === 'A')
      .toSorted((one, other) => other.checkpoint_change - one.checkpoint_change || other.recid - one.recid);
    const copy = newestFirst.find((candidate) => {
      const isGood = !headers || findDatafile(db, file, candidate.name).error === undefined;
      if (!isGood) rejected.push(candidate);
      return isGood;
    });
    return { file, copy };
  });
  const copies = chosen.flatMap(({ copy }) => copy ?? []);
  const moving = chosen.flatMap(({ file, copy }) => (copy !== undefined && isMoving(file) ? [copy] : []));
  const startScn = Math.min(...moving.map(({ checkpoint_change }) => checkpoint_change));
  return {
    copies,
    rejected,
    missing: chosen.flatMap(({ file, copy }) => (copy === undefined ? [file] : [])),
    startScn,
    fuzzyScn: Math.max(...moving.map(({ checkpoint_change, fuzzy_change }) => Math.max(checkpoint_change, fuzzy_change ?? 0))),
    ...redoFrom(db, startScn),
  };
}

/** Each log once, up to the first that no record has any more. */
function redoFrom(db: LabDatabase, startScn: number): Pick<Preview, 'logs' | 'endScn' | 'isComplete'> {
  const available = recordedLogs(db).filter(({ status, next_change }) => status === 'A' && next_change > startScn);
  const unique = [...new Map(available.map((log) => [`${log.resetlogs_id} ${log.thread} ${log.sequence}`, log])).values()];
  const ends = [...Map.groupBy(unique, ({ thread }) => thread).values()].map((ofThread) => endOf(ofThread, startScn));
  const endScn = ends.length === 0 ? startScn : Math.min(...ends);
  const { known } = db.sql.one<{ known: number | null }>('select max(next_change) as known from archived_log');
  return { logs: unique.filter(({ first_change }) => first_change < endScn), endScn, isComplete: (known ?? 0) <= endScn };
}

function endOf(logs: readonly RecordedLog[], startScn: number): number {
  return logs
    .toSorted((one, other) => one.first_change - other.first_change)
    .reduce((end, log) => (log.first_change <= end ? Math.max(end, log.next_change) : end), startScn);
}
