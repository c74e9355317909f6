// What became of the databases of one `icb exec-all`, as a table and as JSON.
import type { DateTime } from 'luxon';
import { formatDuration } from '#core/durations.ts';
import { spellOutLine } from '#core/spelled-out.ts';

/** A run that came to its end, whatever that was. */
export interface EndedRun {
  readonly database: string;
  /** 128 + n when signal n killed it. */
  readonly exitCode: number;
  readonly startedAt: DateTime;
  readonly durationMs: number;
  /** What the run gave as the cause of its failure. */
  readonly message: string | undefined;
  /** Log lines that warn: a run that was done may still want somebody to look. */
  readonly warnings: number;
  /** Its JSON document; undefined where none was asked for. */
  readonly document: unknown;
}

export type FleetRun = EndedRun | { readonly database: string; readonly exitCode: undefined };

export interface FleetResult {
  readonly action: string;
  readonly startedAt: DateTime;
  readonly finishedAt: DateTime;
  /** In the order of the configuration file. */
  readonly runs: readonly FleetRun[];
}

/** One line for each database and one for all, each with its line break. */
export function fleetSummary({ runs, startedAt, finishedAt }: FleetResult): string {
  const nameWidth = Math.max('database'.length, ...runs.map(({ database }) => spellOutLine(database).length));
  const durationWidth = Math.max('duration'.length, ...runs.map((run) => durationOf(run).length));
  const row = (...[name, result, duration, exit, message]: readonly [string, string, string, string, string]): string =>
    `${name.padEnd(nameWidth)}  ${result.padEnd(11)}  ${duration.padStart(durationWidth)}  ${exit.padStart(4)}  ${message}`.trimEnd();
  const lines = [
    row('database', 'result', 'duration', 'exit', ''),
    ...runs.map((run) => row(spellOutLine(run.database), resultOf(run), durationOf(run), String(run.exitCode ?? '-'), messageOf(run))),
    totals(runs, finishedAt.diff(startedAt).toMillis()),
  ];
  return `${lines.join('\n')}\n`;
}

/** `3 databases: 1 done, 1 FAILED, 1 not started, in 0:12:35` */
function totals(runs: readonly FleetRun[], durationMs: number): string {
  const count = (wanted: string): number => runs.filter((run) => resultOf(run) === wanted).length;
  const parts = ['done', 'FAILED', 'not started'].flatMap((result) => (count(result) === 0 ? [] : [`${count(result)} ${result}`]));
  return `${runs.length} ${runs.length === 1 ? 'database' : 'databases'}: ${parts.join(', ')}, in ${formatDuration(durationMs)}`;
}

function durationOf(run: FleetRun): string {
  return run.exitCode === undefined ? '-' : formatDuration(run.durationMs);
}

function messageOf(run: FleetRun): string {
  if (run.exitCode === undefined) return '';
  if (run.message !== undefined || run.warnings === 0) return spellOutLine(run.message ?? '');
  return run.warnings === 1 ? '1 warning' : `${run.warnings} warnings`;
}

function resultOf({ exitCode }: FleetRun): string {
  if (exitCode === undefined) return 'not started';
  return exitCode === 0 ? 'done' : 'FAILED';
}

/** Times in UTC, durations in seconds; null for what there is not. */
export function fleetDocument({ action, startedAt, finishedAt, runs }: FleetResult): object {
  return {
    action,
    startedAt: startedAt.toUTC().toISO(),
    finishedAt: finishedAt.toUTC().toISO(),
    durationSeconds: finishedAt.diff(startedAt).toMillis() / 1000,
    databases: runs.map((run) => {
      if (run.exitCode === undefined) return { database: run.database, exitCode: null, startedAt: null, durationSeconds: null, message: null, document: null };
      const { database, exitCode, durationMs, message = null, document = null } = run;
      return { database, exitCode, startedAt: run.startedAt.toUTC().toISO(), durationSeconds: durationMs / 1000, message, document };
    }),
  };
}

/** 0 when every database was done, else 1. */
export function fleetExitCode({ runs }: FleetResult): number {
  return runs.every(({ exitCode }) => exitCode === 0) ? 0 : 1;
}
