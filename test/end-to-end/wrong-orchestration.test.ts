// The steps of a backup in another order, or with a wrong idea of what a snapshot serves: the judge must notice. The parts are
// the product's own; only their composition is this test's. That of the first test is the product's.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { setFault } from '#lab/faults.ts';
import { dropTablespace } from '#lab/oracle/datafile-administration.ts';
import { setBusy } from '#lab/workload.ts';
import { queryDatabaseTime } from '#oracle/database-facts.ts';
import type { SnapshotRun } from '#workflows/backup/backup-run.ts';
import { archiveUpToNow } from '#workflows/backup/upper-bound.ts';
import { composedBackup, concludeThenRefresh, type Parts } from './composed-backup.ts';
import { allIsWell, inDatabase, openJudgedLab, verdictOfTwoNights } from './judged-lab.ts';
import type { JudgedLab } from './judged-lab.ts';
import type { TestLab } from './test-lab.ts';

let judged: JudgedLab;

beforeAll(async () => {
  judged = await openJudgedLab();
});

afterAll(async () => judged[Symbol.asyncDispose]());

async function verdictWith(parts: Partial<Parts>): Promise<string> {
  return verdictOfTwoNights(judged.lab, async () => composedBackup(judged.lab, parts));
}

/** By age alone, so that after a long pause the newest goes as well. */
async function dropAllThatIsOld({ storage, signal }: SnapshotRun): Promise<void> {
  for (const { id } of await storage.listSnapshots(signal)) await storage.dropSnapshot(id, signal);
}

interface WrongComposition {
  readonly what: string;
  readonly parts: Partial<Parts>;
  /** What else must be so for the mistake to matter. */
  readonly when?: (lab: TestLab) => void | Promise<void>;
  readonly verdict: RegExp;
}

const wrongCompositions: readonly WrongComposition[] = [
  {
    what: 'the control file backed up before the merge',
    // The next run would notice the incrementals that are left, and mend it.
    parts: { refresh: async (run) => concludeThenRefresh(run), finish: async () => undefined },
    verdict: /judge: orcl-\S+: the control file backup knows checkpoint \d+ where data_\S+ has \d+/,
  },
  {
    what: 'the snapshot after the refresh',
    parts: { order: ['describe', 'orphans', 'refresh', 'snapshot'] },
    verdict: /judge: orcl-\S+: RMAN-06556: datafile 1 must be restored from backup older than SCN/,
  },
  {
    what: 'the upper bound read after the log switch',
    parts: { archive: async (run) => archiveUpToNow(run).then(async () => queryDatabaseTime(run.oracle, run.signal)) },
    verdict: /judge: orcl-\S+: redo ends before SCN/,
  },
  {
    what: 'the snapshot before the log switch',
    parts: { archive: async (run) => queryDatabaseTime(run.oracle, run.signal) },
    verdict: /judge: orcl-\S+: redo ends before/,
  },
  {
    what: 'a log that never reached the area',
    parts: { complete: async () => undefined },
    when: ({ directory }) => setFault(directory, { name: 'archive-dest-error', dest: 2, times: 1 }),
    verdict: /judge: orcl-\S+: redo ends before/,
  },
  {
    what: 'the bounds of the ledger swapped',
    parts: { bounds: ({ from, to }) => ({ from: { scn: to.scn, time: to.time }, to: { ...to, ...from } }) },
    verdict: /judge: orcl-\S+: (RMAN-06556|redo ends)/,
  },
  {
    what: 'a lower bound before the copies',
    parts: { bounds: ({ from, to }) => ({ from: { ...from, scn: from.scn - 1n }, to }) },
    verdict: /judge: orcl-\S+: RMAN-06556/,
  },
  {
    what: 'restore parameters written after the snapshot',
    parts: { order: ['snapshot', 'describe', 'orphans', 'refresh'] },
    verdict: /judge: orcl-\S+: its autorestore.cfg has/,
  },
  {
    what: 'copies of dropped datafiles deleted before the snapshot',
    parts: { order: ['orphans', 'describe', 'snapshot', 'refresh'] },
    when: (lab) => inDatabase(lab, (db) => dropTablespace(db, 'history')),
    verdict: /judge: orcl-\S+: there is no image copy of datafile 6/,
  },
  {
    what: 'an interrupted refresh left as it is before the snapshot',
    parts: { finish: async () => undefined },
    when: async (lab) => {
      setFault(lab.directory, { name: 'rman-die', at: 'recover-copy', afterBlocks: 1, times: 1 });
      await lab.icb('backup', 'orcl', 'imagecopywithsnap');
    },
    verdict: /judge: orcl-\S+: (ORA-01195|the control file backup knows checkpoint)/,
  },
  {
    what: 'the newest snapshot expired as well',
    parts: { expire: dropAllThatIsOld },
    verdict: /judge: only 0 recoveries are possible/,
  },
];

describe('two nights', () => {
  it('composed as the product does it leave nothing to complain about', async () => {
    judged.restore();
    setBusy(judged.lab.directory, 1);
    inDatabase(judged.lab, (db) => dropTablespace(db, 'history'));

    expect(await verdictWith({})).toBe(allIsWell);
  });

  it.each(wrongCompositions)('with $what do not pass', async ({ parts, when, verdict }) => {
    judged.restore();
    await when?.(judged.lab);

    expect(await verdictWith(parts)).toMatch(verdict);
  });
});
