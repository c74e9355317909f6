// The report for a terminal of 80 columns: one line for each database, worst first, then what is to be said of those that are
// not well, with the details that do not fit into the line.
import type { DateTime } from 'luxon';
import { spellOutLine } from '#core/spelled-out.ts';
import { wrapText } from '#core/config/wrapped-text.ts';
import { counted } from '#core/counted.ts';
import { utcMinute } from '#core/utc-time.ts';
import { countOf, simulationNotice } from './fleet-report.ts';
import type { DatabaseReport, FleetReport } from './fleet-report.ts';
import type { JobFinding, WindowFinding } from './findings.ts';
import { sizeWords } from './size-words.ts';
import { spanWords } from './span-words.ts';
import { statuses } from './verdict.ts';
import type { Status } from './verdict.ts';

const width = 80;
const colors: Readonly<Record<Status, string>> = { FAILED: '31', UNKNOWN: '35', WARNING: '33', OK: '32' };

export interface TextOptions {
  readonly color: boolean;
  /** Details of databases with which all is well, too: somebody asked for them by name. */
  readonly isThorough: boolean;
}

export function renderText(report: FleetReport, { color, isThorough }: TextOptions): string {
  const paint = (status: Status, text: string): string => (color ? `\u001b[${colors[status]}m${text}\u001b[0m` : text);
  const counts = statuses.flatMap((status) => (countOf(status, report) === 0 ? [] : [paint(status, `${countOf(status, report)} ${status}`)]));
  const heading = `${utcMinute(report.generatedAt)}, ${counted(report.databases.length, 'database')}: ${counts.join(', ') || 'none'}`;
  const notice = simulationNotice(report);
  const rows = report.databases.map((each) => row(each, report.generatedAt));
  const widths = fitting(columns.map((title, index) => Math.max(title.length, ...rows.map((cells) => cells[index]?.length ?? 0))));
  const line = (cells: readonly string[]): string => cells.map((cell, index) => shortened(cell, widths[index] ?? 0)).join('  ').trimEnd();
  const table = rows.map((cells, index) => {
    const status = report.databases[index]?.verdict.status ?? 'OK';
    return line(cells).replace(/^\S+/u, (word) => paint(status, word));
  });
  const detailed = report.databases.filter(({ verdict }) => isThorough || verdict.status !== 'OK');
  return `${[heading, ...(notice === undefined ? [] : [notice]), '', line(columns), ...table, ...detailed.flatMap((each) => details(each, report.generatedAt, paint))].join('\n')}\n`;
}

/** Names of databases give way where a line would be too long. */
function fitting(widths: readonly number[]): readonly number[] {
  const surplus = Math.max(0, widths.reduce((sum, each) => sum + each + 2, -2) - width);
  return widths.with(nameColumn, Math.max(columns[nameColumn].length, (widths[nameColumn] ?? 0) - surplus));
}

function shortened(cell: string, cellWidth: number): string {
  return cell.length > cellWidth ? `${cell.slice(0, cellWidth - 1)}~` : cell.padEnd(cellWidth);
}

const columns = ['VERDICT', 'DATABASE', 'SNAPSHOTS', 'NEWEST', 'RPO', 'RTO', 'TESTED', 'BACKUP'] as const;
const nameColumn = 1;

function row({ verdict, database, snapshots, rpoMs, restoreTimes, restoreTests, backupJob }: DatabaseReport, now: DateTime): string[] {
  const newest = snapshots?.at(-1);
  const [test] = restoreTests ?? [];
  return [
    verdict.status,
    spellOutLine(database),
    snapshots === undefined ? '?' : String(snapshots.length),
    newest === undefined ? '-' : age(newest.createdAt, now),
    rpoMs === undefined ? '?' : brief(rpoMs),
    restoreTimes === undefined ? '-' : brief(restoreTimes.lastSeconds * 1000),
    test === undefined ? '-' : `${age(test.finishedAt, now)}${test.hasPassed ? '' : ' FAIL'}`,
    outcomeOf(backupJob),
  ];
}

function outcomeOf({ lastRun }: JobFinding): string {
  if (lastRun === undefined) return '-';
  return { succeeded: 'good', failed: 'FAIL', running: 'runs', interrupted: 'CUT' }[lastRun.outcome];
}

