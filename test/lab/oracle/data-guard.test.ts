import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DateTime } from 'luxon';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { databaseKinds, type DatabaseKind } from '#lab/database-kind.ts';
import { clearFault, setFault } from '#lab/faults.ts';
import { openLabClock, type LabClock } from '#lab/lab-clock.ts';
import { createDatabase } from '#lab/oracle/create-database.ts';
import { createStandby } from '#lab/oracle/data-guard/create-standby.ts';
import type { LabDatabase } from '#lab/oracle/database.ts';
import { createPluggableDatabase } from '#lab/oracle/create-pluggable-database.ts';
import { createTablespace } from '#lab/oracle/datafile-administration.ts';
import { activateStandby, openResetlogs as openRestoredResetlogs } from '#lab/oracle/instance/open.ts';
import { archiveLogCurrent, switchLog } from '#lab/oracle/redo/log-switch.ts';
import { openDatabase } from '#lab/oracle/open-database.ts';
import { openResetlogs } from '#lab/oracle/instance/open-resetlogs.ts';
import { setParameter } from '#lab/oracle/parameters.ts';
import { readRows } from '#lab/oracle/rows.ts';
import { failOver, switchOver } from '#lab/oracle/data-guard/role-transitions.ts';
import { currentScn, linesOf, work } from './test-database.ts';

let labDir: string;
let clock: LabClock;

beforeEach(() => {
  labDir = mkdtempSync(join(tmpdir(), 'icb-data-guard-'));
  for (const folder of ['world', 'dbhost/fast_recovery_area', 'area']) mkdirSync(join(labDir, folder), { recursive: true });
  const noon = DateTime.fromISO('2026-02-03T12:00:00', { zone: 'local' }).toUTC() as DateTime<true>;
  clock = openLabClock(labDir, { now: () => noon });
  createPair('prim', 'stby', databaseKinds['19c-dataguard']);
});

afterEach(() => rmSync(labDir, { recursive: true }));

function createPair(primary: string, standby: string, kind: DatabaseKind): void {
  createDatabase(labDir, { name: primary, dbName: 'orcl', dbid: 1_433_672_784, kind, seed: 1, clock });
  createStandby(labDir, { primary, name: standby, dbName: 'orcl', kind, clock });
}

function at<Result>(name: string, look: (db: LabDatabase) => Result): Result {
  using db = openDatabase(labDir, name, clock);
  return look(db);
}

function changeAndArchive(): void {
  at('prim', (db) => {
    work(db, 5);
    archiveLogCurrent(db);
  });
}

const sequences = (db: LabDatabase, where = '1 = 1'): number[] =>
  db.sql.all<{ sequence: number }>(`select distinct sequence from archived_log where ${where} order by sequence`).map(({ sequence }) => sequence);

const sentLogs = (): unknown => at('prim', (db) => db.sql.all("select distinct name, applied from archived_log where dest_id in (select dest_id from archive_dest where target = 'STANDBY')"));
const datafiles = (db: LabDatabase): unknown => db.sql.all('select file, creation_change, con_id from datafile order by file');
const incarnation = (db: LabDatabase): unknown => db.sql.get('select resetlogs_id from database');

