import { openLabClock, type LabClock } from './lab-clock.ts';
import type { LabDatabase } from './oracle/database.ts';
import { switchLog } from './oracle/log-switch.ts';
import { openDatabase } from './oracle/open-database.ts';
import { recordElapsedTime } from './oracle/smon-scn-time.ts';
import type { Commit } from './oracle/transactions.ts';
import { RandomTransactions } from './random-transactions.ts';
import { seededRandom, type SeededRandom } from './seeded-random.ts';
import { readWorldFile, writeWorldFile } from './world-file.ts';
import { withWorldLock } from './world-lock.ts';

export interface Workload {
  readonly transactions: number;
  /** The same seed on the same database does the same changes. */
  readonly seed: number;
  /** Lab time that passes meanwhile; absent: no more than the work itself takes. */
  readonly spreadOverMs?: number;
  /** A log switch after every so many transactions; absent: only when a log is full. */
  readonly switchEvery?: number;
  readonly clock?: LabClock;
}

export interface WorkloadResult {
  readonly committed: number;
  readonly last: Commit | undefined;
}

const transactionsPerStep = 50;
const busyFile = 'busy.json';

/** Runs application sessions against the lab's database. Every commit is also in the journal, by which restores are judged. */
export function runWorkload(labDir: string, workload: Workload): WorkloadResult {
  const clock = workload.clock ?? openLabClock(labDir);
  const random = seededRandom(workload.seed);
  let last: Commit | undefined;
  let committed = 0;
  while (committed < workload.transactions) {
    const first = committed;
    const end = Math.min(first + transactionsPerStep, workload.transactions);
    last = withWorldLock(labDir, () => {
      using db = openDatabase(labDir, 'orcl', clock);
      return runStep(db, { ...workload, clock, random, first, end });
    });
    committed = end;
  }
  return { committed, last };
}

/** Lets `transactions` be committed between any two steps of a backup, so that its copies are fuzzy; 0 for a quiet database. */
export function setBusy(labDir: string, transactions: number): void {
  writeWorldFile(labDir, busyFile, { transactions });
}

/** What other sessions do between two steps of long work; called by that work, inside its lock. */
export function backgroundActivity(db: LabDatabase): void {
  const { transactions } = readWorldFile<{ readonly transactions: number }>(db.labDir, busyFile, { transactions: 0 });
  if (transactions === 0) return;
  const sessions = new RandomTransactions(db, seededRandom(db.sql.nextNumber('background activity')));
  for (let count = 0; count < transactions; count += 1) sessions.commitOne(db);
}

interface WorkloadStep extends Workload {
  readonly clock: LabClock;
  readonly random: SeededRandom;
  readonly first: number;
  readonly end: number;
}

function runStep(db: LabDatabase, step: WorkloadStep): Commit | undefined {
  const { transactions, spreadOverMs = 0, switchEvery = 0, clock, random, first, end } = step;
  const sessions = new RandomTransactions(db, random);
  let last: Commit | undefined;
  for (let number = first + 1; number <= end; number += 1) {
    if (spreadOverMs > 0) {
      clock.advance(spreadOverMs / transactions);
      recordElapsedTime(db);
    }
    last = sessions.commitOne(db) ?? last;
    if (switchEvery > 0 && number % switchEvery === 0) switchLog(db);
  }
  return last;
}
