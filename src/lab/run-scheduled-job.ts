import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { UsageError } from '#core/errors.ts';
import { oracleTime } from './lab-clock.ts';
import type { LabClock } from './lab-clock.ts';
import { DatabaseSession } from './tools/sqlplus/server/database-session.ts';
import { withWorldLock } from './world-lock.ts';
import { openDatabase } from './oracle/open-database.ts';
import { OracleError } from './oracle/oracle-error.ts';
import { changeDataDictionary, dataDictionary } from './oracle/scheduler/data-dictionary.ts';
import type { Job, JobRun, Program } from './oracle/scheduler/data-dictionary.ts';
import { findNamed, requireRunnable } from './oracle/scheduler/scheduler-objects.ts';

/** Oracle keeps the beginning of what an external program wrote to standard error. */
const keptErrorBytes = 200;

interface JobPlace {
  readonly labDir: string;
  readonly database: string;
  readonly clock: LabClock;
}

interface Ending {
  readonly error: number;
  readonly info: string | null;
}

/**
 * Runs a job of a lab's database now, whatever its schedule says, as the Scheduler does: an external program with nothing in its
 * environment, in `/`, without terminal and standard input; a PL/SQL block as the owner of the job. Returns the row that
 * DBA_SCHEDULER_JOB_RUN_DETAILS has of it.
 * @param written `OWNER.NAME`
 * @throws {UsageError} when there is no such job
 */
export async function runScheduledJob(place: JobPlace, written: string): Promise<JobRun> {
  const { job, program } = begin(place, written);
  const started = oracleTime(place.clock.now());
  const ending = await run(place, job, program);
  const row: JobRun = {
    owner: job.owner,
    job: job.name,
    status: ending.error === 0 ? 'SUCCEEDED' : 'FAILED',
    error: ending.error,
    started,
    ended: oracleTime(place.clock.now()),
    additionalInfo: ending.info,
  };
  changeJob(place, written, (changed, runs) => {
    changed.running = false;
    changed.runCount += 1;
    if (ending.error !== 0) changed.failureCount += 1;
    runs.push(row);
  });
  return row;
}

function begin(place: JobPlace, written: string): { readonly job: Job; readonly program: Program } {
  return inDatabase(place, (db) => {
    const dictionary = dataDictionary(db);
    const job = findNamed(dictionary.jobs, written);
    if (job === undefined) {
      const names = dictionary.jobs.map(({ owner, name }) => `${owner}.${name}`);
      throw new UsageError(`database ${place.database} of the lab has no job ${written}; jobs: ${names.join(', ') || 'none'}`);
    }
    const program = findNamed(dictionary.programs, job.program);
    requireRunnable(dictionary, job, program);
    if (program.type === 'EXECUTABLE' && job.credential === null) throw new OracleError('ORA-27369: job of type EXECUTABLE failed with exit code: 274662', 'in this simulation: the job has no credential');
    changeDataDictionary(db, ({ jobs }) => {
      const changed = findNamed(jobs, written);
      if (changed === undefined) return;
      changed.running = true;
      changed.lastStart = oracleTime(db.clock.now());
    });
    return { job, program };
  });
}

async function run(place: JobPlace, job: Job, program: Program): Promise<Ending> {
  if (program.type === 'EXECUTABLE') return await runExternalProgram(program);
  try {
    const session = new DatabaseSession({ ...place, target: { kind: 'database', name: place.database }, user: job.owner, env: {} });
    for (const other of session.runJobBlock(program.action)) {
      const { status, error, additionalInfo } = await runScheduledJob(place, other);
      // Of a job that runs in the session of another, a failure is an exception.
      if (status === 'FAILED') return { error, info: `ORA-27369: job of type EXECUTABLE failed with exit code: ${error}\n${additionalInfo ?? ''}` };
    }
    return { error: 0, info: null };
  } catch (error) {
    if (!(error instanceof OracleError)) throw error;
    return { error: Number(/^ORA-(\d+)/u.exec(error.lines[0] ?? '')?.[1] ?? 1), info: error.lines.join('\n') };
  }
}

/** Started by exec: no shell, no environment, a session of its own and so no terminal. */
async function runExternalProgram({ action, arguments: args }: Program): Promise<Ending> {
  const words = args.toSorted((a, b) => a.position - b.position).map(({ value }) => value);
  const child = spawn(action, words, { cwd: '/', env: {}, detached: true, stdio: ['ignore', 'ignore', 'pipe'] });
  const exit = new Promise<number>((resolve) => {
    child.once('error', () => resolve(274_662));
    child.once('exit', (code) => resolve(code ?? 255));
  });
  const [error, complaint] = await Promise.all([exit, text(child.stderr)]);
  const info = complaint === '' ? null : `STANDARD_ERROR="${Buffer.from(complaint).subarray(0, keptErrorBytes).toString()}"`;
  return { error, info };
}

function changeJob(place: JobPlace, written: string, work: (job: Job, runs: JobRun[]) => void): void {
  inDatabase(place, (db) =>
    changeDataDictionary(db, ({ jobs, runs }) => {
      const job = findNamed(jobs, written);
      if (job !== undefined) work(job, runs);
    }),
  );
}

function inDatabase<Result>({ labDir, database, clock }: JobPlace, work: (db: ReturnType<typeof openDatabase>) => Result): Result {
  return withWorldLock(labDir, () => {
    using db = openDatabase(labDir, database, clock);
    return work(db);
  });
}