describe('redo transport', () => {
  it('law 3: brings a standby what was archived, and nothing of the current log', () => {
    changeAndArchive();
    const archived = at('stby', readRows);
    at('prim', (db) => work(db, 5, 2));

    expect(at('stby', readRows)).toEqual(archived);
    expect(at('prim', readRows)).not.toEqual(archived);
    at('prim', archiveLogCurrent);
    expect(at('stby', readRows)).toEqual(at('prim', readRows));
  });

  it('law 5: is a row of its own at the primary, which says whether the log was applied', () => {
    setFault(labDir, { name: 'redo-apply-stopped' });
    changeAndArchive();

    const before = sentLogs();
    clearFault(labDir);

    expect(before).toEqual([{ name: 'stby', applied: 'NO' }]);
    expect(sentLogs()).toEqual([{ name: 'stby', applied: 'YES' }]);
  });

  it('law 4: uses destinations of the standby whose VALID_FOR is for what it receives', () => {
    const folders = ['online', 'primary', 'standby', 'all'].map((name) => join(labDir, 'area', name));
    for (const folder of folders) mkdirSync(folder);
    at('stby', (db) => {
      for (const [index, validFor] of ['(ONLINE_LOGFILES,ALL_ROLES)', '(ALL_LOGFILES,PRIMARY_ROLE)', '(STANDBY_LOGFILES,STANDBY_ROLE)', '(ALL_LOGFILES,ALL_ROLES)'].entries()) {
        setParameter(db, `log_archive_dest_${index + 3}`, `LOCATION=${folders[index] ?? ''}/ OPTIONAL VALID_FOR=${validFor}`);
      }
    });

    changeAndArchive();

    at('stby', () => expect(folders.map((folder) => readdirSync(folder).length > 0)).toEqual([false, false, true, true]));
  });

  it('law 4: that does not get through holds nothing up at the primary, and makes up for it later', () => {
    setFault(labDir, { name: 'redo-transport-error' });
    changeAndArchive();
    const status = (): unknown => at('prim', (db) => db.sql.get("select status, error from archive_dest where target = 'STANDBY'"));

    const broken = { status: status(), received: at('stby', sequences) };
    clearFault(labDir);

    expect(broken).toEqual({ status: { status: 'ERROR', error: 'ORA-12541: TNS:no listener' }, received: [] });
    expect(at('stby', (db) => sequences(db))).toEqual(at('prim', (db) => sequences(db, 'dest_id = 1')));
    expect(status()).toEqual({ status: 'VALID', error: null });
  });

  it('is late by as much as is wanted', () => {
    setFault(labDir, { name: 'redo-transport-lag', seconds: 90 });
    changeAndArchive();
    const atOnce = at('stby', (db) => sequences(db));
    clock.advance(90_000);

    expect(atOnce).toEqual([]);
    expect(at('stby', (db) => sequences(db))).not.toEqual([]);
  });

  it('leaves a gap where the primary has lost a log, at which apply stops', () => {
    setFault(labDir, { name: 'redo-transport-error' });
    for (let log = 1; log <= 3; log += 1) changeAndArchive();
    const [, lost = 0, after = 0] = at('prim', (db) => {
      const known = sequences(db, 'dest_id = 1');
      for (const { name } of db.sql.all<{ name: string }>('select name from archived_log where sequence = ? and name is not null', known[1] ?? 0)) rmSync(db.files.path(name), { force: true });
      return known;
    });
    clearFault(labDir);

    at('stby', (db) => {
      expect(sequences(db)).not.toContain(lost);
      expect(sequences(db)).toContain(after);
      expect(sequences(db, "applied = 'YES'")).toEqual([lost - 1]);
    });
  });
});

