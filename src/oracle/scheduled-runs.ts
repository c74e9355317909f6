// What the jobs of DBMS_SCHEDULER start, and what became of their runs.

import { sqlLiteral } from './quoting.ts';
import type { OracleTools } from './tools.ts';

export interface ScheduledRuns {
  /** Absolute path and arguments of each program outside the database. */
  readonly commands: ReadonlyMap<string, readonly string[]>;
  /** The newest run of each job. */
  readonly lastRuns: ReadonlyMap<string, LastRun>;
}

interface LastRun {
  /** `SUCCEEDED`, `FAILED`, `STOPPED`. */
  readonly status: string;
  /** `yyyy-mm-dd hh24:mi:ss`, as the log of the Scheduler has it. */
  readonly time: string;
}

export async function queryScheduledRuns(oracle: OracleTools, owner: string, signal: AbortSignal): Promise<ScheduledRuns> {
  const rows = await oracle.sql('scheduled-runs.sql', { step: 'ask how scheduled jobs ended', values: { owner: sqlLiteral(owner, 'user') }, at: 'primary' }, signal);
  const args = rows.all('argument', ['program', 'position', 'value']);
  const programs = rows.all('program', ['name', 'type', 'action']);
  return {
    commands: new Map(programs.map(({ name, action }) => [name, [action, ...args.filter(({ program }) => program === name).map(({ value }) => value)]])),
    lastRuns: new Map(rows.all('run', ['job', 'status', 'time']).map(({ job, ...run }) => [job, run])),
  };
}
