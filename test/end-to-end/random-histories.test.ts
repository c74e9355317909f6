// Properties that hold after any history. Each seed is a history of its own, the same every time. `npm test` lives through a
// few; ICB_HISTORIES=100-299 in the environment lets these tests live through as many as one likes.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { proveRefreshWindows, proveSnapshots } from '#lab/proof.ts';
import { SavedLab } from './lab-run.ts';
import { RandomHistory } from './random-history.ts';
import { openTestLab } from './test-lab.ts';
import type { TestLab } from './test-lab.ts';

const [firstSeed = 1, lastSeed = firstSeed] = (process.env['ICB_HISTORIES'] ?? '1-2').split('-').map(Number);
const seeds = Array.from({ length: lastSeed - firstSeed + 1 }, (_, index) => firstSeed + index);
const days = 5;

let lab: TestLab;
let configured: SavedLab;

beforeAll(async () => {
  lab = await openTestLab();
  await lab.icb('backup', 'orcl', 'config');
  configured = new SavedLab(lab);
});

afterAll(async () => {
  configured[Symbol.dispose]();
  await lab[Symbol.asyncDispose]();
});

describe('after a random history', () => {
  it.each(seeds)('(seed %i) everything promised can be recovered, and no time is left out', async (seed) => {
    configured.restore();
    const history = new RandomHistory(lab, seed);
    await history.live(days);

    try {
      requireGoodEnd(history);
      requireSeamlessLedger(history);
      requireRightRows();
    } catch (error) {
      throw new Error(`${error instanceof Error ? error.message : String(error)}\nhistory of seed ${seed}:\n${history.trace.join('\n')}`, { cause: error });
    }
  });
});

/** Without faults a run succeeds, whatever was before, and the last one's snapshot serves all that was committed before it. */
function requireGoodEnd(history: RandomHistory): void {
  const lastRuns = history.runs.slice(-2);
  const failed = lastRuns.find(({ succeeded }) => !succeeded);
  if (failed !== undefined) throw new Error(`a run without faults failed:\n${failed.output}`);
  expect(Number(history.ledger().at(-1)?.upperScn)).toBeGreaterThanOrEqual(lastRuns[1]?.scnBefore ?? Infinity);
}

/** After a refresh that succeeded a snapshot's range begins within that run: after the range of the earlier snapshot, not later than its end. */
function requireSeamlessLedger(history: RandomHistory): void {
  const ledger = history.ledger();
  for (const [index, run] of history.runs.entries()) {
    const before = history.runs[index - 1];
    const line = ledger[run.snapshots - 1];
    if (before === undefined || line === undefined || run.snapshots === before.snapshots) continue;
    const lower = Number(line.lowerScn);
    expect(lower).toBeLessThan(Number(line.upperScn));
    if (!before.succeeded) continue;
    expect(lower).toBeLessThanOrEqual(before.scnAfter);
    expect(lower).toBeGreaterThanOrEqual(Number(ledger[before.snapshots - 1]?.upperScn ?? 0));
  }
}

/** Each snapshot within its range, and each pair of snapshots in the refresh window between them. */
function requireRightRows(): void {
  const { directory, area } = lab;
  const proofs = [...proveSnapshots(directory, area, { pointsBetween: 2 }), ...proveRefreshWindows(directory, area, { pointsBetween: 2 })];
  expect(proofs.length).toBeGreaterThan(0);
  expect(proofs.filter(({ differences }) => differences > 0)).toEqual([]);
}
