import { expect, it } from 'vitest';
import { restorableWindow } from '#retention/restorable-window.ts';
import type { SnapshotBounds } from '#retention/snapshot-bounds.ts';
import { sample, utc } from './snapshot-samples.ts';

function bounds(created: string, [lower, upper]: readonly [string, string], changes: Partial<SnapshotBounds> = {}): SnapshotBounds {
  return { snapshotId: sample(created).id, lowerScn: 1n, upperScn: 2n, lowerTime: utc(lower), upperTime: utc(upper), resetlogsId: '1', dbid: '1', ...changes };
}

const [first, second, third] = ['2024-03-01 02:00:00', '2024-03-02 02:00:00', '2024-03-09 02:00:00'];
const ranges = { first: ['2024-02-29 02:10:00', first], second: ['2024-03-01 02:10:00', second], third: ['2024-03-08 02:10:00', third] } as const;
const snapshots = [third, first, second].map((created) => sample(created));

it('reaches from the first second of the oldest snapshot to the end of the newest, refresh windows included', () => {
  const window = restorableWindow([sample(first), sample(second)], [bounds(first, ranges.first), bounds(second, ranges.second)], 2);

  expect(window).toEqual({ from: utc('2024-02-29 02:10:01'), until: utc(second), gaps: [] });
});

it('is none without snapshots, and open to the past where the oldest has no bounds', () => {
  expect(restorableWindow([], [])).toBeUndefined();
  expect(restorableWindow([sample(first)], [])).toEqual({ from: undefined, until: utc(first), gaps: [] });
});

it('has a gap where redo was lost', () => {
  const { gaps } = restorableWindow([sample(first), sample(second)], [bounds(first, ranges.first, { redoLost: true }), bounds(second, ranges.second)]) ?? {};

  expect(gaps).toEqual([{ from: utc(first), until: utc('2024-03-01 02:10:01'), why: 'lost', reason: 'an archived log was lost' }]);
});

it.each([
  [2, [{ from: utc(second), until: utc('2024-03-08 02:10:01'), why: 'expired', reason: 'the snapshots in between have expired' }]],
  [7, []],
])('has a gap where snapshots have expired and their redo is gone: archived logs kept for %d days', (days, expected) => {
  const window = restorableWindow(snapshots, [bounds(first, ranges.first), bounds(second, ranges.second), bounds(third, ranges.third)], days);

  expect(window?.gaps).toEqual(expected);
});

it('goes by the redo in them where the storage system, whose clock was set back, dates a later snapshot before an earlier one', () => {
  const earlier = bounds(third, ['2024-03-01 02:10:00', '2024-03-02 02:00:00'], { lowerScn: 3n, upperScn: 4n });
  const later = bounds(second, ['2024-03-02 02:10:00', '2024-03-03 02:00:00'], { lowerScn: 5n, upperScn: 6n });

  const window = restorableWindow(snapshots, [bounds(first, ranges.first), earlier, { ...later, redoLost: true }], 2);

  expect(window).toEqual({ from: utc('2024-02-29 02:10:01'), until: utc('2024-03-03 02:00:00'), gaps: [] });
});
