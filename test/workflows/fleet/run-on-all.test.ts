import { describe, expect, it } from 'vitest';
import { FleetProgress } from '#workflows/fleet/fleet-progress.ts';
import { runOnAll } from '#workflows/fleet/run-on-all.ts';
import type { RunOnAll } from '#workflows/fleet/run-on-all.ts';
import { fakeClock } from '../../core/fake-clock.ts';

/** Runs that take a minute each and end with the given exit codes. */
async function runAll(exitCodes: Readonly<Record<string, number>>, options: Partial<RunOnAll> = {}) {
  const clock = fakeClock('2026-02-03T12:00:00Z');
  const told: string[] = [];
  const runs = await runOnAll({
    databases: Object.keys(exitCodes),
    jobs: 1,
    failFast: false,
    runOne: async (database) => {
      await clock.sleep(60_000);
      return { exitCode: exitCodes[database] ?? 0, message: undefined, warnings: 0, document: undefined };
    },
    clock,
    tell: (database, sentence) => told.push(`${database}: ${sentence}`),
    progress: new FleetProgress({ databases: 3, jobs: 1, clock }),
    signal: new AbortController().signal,
    ...options,
  });
  return { runs, told };
}

describe('an action on all databases', () => {
  it('goes on after a failure', async () => {
    const { runs, told } = await runAll({ orcl: 0, hr: 2, sales: 0 });

    expect(runs.map(({ database, exitCode }) => [database, exitCode])).toEqual([['orcl', 0], ['hr', 2], ['sales', 0]]);
    expect(runs[1]).toMatchObject({ durationMs: 60_000 });
    expect(told).toEqual(['orcl: starts (1 of 3)', 'orcl: done', 'hr: starts (2 of 3)', 'hr: FAILED with exit code 2', 'sales: starts (3 of 3)', 'sales: done']);
  });

  it('begins no further one after a failure when that is asked for, and lets those under way end', async () => {
    const { runs } = await runAll({ orcl: 1, hr: 0, sales: 0 }, { failFast: true, jobs: 2 });

    expect(runs.map(({ exitCode }) => exitCode)).toEqual([1, 0, undefined]);
  });

  it('begins no further one after a signal', async () => {
    const controller = new AbortController();
    const runOne = async () => {
      controller.abort();
      return { exitCode: 143, message: 'interrupted by SIGTERM', warnings: 0, document: undefined };
    };

    const { runs } = await runAll({ orcl: 0, hr: 0 }, { runOne, signal: controller.signal });

    expect(runs.map(({ exitCode }) => exitCode)).toEqual([143, undefined]);
  });
});
