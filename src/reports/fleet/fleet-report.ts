import type { DateTime } from 'luxon';
import type { DatabaseFindings, RestoreTestFinding } from './findings.ts';
import { judge, statuses } from './verdict.ts';
import type { Status, Verdict } from './verdict.ts';

/** What is known of all databases at one time, with a verdict on each. */
export interface FleetReport {
  readonly generatedAt: DateTime;
  readonly host: string;
  readonly icbVersion: string;
  /** Worst first, then by name. */
  readonly databases: readonly DatabaseReport[];
}

export interface DatabaseReport extends DatabaseFindings {
  readonly verdict: Verdict;
  /** What a lost server would take along. */
  readonly rpoMs: number | undefined;
  readonly restoreTimes: RestoreTimes | undefined;
}

/** Measured by restore tests that passed. */
export interface RestoreTimes {
  readonly lastSeconds: number;
  readonly averageSeconds: number;
  readonly longestSeconds: number;
  /** Undefined where no test compared the times. */
  readonly averageDifferenceSeconds: number | undefined;
}

export function fleetReport(findings: readonly DatabaseFindings[], about: Omit<FleetReport, 'databases'>): FleetReport {
  const databases = findings.map((each) => databaseReport(each, about.generatedAt));
  return { ...about, databases: databases.toSorted(worstFirst) };
}

export function countOf(status: Status, { databases }: FleetReport): number {
  return databases.filter(({ verdict }) => verdict.status === status).length;
}

/** Whether the report ends with exit code 1. */
export function isBad(report: FleetReport): boolean {
  return countOf('FAILED', report) + countOf('UNKNOWN', report) > 0;
}

function databaseReport(findings: DatabaseFindings, now: DateTime): DatabaseReport {
  const { redoEnd, restoreTests } = findings;
  return {
    ...findings,
    verdict: judge(findings, now),
    rpoMs: redoEnd === undefined ? undefined : Math.max(0, now.diff(redoEnd.time).toMillis()),
    restoreTimes: restoreTimes((restoreTests ?? []).filter(({ hasPassed }) => hasPassed)),
  };
}

function restoreTimes(passed: readonly RestoreTestFinding[]): RestoreTimes | undefined {
  const [last] = passed;
  if (last === undefined) return undefined;
  const durations = passed.map(({ durationSeconds }) => durationSeconds);
  const differences = passed.flatMap(({ differenceSeconds }) => differenceSeconds ?? []);
  return {
    lastSeconds: last.durationSeconds,
    averageSeconds: average(durations),
    longestSeconds: Math.max(...durations),
    averageDifferenceSeconds: differences.length === 0 ? undefined : average(differences),
  };
}

function average(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
}

function worstFirst(one: DatabaseReport, other: DatabaseReport): number {
  const rank = ({ verdict }: DatabaseReport): number => statuses.indexOf(verdict.status);
  return rank(one) - rank(other) || (one.database < other.database ? -1 : 1);
}

/** Undefined where no restore test ran on a simulation. */
export function simulationNotice({ databases }: FleetReport): string | undefined {
  const isSimulation = databases.some(({ restoreTests = [] }) => restoreTests.some((test) => test.isSimulation));
  return isSimulation ? 'Simulation: restore tests in this report ran on software that says it is one.' : undefined;
}
