import { openLabClock, type LabClock } from './lab-clock.ts';
import { isPrimaryRole, type LabDatabase } from './oracle/database.ts';
import { primaryOf } from './oracle/data-guard.ts';
import { switchLog } from './oracle/redo/log-switch.ts';
import { openThreads } from './oracle/redo/online-logs.ts';
import { openDatabase, requireDatabase } from './oracle/open-database.ts';
import { recordElapsedTime } from './oracle/smon-scn-time.ts';
import { RandomTransactions } from './random-transactions.ts';
import { seededRandom, type SeededRandom } from './seeded-random.ts';
import { readWorldFile, writeWorldFile } from './world-file.ts';
import { withWorldLock } from './world-lock.ts';

export interface Workload {
  /** Default: orcl. Of a standby it is the primary that the application works with. */
  readonly database?: string;
  readonly transactions: number;
  /** The same seed on the same database does the same changes; absent: the number of this run. */
  readonly seed?: number;
  /** Lab time that passes meanwhile; absent: no more than the work itself takes. */
  readonly spreadOverMs?: number;
  /** A log switch after every so many transactions; absent: only when a log is full. */
  readonly switchEvery?: number;
  readonly clock?: LabClock;
}

export interface WorkloadResult {
  readonly committed: number;
  /** The database's SCN afterwards. */
  readonly scn: number;
  readonly logSwitches: number;
}

const transactionsPerStep = 50;
const busyFile = 'busy.json';

/** Runs application sessions against the lab's database. Every commit is also in the journal, by which restores are judged. */
export function runWorkload(labDir: string, workload: Workload): WorkloadResult {
  // Before the world lock, which would begin a world in any folder.
  const { database: named = 'orcl' } = workload;
  requireDatabase(labDir, named);
  const clock = workload.clock ?? openLabClock(labDir);
  const database = primaryOf(labDir, named, clock);
  const inDatabase = <Result>(work: (db: LabDatabase) => Result): Result =>
    withWorldLock(labDir, () => {
      using db = openDatabase(labDir, database, clock);
      return work(db);
    });

  const before = inDatabase((db) => ({ switches: logSwitches(db), seed: workload.seed ?? db.sql.nextNumber('workload run') }));
  const random = seededRandom(before.seed);
  for (let first = 0; first < workload.transactions; first += transactionsPerStep) {
    const end = Math.min(first + transactionsPerStep, workload.transactions);
    inDatabase((db) => runStep(db, { ...workload, clock, random, first, end }));
  }
  return inDatabase((db) => ({
    committed: workload.transactions,
    scn: db.sql.one<{ scn: number }>('select current_scn as scn from database').scn,
    logSwitches: logSwitches(db) - before.switches,
  }));
}

/** Of all threads, ever. */
function logSwitches(db: LabDatabase): number {
  return db.sql.one<{ count: number }>('select sum(current_sequence) as count from redo_thread').count;
}

/** Lets `transactions` be committed between any two steps of a backup, so that its copies are fuzzy; 0 for a quiet database. */
export function setBusy(labDir: string, transactions: number): void {
  writeWorldFile(labDir, busyFile, { transactions });
}

/** What other sessions do between two steps of long work; called by that work, inside its lock. */
export function backgroundActivity(db: LabDatabase): void {
  const { transactions } = readWorldFile<{ readonly transactions: number }>(db.labDir, busyFile, { transactions: 0 });
  if (transactions === 0 || !isPrimaryRole(db)) return;
  const sessions = new RandomTransactions(db, seededRandom(db.sql.nextNumber('background activity')));
  for (let count = 0; count < transactions; count += 1) sessions.commitOne(db);
}

interface WorkloadStep extends Workload {
  readonly clock: LabClock;
  readonly random: SeededRandom;
  readonly first: number;
  readonly end: number;
}

function runStep(db: LabDatabase, step: WorkloadStep): void {
  const { transactions, spreadOverMs = 0, switchEvery = 0, clock, random, first, end } = step;
  const sessions = new RandomTransactions(db, random);
  const threads = openThreads(db);
  for (let number = first + 1; number <= end; number += 1) {
    if (spreadOverMs > 0) {
      clock.advance(spreadOverMs / transactions);
      recordElapsedTime(db);
    }
    sessions.commitOne(db);
    if (switchEvery > 0 && number % switchEvery === 0) switchLog(db, threads[(number / switchEvery) % threads.length]);
  }
}
