import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DateTime } from 'luxon';
import { runWorkload, setBusy } from '#lab/workload.ts';
import { openTestLab, type TestLab } from './test-lab.ts';

const hourMs = 3_600_000;
/** Hours of work before each of the backups: two simulated days. */
const hoursBetweenBackups = [9, 14, 11, 14];
const transactionsPerHour = 12;

/** A lab with two days of work and several backups behind it; other sessions went on during each of them. */
export async function openTwoDays(): Promise<TestLab> {
  const lab = await openTestLab(tickingTime());
  await backup(lab, 'config');
  await backup(lab, 'imagecopywithsnap');
  setBusy(lab.directory, 1);
  for (const hours of hoursBetweenBackups) {
    const { directory, clock } = lab;
    runWorkload(directory, { transactions: hours * transactionsPerHour, spreadOverMs: hours * hourMs, switchEvery: 25, seed: hours, clock });
    await backup(lab, 'imagecopywithsnap');
  }
  setBusy(lab.directory, 0);
  return lab;
}

/** The first and the last second that can be restored, as the ledger has them: recovery until a time excludes it. */
export function servedRange({ area }: TestLab): { readonly first: DateTime; readonly last: DateTime } {
  const lines = readFileSync(join(area, 'snapshots.jsonl'), 'utf8').trimEnd().split('\n');
  const bounds = lines.map((line) => JSON.parse(line) as { readonly lowerTime: string; readonly upperTime: string });
  return { first: instant(bounds[0]?.lowerTime).plus({ seconds: 1 }), last: instant(bounds.at(-1)?.upperTime) };
}

function instant(text: string | undefined): DateTime {
  return DateTime.fromISO(text ?? '', { zone: 'utc' });
}

/** Time that goes on a little with every look at it: what a backup does takes time, and always the same. */
function tickingTime(): { readonly now: () => DateTime<true> } {
  let looks = 0;
  return {
    now() {
      looks += 1;
      return DateTime.fromMillis(Date.UTC(2026, 1, 3, 12) + looks * 60, { zone: 'utc' }) as DateTime<true>;
    },
  };
}

async function backup(lab: TestLab, action: string): Promise<void> {
  const { exitCode, stdout, stderr } = await lab.icb('backup', 'orcl', action);
  if (exitCode !== 0) throw new Error(stdout + stderr);
}
