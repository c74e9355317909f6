// A lab database with two redo threads, as a RAC has them.

import { describe, expect, it } from 'vitest';
import { databaseKinds } from '#lab/database-kind.ts';
import { readArchivedLog } from '#lab/oracle/redo/archived-logs.ts';
import { archiveLogCurrent, switchLog } from '#lab/oracle/redo/log-switch.ts';
import { currentScn, copyAllDatafiles, linesOf, openTestDatabase, recovered, recoveryAreaLogs, work } from './test-database.ts';

const rac = databaseKinds['19c-rac'];

interface Log {
  readonly thread: number;
  readonly sequence: number;
  readonly first_change: number;
  readonly next_change: number;
}

const logsByThread = 'select thread, sequence, first_change, next_change from archived_log order by thread, sequence';

describe('two redo threads', () => {
  it('law 2: each has sequences of its own, and each of its logs starts where the one before it ends', () => {
    using test = openTestDatabase(rac);
    work(test.db, 8);
    switchLog(test.db, 2);
    work(test.db, 8, 2);
    archiveLogCurrent(test.db);

    const logs = test.db.sql.all<Log>(logsByThread);

    expect(logs.map(({ thread, sequence }) => [thread, sequence])).toEqual([[1, 1], [2, 1], [2, 2]]);
    expect(logs[2]?.first_change).toBe(logs[1]?.next_change);
  });

  it('law 2: a log holds redo of its own thread only', () => {
    using test = openTestDatabase(rac);
    work(test.db, 20);
    archiveLogCurrent(test.db);

    const threads = recoveryAreaLogs(test.db).map((path) => {
      const { header, records } = readArchivedLog(path);
      return [header.thread, [...new Set(records.map(({ thread }) => thread))]] as const;
    });

    expect(new Map(threads)).toEqual(new Map([[1, [1]], [2, [2]]]));
  });

  it('law 4: archiving the current log switches every open thread', () => {
    using test = openTestDatabase(rac);

    archiveLogCurrent(test.db);

    expect(test.db.sql.all('select thread, current_sequence as sequence from redo_thread order by thread')).toEqual([{ thread: 1, sequence: 2 }, { thread: 2, sequence: 2 }]);
  });

  it('law 33: recovery applies the redo of both in the order of their SCNs', () => {
    using test = openTestDatabase(rac);
    const copies = copyAllDatafiles(test);
    work(test.db, 30);
    const until = { scn: currentScn(test.db) + 1 };
    archiveLogCurrent(test.db);

    const both = recovered(test, { copies, logs: recoveryAreaLogs(test.db), until });

    expect(both.outcome.missing).toBeUndefined();
    expect(both.rows().length).toBeGreaterThan(5);
  });

  it('law 33: recovery ends where the first of them ends', () => {
    using test = openTestDatabase(rac);
    const copies = copyAllDatafiles(test);
    work(test.db, 10);
    switchLog(test.db, 2);
    work(test.db, 10, 2);
    const until = { scn: currentScn(test.db) + 1 };
    archiveLogCurrent(test.db);
    const last = test.db.sql.one<{ name: string }>('select name from archived_log where thread = 2 order by sequence desc');
    const logs = recoveryAreaLogs(test.db).filter((path) => path !== test.db.files.path(last.name));

    expect(recovered(test, { copies, logs, until }).outcome.missing).toMatchObject({ thread: 2, sequence: 2 });
  });

  it('law 33: a gap in one of them is named with its thread', () => {
    using test = openTestDatabase(rac);
    const copies = copyAllDatafiles(test);
    for (const seed of [1, 2, 3]) {
      work(test.db, 10, seed);
      archiveLogCurrent(test.db);
    }
    const lost = test.db.sql.one<{ name: string }>('select name from archived_log where thread = 2 and sequence = 2');
    const logs = recoveryAreaLogs(test.db).filter((path) => path !== test.db.files.path(lost.name));

    expect(linesOf(() => recovered(test, { copies, logs, until: { scn: currentScn(test.db) } }))).toEqual([
      expect.stringContaining('RMAN-06053'),
      expect.stringMatching(/thread 2 with sequence 2/u),
    ]);
  });
});
