// `icb backup <db> report`: RMAN's lists, and icb's verdict on them. Nothing is changed and no backup is read: it says whether
// a restore is possible by the records and by the archived logs in the area. Whether files are sound validatebackup finds out.

import { queryImageCopies, redoNeededFrom, uncopiedDatafiles } from '#oracle/image-copies.ts';
import { previewRestore, reportFilesNeedingBackup, reportUnrecoverableFiles } from '#oracle/restore-reports.ts';
import type { FileNeedingBackup, ReportedFile, RestorePreview } from '#oracle/restore-reports.ts';
import type { BackupRun } from './backup-run.ts';
import { surveyRedo } from './redo-in-area.ts';

export interface BackupReport {
  readonly needBackup: readonly FileNeedingBackup[];
  readonly unrecoverable: readonly ReportedFile[];
  /** Datafiles without an image copy under our tag, whatever other backups RMAN knows. */
  readonly withoutImageCopy: readonly ReportedFile[];
  /** Undefined: RMAN says that the database cannot be restored. */
  readonly preview: RestorePreview | undefined;
  /** Sentences; none when all is well. */
  readonly findings: readonly string[];
}

/** @param show prints a line of RMAN's answer */
export async function reportBackups(run: BackupRun, show: (line: string) => void): Promise<BackupReport> {
  const { oracle, database, log, signal } = run;
  const { recoveryWindowDays } = database;
  const needBackup = await reportFilesNeedingBackup(oracle, { recoveryWindowDays, show }, signal);
  const unrecoverable = await reportUnrecoverableFiles(oracle, show, signal);
  const answer = await previewRestore(oracle, show, signal);
  const imageCopies = await queryImageCopies(oracle, signal);
  const withoutImageCopy = uncopiedDatafiles(imageCopies);
  const from = redoNeededFrom(imageCopies);
  const { gap } = await surveyRedo(run, { from, to: undefined });

  const findings = [
    ...sentence(withoutImageCopy, 'no image copy'),
    ...sentence(needBackup.filter(({ fileNumber }) => !withoutImageCopy.some((file) => file.fileNumber === fileNumber)), `a backup that needs more than ${recoveryWindowDays} days of redo`),
    ...sentence(unrecoverable, 'changes made without redo (NOLOGGING) since the last backup: no recovery brings them back'),
    ...('refusal' in answer ? [`a restore is not possible: ${answer.refusal.slice(0, 3).join(' ')}`] : previewFindings(answer)),
    ...(gap === undefined ? [] : [`archived log thread ${gap.thread} sequence ${gap.sequence} is not in the backup area: nothing after SCN ${gap.scn} (${gap.time}) can be restored from it`]),
  ];
  for (const finding of findings) log.error(finding);
  if (!('refusal' in answer)) log.info(`by RMAN's records a restore is possible ${describeRange(answer)}`);
  log.info(findings.length === 0 ? 'verdict: good, nothing needs a backup' : `verdict: bad, ${findings.length} ${findings.length === 1 ? 'finding' : 'findings'}`);
  return { needBackup, unrecoverable, withoutImageCopy: withoutImageCopy.map(({ fileNumber, name }) => ({ fileNumber, name })), preview: 'refusal' in answer ? undefined : answer, findings };
}

const shownFiles = 5;

function sentence(files: readonly ReportedFile[], what: string): string[] {
  const shown = files.slice(0, shownFiles).map(({ fileNumber, name }) => `${fileNumber} (${name})`).join(', ');
  const more = files.length > shownFiles ? ` and ${files.length - shownFiles} more` : '';
  if (files.length === 0) return [];
  return [files.length === 1 ? `datafile ${shown} has ${what}` : `datafiles ${shown}${more} have ${what}`];
}

/** The copies become consistent only beyond a certain SCN: redo that ends before it is of no use. */
function previewFindings({ consistentScn, reachableScn }: RestorePreview): string[] {
  if (consistentScn === undefined || reachableScn === undefined || reachableScn >= consistentScn) return [];
  return [`a restored database could not be opened: redo reaches SCN ${reachableScn}, the image copies need it beyond ${consistentScn}`];
}

function describeRange({ startScn, consistentScn, reachableScn }: RestorePreview): string {
  const from = consistentScn ?? startScn;
  const words = [from === undefined ? '' : `from SCN ${from}`, reachableScn === undefined ? '' : `up to SCN ${reachableScn}`].filter((word) => word !== '');
  return words.length === 0 ? 'to a point that RMAN does not name' : words.join(' ');
}