function details(report: DatabaseReport, now: DateTime, paint: (status: Status, text: string) => string): string[] {
  const remarks = report.verdict.remarks.flatMap(({ reason, hint }) => [
    ...wrapText(spellOutLine(reason), { width, prefix: '    ' }).map((text, index) => (index === 0 ? `  - ${text.slice(4)}` : text)),
    ...(hint === undefined ? [] : wrapText(spellOutLine(hint), { width, prefix: '      ' })),
  ]);
  const facts = [windowWords(report.window), snapshotWords(report), jobWords('backup', report.backupJob, now), jobWords('archived logs', report.archivedLogJob, now), testWords(report, now)];
  return ['', paint(report.verdict.status, spellOutLine(report.database)), ...remarks, ...facts.flatMap((fact) => (fact === '' ? [] : wrapText(spellOutLine(fact), { width, prefix: '    ' })))];
}

function windowWords(window: WindowFinding | undefined): string {
  if (window === undefined) return '';
  const range = window.from === undefined ? `restorable until ${utcMinute(window.until)}` : `restorable from ${utcMinute(window.from)} to ${utcMinute(window.until)}`;
  return range + window.gaps.map(({ from, until, reason }) => `, but for ${utcMinute(from)} to ${utcMinute(until)} (${reason})`).join('');
}

function snapshotWords({ snapshots = [] }: DatabaseReport): string {
  const [oldest, newest] = [snapshots[0], snapshots.at(-1)];
  if (oldest === undefined || newest === undefined) return '';
  const size = newest.totalBytes === undefined ? '' : `, the newest of ${sizeWords(newest.totalBytes)}`;
  return `${counted(snapshots.length, 'snapshot')} from ${utcMinute(oldest.createdAt)} to ${utcMinute(newest.createdAt)}${size}`;
}

function jobWords(what: string, { lastRun, lastFailure, scheduled }: JobFinding, now: DateTime): string {
  const failures = scheduled === undefined || scheduled.runCount === 0 ? '' : `, ${scheduled.failureCount} of ${counted(scheduled.runCount, 'run')} failed`;
  const job = scheduled === undefined ? '' : `, job ${scheduled.name} ${scheduled.state.toLowerCase()}${failures}`;
  if (lastRun === undefined) return job === '' ? '' : `${what}: no run known${job}`;
  const took = lastRun.finishedAt === undefined ? '' : ` within ${spanWords(lastRun.finishedAt.diff(lastRun.startedAt).toMillis())}`;
  const failure = lastFailure === undefined || lastFailure === lastRun ? '' : `, last failure ${utcMinute(lastFailure.startedAt)}`;
  return `${what}: ${lastRun.outcome}${took}, started ${spanWords(now.diff(lastRun.startedAt).toMillis())} ago${failure}${job}`;
}

function testWords({ restoreTests = [], restoreTimes }: DatabaseReport, now: DateTime): string {
  const good = restoreTests.find(({ hasPassed }) => hasPassed);
  const bad = restoreTests.find(({ hasPassed }) => !hasPassed);
  const checked = restoreTests.find(({ blockCheck }) => blockCheck !== undefined);
  const facts = [
    ...(good === undefined ? [] : [`passed ${age(good.finishedAt, now)} ago`]),
    ...(bad === undefined ? [] : [`failed ${age(bad.finishedAt, now)} ago`]),
    ...(checked === undefined ? [] : [`blocks checked ${age(checked.finishedAt, now)} ago: ${checked.blockCheck ?? ''}`]),
    ...(restoreTimes === undefined ? [] : [`on average ${spanWords(restoreTimes.averageSeconds * 1000)}`]),
    ...(restoreTimes?.averageDifferenceSeconds === undefined ? [] : [`${restoreTimes.averageDifferenceSeconds.toFixed(0)} s from the target`]),
  ];
  return facts.length === 0 ? '' : `restore tests: ${facts.join(', ')}`;
}

function age(time: DateTime, now: DateTime): string {
  return brief(now.diff(time).toMillis());
}

/** The largest unit alone, for columns. */
function brief(spanMs: number): string {
  return spanWords(spanMs).replace(/^(-?\d+ \w+) .*$/u, '$1');
}