describe('managed recovery', () => {
  it('law 32: makes the datafiles of which the redo tells, under names of the standby', () => {
    at('prim', (db) => createTablespace(db, 'history', 20));
    changeAndArchive();

    const names = at('stby', (db) => db.sql.all<{ name: string }>('select name from datafile order by file').map(({ name }) => name));

    expect(names).toHaveLength(6);
    expect(names.filter((name) => !name.includes('/STBY/'))).toEqual([]);
    expect(at('stby', readRows)).toEqual(at('prim', readRows));
  });

  it('law 33: goes as far as the redo thread that ends first', () => {
    createPair('rac', 'racstby', { ...databaseKinds['19c-rac'], dataGuard: 'primary' });
    at('rac', (db) => {
      work(db, 6);
      archiveLogCurrent(db);
    });
    const both = at('racstby', readRows);
    at('rac', (db) => {
      work(db, 6, 2);
      switchLog(db, 1);
    });
    const one = { rows: at('racstby', readRows), received: at('racstby', (db) => sequences(db, 'thread = 1')).length };
    at('rac', archiveLogCurrent);

    expect(one).toEqual({ rows: both, received: 2 });
    expect(at('racstby', readRows)).toEqual(at('rac', readRows));
    expect(at('racstby', readRows)).not.toEqual(both);
  });

  it('law 38: makes a pluggable database that the primary has made', () => {
    createPair('cdb', 'cdbstby', { ...databaseKinds['19c-cdb'], dataGuard: 'primary' });
    at('cdb', (db) => {
      createPluggableDatabase(db, 'PDB9');
      work(db, 6);
      archiveLogCurrent(db);
    });

    expect(at('cdbstby', datafiles)).toEqual(at('cdb', datafiles));
    expect(at('cdbstby', readRows)).toEqual(at('cdb', readRows));
  });

  it('law 32: stops at a datafile it is not to make', () => {
    at('stby', (db) => setParameter(db, 'standby_file_management', 'MANUAL'));
    at('prim', (db) => createTablespace(db, 'history', 20));
    changeAndArchive();

    const applied = at('stby', (db) => db.sql.all("select 1 from archived_log where applied = 'YES'"));
    at('stby', (db) => setParameter(db, 'standby_file_management', 'AUTO'));

    expect(applied).toEqual([]);
    expect(at('stby', readRows)).toEqual(at('prim', readRows));
  });

  it('law 2: goes on into a new incarnation that began at or after what was applied', () => {
    changeAndArchive();
    clock.advance(1000);
    at('prim', openResetlogs);
    changeAndArchive();

    expect(at('stby', incarnation)).toEqual(at('prim', incarnation));
    expect(at('stby', readRows)).toEqual(at('prim', readRows));
  });
});

describe('roles', () => {
  it('law 34: a standby is not opened with RESETLOGS, and a primary not activated', () => {
    expect(at('stby', (db) => linesOf(() => openRestoredResetlogs(db)))).toEqual(['ORA-01666: control file is for a standby database']);
    at('prim', (db) => db.sql.run("update database set open_mode = 'MOUNTED'"));
    expect(at('prim', (db) => linesOf(() => activateStandby(db)))).toEqual(['ORA-01665: control file is not a standby control file']);
  });

  it('law 2: change by a switchover within one incarnation, SCNs and sequences going on', () => {
    changeAndArchive();
    const scn = at('prim', currentScn);
    using prim = openDatabase(labDir, 'prim', clock);
    using stby = openDatabase(labDir, 'stby', clock);

    switchOver(prim, stby);
    work(stby, 5, 3);
    archiveLogCurrent(stby);

    expect(currentScn(stby)).toBeGreaterThan(scn);
    expect(at('prim', readRows)).toEqual(readRows(stby));
    expect(at('prim', (db) => sequences(db))).toEqual(sequences(stby));
  });

  it('do not change as long as a log has not been applied', () => {
    setFault(labDir, { name: 'redo-apply-stopped' });
    using prim = openDatabase(labDir, 'prim', clock);
    using stby = openDatabase(labDir, 'stby', clock);

    expect(linesOf(() => switchOver(prim, stby))).toEqual(['ORA-16467: switchover target is not synchronized']);
  });

  it('law 2: change by a failover into a new incarnation, whatever the former primary does', () => {
    changeAndArchive();
    using prim = openDatabase(labDir, 'prim', clock);
    using stby = openDatabase(labDir, 'stby', clock);
    clock.advance(1000);

    failOver(prim, stby);
    work(stby, 5, 3);
    archiveLogCurrent(stby);
    work(prim, 5, 4);
    archiveLogCurrent(prim);

    expect(at('stby', readRows)).not.toEqual(at('prim', readRows));
    expect(at('stby', (db) => db.sql.all('select status from incarnation order by incarnation'))).toEqual([{ status: 'PARENT' }, { status: 'CURRENT' }]);
  });
});
