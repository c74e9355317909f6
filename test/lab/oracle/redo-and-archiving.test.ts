import { appendFileSync, existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { setFault } from '#lab/faults.ts';
import { archiveDestinations } from '#lab/oracle/redo/archive-destinations.ts';
import { copyArchivedLog, readArchivedLog, type ArchivedLog } from '#lab/oracle/redo/archived-logs.ts';
import { databaseTime, nextScn, type LabDatabase } from '#lab/oracle/database.ts';
import { datafiles } from '#lab/oracle/datafiles.ts';
import { readJournal } from '#lab/oracle/journal.ts';
import { archiveLogCurrent, switchLog } from '#lab/oracle/redo/log-switch.ts';
import { currentLog } from '#lab/oracle/redo/online-logs.ts';
import { openResetlogs } from '#lab/oracle/instance/open-resetlogs.ts';
import { setParameter } from '#lab/oracle/parameters.ts';
import { readRows, smonScnTimes } from '#lab/oracle/rows.ts';
import { archivedLogsIn, archiveIntoArea, copyAllDatafiles, currentScn, linesOf, openTestDatabase, recovered, recoveryAreaLogs, work } from './test-database.ts';

function archivedLogs(db: LabDatabase, destination = 1): readonly ArchivedLog[] {
  return db.sql.all<ArchivedLog>('select * from archived_log where dest_id = ? order by recid', destination);
}

describe('SCN and time', () => {
  it('law 1: the SCN only grows, by every commit and by being asked', () => {
    using test = openTestDatabase();
    const asked = [nextScn(test.db), nextScn(test.db)];
    work(test.db, 20);

    const committed = readJournal(test.labDir).map(({ scn }) => scn);

    expect(asked[1]).toBeGreaterThan(asked[0] ?? 0);
    expect(committed).toEqual([...new Set(committed)].toSorted((one, other) => one - other));
    expect(committed[0]).toBeGreaterThan(asked[1] ?? 0);
  });

  it("law 1: times are the host's local time without zone, to the second", () => {
    using test = openTestDatabase();
    test.clock.advance(90_400);

    expect(databaseTime(test.db)).toBe('2026-02-03 12:01:30');
  });

  it('gives archived logs the time of the lab, as the file server would', () => {
    using test = openTestDatabase();
    const folder = archiveIntoArea(test);
    test.clock.advance(3_600_000);

    archiveLogCurrent(test.db);

    expect(archivedLogsIn(folder).map((file) => statSync(file).mtime.toISOString())).toEqual([test.clock.now().toUTC().toISO()]);
  });

  it('law 6: SMON_SCN_TIME advances every five minutes, not every second', () => {
    using test = openTestDatabase();

    const newest = [299, 1, 200, 3600].map((seconds) => {
      test.clock.advance(seconds * 1000);
      return smonScnTimes(test.reopen())[0]?.time_dp;
    });

    expect(newest).toEqual([undefined, '2026-02-03 12:05:00', '2026-02-03 12:05:00', '2026-02-03 13:05:00']);
  });

  it('law 6: a long pause leaves the newest rows, with growing SCNs', () => {
    using test = openTestDatabase();
    test.clock.advance(40 * 86_400_000);

    const rows = smonScnTimes(test.reopen());

    expect(rows[0]?.time_dp).toBe('2026-03-15 12:00:00');
    expect(rows.map(({ scn }) => scn)).toEqual(rows.map(({ scn }) => scn).toSorted((one, other) => other - one));
  });
});

describe('redo', () => {
  it('law 2: each log starts where the one before it ends, in SCN and in time', () => {
    using test = openTestDatabase();
    for (const seed of [1, 2, 3]) {
      work(test.db, 5, seed);
      test.clock.advance(60_000);
      switchLog(test.db);
    }

    const logs = archivedLogs(test.db);

    expect(logs.map(({ sequence }) => sequence)).toEqual([1, 2, 3]);
    expect(logs.slice(1).map(({ first_change, first_time }) => [first_change, first_time])).toEqual(
      logs.slice(0, -1).map(({ next_change, next_time }) => [next_change, next_time]),
    );
  });

  it('law 2: a log holds the changes from its first SCN on and before its next', () => {
    using test = openTestDatabase();
    work(test.db, 10);
    switchLog(test.db);
    work(test.db, 10, 2);
    switchLog(test.db);

    for (const { name, first_change, next_change } of archivedLogs(test.db)) {
      const scns = readArchivedLog(test.db.files.path(name ?? '')).records.map(({ scn }) => scn);
      expect(Math.min(...scns)).toBeGreaterThanOrEqual(first_change);
      expect(Math.max(...scns)).toBeLessThan(next_change);
    }
  });

  it('law 2: after open resetlogs sequences start at 1 under a new RESETLOGS_ID', () => {
    using test = openTestDatabase();
    switchLog(test.db);
    test.clock.advance(1000);
    openResetlogs(test.db);
    switchLog(test.db);

    const logs = archivedLogs(test.db);

    expect(logs.map(({ sequence }) => sequence)).toEqual([1, 2, 1]);
    expect(logs[2]?.resetlogs_id).toBe((logs[0]?.resetlogs_id ?? 0) + 1);
    expect(logs[2]?.first_change).toBe(logs[2]?.resetlogs_change);
  });

  it('law 3: redo of the current log is nowhere else until it is switched and archived', () => {
    using test = openTestDatabase();
    const copies = copyAllDatafiles(test);
    work(test.db, 10);
    const until = { scn: nextScn(test.db) };

    const before = recovered(test, { copies, logs: recoveryAreaLogs(test.db), until });
    archiveLogCurrent(test.db);
    const after = recovered(test, { copies, logs: recoveryAreaLogs(test.db), until });

    expect(before.outcome.missing).toBeDefined();
    expect(before.rows()).toEqual([]);
    expect(after.outcome.missing).toBeUndefined();
    expect(after.rows().length).toBeGreaterThan(0);
  });

  it('switches by itself when a log is full', () => {
    using test = openTestDatabase();
    test.db.sql.run('update online_log set bytes = 4096');

    work(test.db, 60);

    expect(archivedLogs(test.db).length).toBeGreaterThan(1);
  });
});

describe('archiving', () => {
  it('writes files of as many blocks as V$ARCHIVED_LOG says, and a header block', () => {
    using test = openTestDatabase();
    work(test.db, 10);
    archiveLogCurrent(test.db);

    const [log] = archivedLogs(test.db);

    expect(statSync(test.db.files.path(log?.name ?? '')).size).toBe(((log?.blocks ?? 0) + 1) * 512);
    expect(log?.name).toMatch(/\/fast_recovery_area\/ORCL\/archivelog\/2026_02_03\/o1_mf_1_1_\w{8}_\.arc$/);
  });

  it('law 4: a failing optional destination keeps a hole and its error, and the command succeeds', () => {
    using test = openTestDatabase();
    const folder = archiveIntoArea(test, 'OPTIONAL');
    setFault(test.labDir, { name: 'archive-dest-error', dest: 2, times: 1 });
    archiveLogCurrent(test.db);

    const destination = archiveDestinations(test.db)[1];

    expect(archivedLogsIn(folder)).toEqual([]);
    expect(archivedLogs(test.db).length).toBe(1);
    expect(destination).toMatchObject({ dest_id: 2, status: 'ERROR', error: expect.stringContaining('ORA-19504') as string });
  });

  it('law 4: a failed destination is tried again after REOPEN seconds, the logs of that time stay missing there', () => {
    using test = openTestDatabase();
    archiveIntoArea(test);
    setFault(test.labDir, { name: 'archive-dest-error', dest: 2, times: 1 });
    for (const seconds of [0, 299, 1]) {
      test.clock.advance(seconds * 1000);
      archiveLogCurrent(test.db);
    }

    expect(archivedLogs(test.db, 2).map(({ sequence }) => sequence)).toEqual([3]);
    expect(archiveDestinations(test.db)[1]).toMatchObject({ status: 'VALID', error: null });
  });

  it('law 4: setting the state of a failed destination makes it usable at once', () => {
    using test = openTestDatabase();
    archiveIntoArea(test);
    setFault(test.labDir, { name: 'archive-dest-error', dest: 2, times: 1 });
    archiveLogCurrent(test.db);
    setParameter(test.db, 'log_archive_dest_state_2', 'enable');
    archiveLogCurrent(test.db);

    expect(archivedLogs(test.db, 2).map(({ sequence }) => sequence)).toEqual([2]);
  });

  it('law 4: setting one destination does not forget the failure of another', () => {
    using test = openTestDatabase();
    archiveIntoArea(test);
    setFault(test.labDir, { name: 'archive-dest-error', dest: 2, times: 1 });
    archiveLogCurrent(test.db);

    setParameter(test.db, 'log_archive_dest_3', `LOCATION=${test.area}`);

    expect(archiveDestinations(test.db).map(({ dest_id, status }) => [dest_id, status])).toEqual([
      [1, 'VALID'],
      [2, 'ERROR'],
      [3, 'VALID'],
    ]);
  });

  it.each([
    ['deferred', 'defer', 'DEFERRED'],
    ['alternate', 'alternate', 'ALTERNATE'],
  ])('law 4: a destination that is %s gets nothing and holds nothing up', (_what, state, status) => {
    using test = openTestDatabase();
    const folder = archiveIntoArea(test, 'MANDATORY');
    setParameter(test.db, 'log_archive_dest_state_2', state);

    archiveLogCurrent(test.db);

    expect(archiveDestinations(test.db)[1]?.status).toBe(status);
    expect(archivedLogsIn(folder)).toEqual([]);
    expect(archivedLogs(test.db, 1)).toHaveLength(1);
  });

  it('law 4: a destination whose folder is gone fails like one that was made to fail', () => {
    using test = openTestDatabase();
    const folder = archiveIntoArea(test);
    rmSync(folder, { recursive: true });

    archiveLogCurrent(test.db);

    expect(archiveDestinations(test.db)[1]?.status).toBe('ERROR');
    expect(existsSync(folder)).toBe(false);
  });

  it('law 4: a failing mandatory destination fails the command, and at last holds up every commit', () => {
    using test = openTestDatabase();
    archiveIntoArea(test, 'MANDATORY');
    setFault(test.labDir, { name: 'archive-dest-error', dest: 2, stack: 'ORA-19809: limit exceeded for recovery files' });

    const command = linesOf(() => archiveLogCurrent(test.db));
    switchLog(test.db);
    const wrapped = linesOf(() => switchLog(test.db));
    test.db.sql.run('update online_log set bytes = 0');
    test.clock.advance(3_600_000);
    test.reopen();
    const commit = linesOf(() => work(test.db, 1));

    expect(command).toEqual(['ORA-16038: log 1 sequence# 1 cannot be archived', 'ORA-19809: limit exceeded for recovery files', expect.stringContaining('ORA-00312')]);
    expect(wrapped[0]).toContain('ORA-00257');
    expect(commit).toEqual(wrapped);
  });

  it('law 4: logs that waited for a mandatory destination are archived when it is back', () => {
    using test = openTestDatabase();
    archiveIntoArea(test, 'MANDATORY REOPEN=0');
    setFault(test.labDir, { name: 'archive-dest-error', dest: 2, times: 2 });
    linesOf(() => archiveLogCurrent(test.db));

    archiveLogCurrent(test.db);

    expect(archivedLogs(test.db, 2).map(({ sequence }) => sequence)).toEqual([1, 2]);
    expect(archivedLogs(test.db, 1).map(({ sequence }) => sequence)).toEqual([1, 2]);
  });

  it('law 5: V$ARCHIVED_LOG has a row for each log and destination, whatever happens to the file', () => {
    using test = openTestDatabase();
    archiveIntoArea(test);
    archiveLogCurrent(test.db);
    rmSync(archivedLogs(test.db, 2)[0]?.name ?? '');

    const rows = test.db.sql.all('select dest_id, thread, sequence, status, deleted from archived_log order by recid');

    expect(rows).toMatchObject([
      { dest_id: 1, thread: 1, sequence: 1, status: 'A', deleted: 'NO' },
      { dest_id: 2, thread: 1, sequence: 1, status: 'A', deleted: 'NO' },
    ]);
  });

  it('law 5: an RMAN copy of a log is one more row', () => {
    using test = openTestDatabase();
    work(test.db, 3);
    archiveLogCurrent(test.db);
    const [original] = archivedLogs(test.db);

    const copy = copyArchivedLog(test.db, original as ArchivedLog, `${test.area}/copy.dbf`);

    expect(copy).toMatchObject({ sequence: 1, dest_id: 0, creator: 'RMAN' });
    expect(readFileSync(`${test.area}/copy.dbf`)).toEqual(readFileSync(test.db.files.path(original?.name ?? '')));
  });

  it('law 23: a log that is recorded and gone from disk is ORA-19625 with ORA-27037', () => {
    using test = openTestDatabase();
    archiveLogCurrent(test.db);
    const [log] = archivedLogs(test.db);
    rmSync(test.db.files.path(log?.name ?? ''));

    const lines = linesOf(() => copyArchivedLog(test.db, log as ArchivedLog, `${test.area}/copy.dbf`));

    expect(lines[0]).toBe(`ORA-19625: error identifying file ${log?.name ?? ''}`);
    expect(lines[1]).toBe('ORA-27037: unable to obtain file status');
  });

  it('forgets the implicit recovery area destination once another is set', () => {
    using test = openTestDatabase();
    const folder = archiveIntoArea(test);
    setParameter(test.db, 'log_archive_dest_1', '');

    const destinations = archiveDestinations(test.db);

    expect(destinations.map(({ dest_id, destination }) => [dest_id, destination])).toEqual([[2, `${folder}/`]]);
  });

  it('refuses a destination whose folder is not there, as Oracle does', () => {
    using test = openTestDatabase();

    const lines = linesOf(() => setParameter(test.db, 'log_archive_dest_2', 'LOCATION=/nowhere/at/all OPTIONAL'));

    expect(lines.join('\n')).toContain('ORA-16032: parameter LOG_ARCHIVE_DEST_2 destination string cannot be translated');
  });
});

describe('a killed process', () => {
  it('has committed what is in the redo log: the next step rolls it forward', () => {
    using test = openTestDatabase();
    work(test.db, 5);
    const files = [...datafiles(test.db).map(({ name }) => test.db.files.path(name)), join(test.labDir, 'world', 'orcl.journal.jsonl')];
    const contents = files.map((name) => readFileSync(name));
    test.db.sql.run('begin');
    work(test.db, 5, 2);
    const [scn, journal, rows] = [currentScn(test.db), readJournal(test.labDir), readRows(test.db)];
    test.db.sql.run('rollback');
    for (const [index, name] of files.entries()) writeFileSync(name, contents[index] ?? '');

    const db = test.reopen();

    expect(currentScn(db)).toBe(scn);
    expect(readRows(db)).toEqual(rows);
    expect(readJournal(test.labDir)).toEqual(journal);
  });

  it('leaves redo that was cut off: the part of a record is no commit', () => {
    using test = openTestDatabase();
    work(test.db, 5);
    const scn = currentScn(test.db);
    appendFileSync(test.db.files.path(currentLog(test.db).member), Buffer.alloc(30, 1));

    const db = test.reopen();
    work(db, 5, 2);
    archiveLogCurrent(db);

    expect(currentScn(db)).toBeGreaterThan(scn);
    expect(readArchivedLog(db.files.path(archivedLogs(db)[0]?.name ?? '')).records.length).toBeGreaterThan(9);
  });
});
