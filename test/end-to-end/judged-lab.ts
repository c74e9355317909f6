import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setFault } from '#lab/faults.ts';
import type { LabDatabase } from '#lab/oracle/database.ts';
import { createTablespace } from '#lab/oracle/datafile-administration.ts';
import { switchLog } from '#lab/oracle/redo/log-switch.ts';
import { openDatabase } from '#lab/oracle/open-database.ts';
import { proveRefreshWindows, proveSnapshots } from '#lab/proof.ts';
import { runWorkload } from '#lab/workload.ts';
import { withWorldLock } from '#lab/world-lock.ts';
import { SavedLab } from './lab-run.ts';
import { openTestLab } from './test-lab.ts';
import type { TestLab } from './test-lab.ts';

const hourMs = 3_600_000;

/** What is said of backups nobody can object to. */
export const allIsWell = 'all is well';

/** A lab after its first good backup and half a day of work, to which every test returns. */
export interface JudgedLab extends AsyncDisposable {
  readonly lab: TestLab;
  restore(): void;
}

export async function openJudgedLab(): Promise<JudgedLab> {
  const lab = await openTestLab();
  withoutResultCatalog(lab);
  await backup(lab, 'config');
  inDatabase(lab, (db) => createTablespace(db, 'history', 20));
  workForHours(lab, 12);
  await backup(lab, 'imagecopywithsnap');
  workForHours(lab, 12);
  const saved = new SavedLab(lab);
  return {
    lab,
    restore: () => saved.restore(),
    [Symbol.asyncDispose]: async () => {
      saved[Symbol.dispose]();
      await lab[Symbol.asyncDispose]();
    },
  };
}

/** Nothing listens for results there. */
function withoutResultCatalog({ directory }: TestLab): void {
  const file = join(directory, 'backup.cfg');
  writeFileSync(file, readFileSync(file, 'utf8').replace(/^autorestorecatalog:.*\n/mu, ''));
}

export function inDatabase<Result>({ directory, clock }: TestLab, work: (db: LabDatabase) => Result): Result {
  return withWorldLock(directory, () => {
    using db = openDatabase(directory, 'orcl', clock);
    return work(db);
  });
}

export function workForHours({ directory, clock }: TestLab, hours: number): void {
  runWorkload(directory, { transactions: 30, spreadOverMs: hours * hourMs, switchEvery: 10, seed: hours, clock });
}

/** The newest archived log does not reach the backup area; the recovery area has it. */
export function loseNewestArchivedLog(lab: TestLab): void {
  setFault(lab.directory, { name: 'archive-dest-error', dest: 2, times: 1 });
  inDatabase(lab, (db) => switchLog(db));
}

/**
 * Two nights, each followed by some hours of work, and what is to be said of them: the failure of the night's backup, the
 * judge's complaint, or that all is well. All of it is within the recovery window of two days.
 */
export async function verdictOfTwoNights(lab: TestLab, runBackup: () => Promise<void>): Promise<string> {
  for (const hours of [10, 11]) {
    const logs = archivedLogs(lab);
    try {
      await runBackup();
    } catch (error) {
      return `icb: ${error instanceof Error ? error.message : String(error)}`;
    }
    const gone = logs.filter((name) => !archivedLogs(lab).includes(name));
    if (gone.length > 0) return `judge: archived logs of the recovery window are gone: ${gone.join(', ')}`;
    workForHours(lab, hours);
  }
  return judge(lab);
}

/** `icb backup orcl ...`; the error is what it had to say. */
export async function backup(lab: TestLab, action: string): Promise<void> {
  const { exitCode, stdout, stderr } = await lab.icb('backup', 'orcl', action);
  if (exitCode !== 0) throw new Error(stdout + stderr);
}

function judge({ directory, area }: TestLab): string {
  try {
    const proofs = [...proveSnapshots(directory, area, { pointsBetween: 2 }), ...proveRefreshWindows(directory, area, { pointsBetween: 1 })];
    const wrong = proofs.filter(({ differences }) => differences > 0);
    if (wrong.length > 0) return `judge: ${wrong.length} of ${proofs.length} recoveries have wrong rows`;
    // The second night's snapshot is there in any case, and two of its points have two ends and two between.
    return proofs.length < 8 ? `judge: only ${proofs.length} recoveries are possible` : allIsWell;
  } catch (error) {
    return `judge: ${error instanceof Error ? error.message : String(error)}`;
  }
}

function archivedLogs({ area }: TestLab): string[] {
  return readdirSync(join(area, 'archivelog'));
}
