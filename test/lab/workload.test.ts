import { describe, expect, it } from 'vitest';
import { readJournal, rowsByJournal } from '#lab/oracle/journal.ts';
import { runJob } from '#lab/oracle/backup/block-job.ts';
import { beginDatafileCopy } from '#lab/oracle/backup/datafile-copy-job.ts';
import { readRows, smonScnTimes } from '#lab/oracle/rows.ts';
import { backgroundActivity, runWorkload, setBusy } from '#lab/workload.ts';
import { openTestDatabase } from './oracle/test-database.ts';

const hourMs = 3_600_000;

describe('workload', () => {
  it('leaves exactly the rows that the journal says', () => {
    using test = openTestDatabase();
    const { clock, labDir } = test;

    const result = runWorkload(labDir, { transactions: 300, seed: 5, clock });

    expect(readRows(test.reopen())).toEqual(rowsByJournal(labDir));
    expect(readJournal(labDir)).toHaveLength(300);
    expect(result).toMatchObject({ committed: 300, scn: readJournal(labDir).at(-1)?.scn, logSwitches: 0 });
  });

  it('inserts, updates and deletes', () => {
    using test = openTestDatabase();
    runWorkload(test.labDir, { transactions: 300, seed: 5, clock: test.clock });

    const changes = readJournal(test.labDir).flatMap((entry) => entry.changes);
    const puts = changes.filter(({ action }) => action === 'put');

    expect(changes.length - puts.length).toBeGreaterThan(20);
    expect(puts.length - new Set(puts.map(({ key }) => key)).size).toBeGreaterThan(20);
  });

  it('does the same for the same seed, something else without one', () => {
    const texts = [5, 5, undefined].map((seed) => {
      using test = openTestDatabase();
      const { labDir, clock } = test;
      runWorkload(labDir, { transactions: 20, clock, ...(seed === undefined ? {} : { seed }) });
      return readJournal(labDir).map(({ changes }) => changes);
    });

    expect(texts[1]).toEqual(texts[0]);
    expect(texts[2]).not.toEqual(texts[0]);
  });

  it('spreads commits over lab time, during which SMON goes on', () => {
    using test = openTestDatabase();
    runWorkload(test.labDir, { transactions: 60, seed: 5, spreadOverMs: hourMs, clock: test.clock });

    const times = readJournal(test.labDir).map(({ time }) => time);

    expect([times[0], times.at(-1)]).toEqual(['2026-02-03 12:01:00', '2026-02-03 13:00:00']);
    expect(smonScnTimes(test.reopen())).toHaveLength(12);
  });

  it('switches logs as often as wanted', () => {
    using test = openTestDatabase();

    const { logSwitches } = runWorkload(test.labDir, { transactions: 60, seed: 5, switchEvery: 20, clock: test.clock });

    expect(logSwitches).toBe(3);
  });

  it('commits between the steps of long work when the database is busy, and nothing when it is quiet', () => {
    using test = openTestDatabase();
    const { db, area, labDir } = test;
    const entries = (): number => readJournal(labDir).length;
    backgroundActivity(db);
    const quiet = entries();
    setBusy(labDir, 3);
    const job = beginDatafileCopy(db, { file: 4, path: `${area}/copy`, tag: 't' });
    job.step(db, 10);

    backgroundActivity(db);
    const { fuzzyChange } = runJob(db, job);

    expect([quiet, entries()]).toEqual([0, 3]);
    expect(fuzzyChange).not.toBeNull();
    expect(readRows(db)).toEqual(rowsByJournal(labDir));
  });
});
