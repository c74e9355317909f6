import { DateTime } from 'luxon';
import { describe, expect, it } from 'vitest';
import { fleetDocument, fleetExitCode, fleetSummary } from '#reports/exec-all-summary.ts';
import type { FleetResult } from '#reports/exec-all-summary.ts';

const startedAt = DateTime.fromISO('2026-11-20T22:00:00Z', { zone: 'utc' });
const result: FleetResult = {
  action: 'imagecopywithsnap',
  startedAt,
  finishedAt: startedAt.plus({ hours: 26 }),
  runs: [
    { database: 'orcl', exitCode: 0, startedAt, durationMs: 753_000, message: undefined, warnings: 2, document: { log: '/x.log' } },
    { database: 'warehouse', exitCode: 1, startedAt, durationMs: 90_000_500, message: 'ORA-12541: no\nlistener', warnings: 1, document: undefined },
    { database: 'hr', exitCode: undefined },
  ],
};

describe('the summary of an action on many databases', () => {
  it('has one line for each, in the order of the file', () => {
    expect(fleetSummary(result).split('\n')).toEqual([
      'database   result             duration  exit',
      'orcl       done                0:12:33     0  2 warnings',
      String.raw`warehouse  FAILED       1 day, 1:00:00     1  ORA-12541: no\nlistener`,
      'hr         not started               -     -',
      '3 databases: 1 done, 1 FAILED, 1 not started, in 1 day, 2:00:00',
      '',
    ]);
  });

  it('tells programs the same, times in UTC and durations in seconds', () => {
    expect(fleetDocument(result)).toEqual({
      action: 'imagecopywithsnap',
      startedAt: '2026-11-20T22:00:00.000Z',
      finishedAt: '2026-11-22T00:00:00.000Z',
      durationSeconds: 93_600,
      databases: [
        { database: 'orcl', exitCode: 0, startedAt: '2026-11-20T22:00:00.000Z', durationSeconds: 753, message: null, document: { log: '/x.log' } },
        { database: 'warehouse', exitCode: 1, startedAt: '2026-11-20T22:00:00.000Z', durationSeconds: 90_000.5, message: 'ORA-12541: no\nlistener', document: null },
        { database: 'hr', exitCode: null, startedAt: null, durationSeconds: null, message: null, document: null },
      ],
    });
  });

  it('ends with 1 as soon as one database was not done', () => {
    const [done] = result.runs;

    expect(fleetExitCode({ ...result, runs: done === undefined ? [] : [done] })).toBe(0);
    expect(fleetExitCode({ ...result, runs: result.runs.slice(0, 2) })).toBe(1);
    expect(fleetExitCode({ ...result, runs: result.runs.slice(2) })).toBe(1);
  });
});
