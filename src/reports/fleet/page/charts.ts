// How restore durations, differences and snapshots develop.
import { utcMinute } from '#core/utc-time.ts';
import { sizeWords } from '../size-words.ts';
import { html } from '../../html.ts';
import type { Html } from '../../html.ts';
import type { RestoreTestFinding, SnapshotFinding } from '../findings.ts';
import type { DatabaseReport } from '../fleet-report.ts';
import { chart } from './chart.ts';
import type { Point } from './chart.ts';
import type { TimeScale } from './time-scale.ts';
import { durationWords } from './words.ts';

/** Nothing where there is nothing to compare yet. */
export function charts(report: DatabaseReport, scale: TimeScale): Html {
  const { restoreTests = [], snapshots = [] } = report;
  const tests = restoreTests.filter(({ startedAt }) => startedAt >= scale.start).toReversed();
  const recent = snapshots.filter(({ createdAt }) => createdAt >= scale.start);
  const shown = [durations(report, tests, scale), differences(tests, scale), growth(recent, scale)];
  return shown.every((each) => each === undefined) ? html`` : html`<div class="charts">${shown.filter((each) => each !== undefined)}</div>`;
}

function durations({ restoreTimes }: DatabaseReport, tests: readonly RestoreTestFinding[], scale: TimeScale): Html | undefined {
  const points = tests.map(durationOf);
  if (points.length === 0) return undefined;
  const most = Math.max(1, ...points.map(({ value }) => value));
  const summary = restoreTimes === undefined ? 'none passed' : `last ${durationWords(restoreTimes.lastSeconds)}, average ${durationWords(restoreTimes.averageSeconds)}`;
  return chart({
    caption: 'Restore duration',
    summary,
    scale,
    range: [0, most * 1.25],
    marks: [{ value: most, label: durationWords(most) }],
    series: [
      { kind: 'stems', look: 'blue', points: tests.filter(({ hasPassed }) => hasPassed).map(durationOf) },
      { kind: 'stems', look: 'red', points: tests.filter(({ hasPassed }) => !hasPassed).map(durationOf) },
    ],
  });
}

function durationOf({ startedAt, durationSeconds, hasPassed }: RestoreTestFinding): Point {
  return { time: startedAt, value: durationSeconds, title: `${utcMinute(startedAt)}: ${hasPassed ? 'restored' : 'failed'} within ${durationWords(durationSeconds)}` };
}

function differences(tests: readonly RestoreTestFinding[], scale: TimeScale): Html | undefined {
  const compared = tests.flatMap(({ startedAt, differenceSeconds: value, toleranceSeconds }) => (value === undefined ? [] : [{ time: startedAt, value, toleranceSeconds, title: `${utcMinute(startedAt)}: ${seconds(value)}` }]));
  const last = compared.at(-1);
  if (last === undefined) return undefined;
  const largest = Math.max(...compared.map(({ value }) => Math.abs(value)));
  const tolerance = Math.max(...compared.map((each) => each.toleranceSeconds));
  // A tolerance far away from all points would press them into one line.
  const reach = Math.max(5, largest * 1.3, largest > tolerance / 2 ? tolerance * 1.2 : 0);
  const isWithin = ({ value, toleranceSeconds }: (typeof compared)[number]): boolean => Math.abs(value) <= toleranceSeconds;
  return chart({
    caption: 'Verified minus target',
    summary: `last ${seconds(last.value)}, allowed ±${durationWords(tolerance)}`,
    scale,
    range: [-reach, reach],
    marks: [{ value: 0, label: '0' }, { value: reach * 0.75, label: seconds(Math.round(reach * 0.75)) }, { value: -reach * 0.75, label: seconds(-Math.round(reach * 0.75)) }],
    band: [-Math.min(tolerance, reach), Math.min(tolerance, reach)],
    series: [
      { kind: 'dots', look: 'green', points: compared.filter(isWithin) },
      { kind: 'dots', look: 'red', points: compared.filter((each) => !isWithin(each)) },
    ],
  });
}

function growth(snapshots: readonly SnapshotFinding[], scale: TimeScale): Html | undefined {
  const pointsOf = (bytesOf: (snapshot: SnapshotFinding) => number | undefined, what: string): Point[] =>
    snapshots.flatMap((snapshot) => {
      const value = bytesOf(snapshot);
      return value === undefined ? [] : [{ time: snapshot.createdAt, value, title: `${snapshot.id}: ${sizeWords(value)} ${what}` }];
    });
  const total = pointsOf(({ totalBytes }) => totalBytes, 'in all');
  const [first, last] = [total[0], total.at(-1)];
  if (first === undefined || last === undefined) return undefined;
  const most = Math.max(1, ...total.map(({ value }) => value));
  const unique = pointsOf(({ uniqueBytes }) => uniqueBytes, 'of its own');
  const size = total.length === 1 ? sizeWords(last.value) : `${sizeWords(first.value)} → ${sizeWords(last.value)}`;
  const own = unique.at(-1);
  return chart({
    caption: 'Size of snapshots',
    summary: own === undefined ? size : `${size}, below: ${sizeWords(own.value)} of its own`,
    scale,
    range: [0, most * 1.25],
    marks: [{ value: most, label: sizeWords(most) }],
    series: [{ kind: 'line', look: 'blue', points: total }, { kind: 'line', look: 'grey', points: unique }],
  });
}

/** With its sign: `+4 s`, `−25 min`, `0 s`. */
function seconds(value: number): string {
  if (value === 0) return '0 s';
  return `${value < 0 ? '−' : '+'}${durationWords(Math.abs(value))}`;
}
