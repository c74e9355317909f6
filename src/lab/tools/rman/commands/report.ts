import type { LabDatabase } from '#lab/oracle/database.ts';
import { datafiles } from '#lab/oracle/datafiles.ts';
import type { Datafile } from '#lab/oracle/datafiles.ts';
import { datafileCopies } from '../copies.ts';
import { daysBetween } from '../days-between.ts';
import { ruleLine, tableLine } from '../repository-lines.ts';
import { retentionPolicy } from '../retention-policy.ts';
import type { RmanSession } from '../session.ts';
import type { RetentionPolicy } from '../statement.ts';
import { requireRegistration } from './catalog.ts';

// Layouts by the Backup and Recovery Reference; that a file without any backup counts the days since it was made is our guess.

/** REPORT NEED BACKUP: files whose recovery would need more redo than the policy allows, and those without any copy. */
export function reportNeedBackup(session: RmanSession, named: RetentionPolicy | undefined): void {
  const { out } = session;
  beginReport(session);
  const policy = retentionPolicy(session, named);
  if ('redundancy' in policy) {
    const files = session.step((db) => datafiles(db).map((file) => ({ file, count: copiesOf(db, file).length })));
    out.lines(
      `Report of files with less than ${policy.redundancy} redundant backups`,
      ...table(['File', '#bkps', 'Name'], [4, 5, 53], files.filter(({ count }) => count < policy.redundancy).map(({ file, count }) => [file.file, count, file.name])),
    );
    return;
  }
  const days = policy.recoveryWindowDays;
  const files = session.step((db) => datafiles(db).map((file) => ({ file, ...ageOfBackup(db, file, session.time()) })));
  out.lines(
    `Report of files that must be backed up to satisfy ${days} days recovery window`,
    ...table(['File', 'Days', 'Name'], [4, 5, 53], files.filter(({ age, isCopied }) => age > days || !isCopied).map(({ file, age }) => [file.file, Math.floor(age), file.name])),
  );
}

/** REPORT UNRECOVERABLE: files that were changed without redo since their last copy (law 9). */
export function reportUnrecoverable(session: RmanSession): void {
  beginReport(session);
  const files = session.step((db) =>
    datafiles(db).filter((file) => file.unrecoverable_change > 0 && !copiesOf(db, file).some(({ checkpoint_change }) => checkpoint_change > file.unrecoverable_change)),
  );
  session.out.lines(
    'Report of files that need backup due to unrecoverable operations',
    ...table(['File', 'Type of Backup Required', 'Name'], [4, 23, 35], files.map(({ file, name }) => [file, 'full or incremental', name])),
  );
}

function beginReport(session: RmanSession): void {
  session.requireTarget();
  session.nameRepository();
  requireRegistration(session);
}

function copiesOf(db: LabDatabase, { file, creation_change }: Datafile): ReturnType<typeof datafileCopies> {
  return datafileCopies(db).filter((copy) => copy.file === file && copy.creation_change === creation_change && copy.status === 'A');
}

/** One that does not move any more needs no redo after its copy (law 8). */
function ageOfBackup(db: LabDatabase, file: Datafile, now: string): { readonly isCopied: boolean; readonly age: number } {
  const copies = copiesOf(db, file);
  const newest = copies.map(({ checkpoint_time }) => checkpoint_time).toSorted().at(-1);
  const upToDate = copies.some(({ checkpoint_change }) => checkpoint_change >= file.checkpoint_change);
  return { isCopied: newest !== undefined, age: upToDate ? 0 : daysBetween(newest ?? file.creation_time, now) };
}

function table(heading: readonly string[], widths: readonly number[], rows: readonly (readonly (string | number)[])[]): readonly string[] {
  return [tableLine(heading, widths), ruleLine(widths), ...rows.map((row) => tableLine(row, widths)), ''];
}
