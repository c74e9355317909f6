// One time axis for all pictures of a page, so that they can be compared: from the oldest thing that is shown, at most five weeks
// ago, until now.
import { DateTime } from 'luxon';
import type { FleetReport } from '../fleet-report.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const longestMs = 35 * dayMs;
const shortestMs = dayMs;
const mostTicks = 8;
const stepsMs = [3 * hourMs, 6 * hourMs, 12 * hourMs, dayMs, 2 * dayMs, 7 * dayMs];

export interface TimeScale {
  readonly start: DateTime;
  readonly end: DateTime;
  /** Where a time is, in percent of the width; what is older stands at the left edge. */
  readonly place: (time: DateTime) => number;
  readonly ticks: readonly { readonly place: number; readonly label: string }[];
}

export function timeScale({ generatedAt, databases }: FleetReport): TimeScale {
  const seen = databases.flatMap(({ snapshots = [], restoreTests = [], window }) => [...snapshots.map(({ createdAt }) => createdAt), ...restoreTests.map(({ startedAt }) => startedAt), ...(window?.from === undefined ? [] : [window.from])]);
  const end = generatedAt.toMillis();
  const oldest = Math.min(end - shortestMs, ...seen.map((time) => time.toMillis()));
  const start = Math.max(end - longestMs, oldest - (end - oldest) * 0.03);
  const percent = (timeMs: number): number => (100 * (Math.min(end, Math.max(start, timeMs)) - start)) / (end - start);
  const stepMs = stepsMs.find((step) => (end - start) / step <= mostTicks) ?? 7 * dayMs;
  const first = Math.ceil(start / stepMs) * stepMs;
  const times = Array.from({ length: Math.max(0, Math.floor((end - first) / stepMs) + 1) }, (_, index) => first + index * stepMs);
  return {
    start: DateTime.fromMillis(start, { zone: 'utc' }),
    end: generatedAt,
    place: (time) => percent(time.toMillis()),
    ticks: times.map((timeMs) => ({ place: percent(timeMs), label: DateTime.fromMillis(timeMs, { zone: 'utc' }).toFormat(stepMs < dayMs ? 'HH:mm' : 'LLL d') })),
  };
}
