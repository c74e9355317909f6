import { describe, expect, it } from 'vitest';
import { snapshotAge } from '#retention/snapshot-age.ts';
import { type Sample, sample, utc } from './snapshot-samples.ts';

const HOUR_MS = 3_600_000;
const limits = { warningAgeMs: 26 * HOUR_MS, criticalAgeMs: 32 * HOUR_MS };
const now = utc('2024-04-01 12:00:00');

describe('the age of the latest snapshot', () => {
  it.each([
    ['2024-04-01 11:56:03', 'OK', 237_000],
    ['2024-03-31 10:00:00', 'OK', 26 * HOUR_MS],
    ['2024-03-31 09:59:59', 'WARNING', 26 * HOUR_MS + 1000],
    ['2024-03-31 04:00:00', 'WARNING', 32 * HOUR_MS],
    ['2024-03-31 03:59:59', 'CRITICAL', 32 * HOUR_MS + 1000],
    ['2024-04-01 12:00:00', 'OK', 0],
    // A clock a little ahead of ours is no cause for alarm.
    ['2024-04-01 12:01:00', 'OK', -60_000],
  ])('taken at %s is %s', (createdAt, status, ageMs) => {
    const verdict = snapshotAge([sample('2024-03-01'), sample(createdAt), sample('2024-03-02')], now, limits);

    expect(verdict).toEqual({ status, ageMs, snapshot: sample(createdAt), reason: undefined });
  });

  it('is not known when the snapshot is dated in the future', () => {
    const verdict = snapshotAge([sample('2024-04-01 11:00:00'), sample('2024-04-01 12:01:01')], now, limits);

    expect(verdict).toMatchObject({ status: 'WARNING', ageMs: -61_000, reason: 'the latest snapshot is dated in the future' });
  });

  it('is critical when behind a snapshot of the future no new ones have come', () => {
    const verdict = snapshotAge([sample('2024-03-01 12:00:00'), sample('2024-03-31 03:00:00'), sample('2036-01-01')], now, limits);

    expect(verdict).toMatchObject({ status: 'CRITICAL', reason: 'the latest snapshot is dated in the future, and the one before is 1 day, 9:00:00 old' });
  });

  it('is critical when there is none', () => {
    const verdict = snapshotAge<Sample>([], now, limits);

    expect(verdict).toEqual({ status: 'CRITICAL', snapshot: undefined, ageMs: undefined, reason: 'there is no snapshot' });
  });
});
