// Backups taken at a physical standby: what comes from elsewhere may come late, or not at all, and roles change.

import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { DateTime } from 'luxon';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { clearFault, setFault } from '#lab/faults.ts';
import type { LabDatabase } from '#lab/oracle/database.ts';
import { createTablespace } from '#lab/oracle/datafile-administration.ts';
import { archiveLogCurrent } from '#lab/oracle/redo/log-switch.ts';
import { openDatabase } from '#lab/oracle/open-database.ts';
import { openResetlogs } from '#lab/oracle/instance/open-resetlogs.ts';
import { setParameter } from '#lab/oracle/parameters.ts';
import { failOver, switchOver } from '#lab/oracle/data-guard/role-transitions.ts';
import { proveSnapshots } from '#lab/proof.ts';
import { withWorldLock } from '#lab/world-lock.ts';
import { backup, expectRecovery, filesOf, leftovers, openFailingLab, rewrite, snapshotsOf, withImageCopy, work } from './failing-lab.ts';
import type { FailingLab } from './failing-lab.ts';
import type { Outcome, TestLab } from './test-lab.ts';

let failing: FailingLab;
let lab: TestLab;

beforeAll(async () => {
  failing = await openFailingLab(withImageCopy, 'orcl:19c-standby');
  ({ lab } = failing);
});
afterAll(async () => failing[Symbol.asyncDispose]());
beforeEach(() => failing.reset());

function inDatabases(work: (orcl: LabDatabase, other: LabDatabase) => void): void {
  withWorldLock(lab.directory, () => {
    using orcl = openDatabase(lab.directory, 'orcl', lab.clock);
    using other = openDatabase(lab.directory, 'orcl_prim', lab.clock);
    work(orcl, other);
  });
}

async function restoreTo(target: DateTime, ...options: string[]): Promise<Outcome> {
  mkdirSync(join(lab.directory, 'pit'));
  rewrite(lab, 'backup.cfg', /^autorestorecatalog:.*\n/mu, '');
  const words = ['restore', 'orcl', '--to', target.toUTC().toISO() ?? '', '--sid', 'pit', '--mount', join(lab.directory, 'pit'), ...options, '--yes'];
  return await lab.icbIn({ env: { AUTORESTORE_SAFE_SANDBOX: 'TRUE' } }, ...words);
}

describe('roles that change between two backups', () => {
  it('make the standby a primary that switches its own logs, and a standby again', async () => {
    inDatabases((_, other) => createTablespace(other, 'history', 20));
    inDatabases((orcl, other) => switchOver(other, orcl));
    work(lab);
    const asPrimary = await backup(lab);
    const acrossRoles = await restoreTo(lab.clock.now().minus({ seconds: 30 }));
    work(lab);
    inDatabases((orcl, other) => switchOver(orcl, other));
    work(lab);
    const asStandby = await backup(lab);

    expect(asPrimary).toMatchObject({ exitCode: 0, stderr: '' });
    expect(asPrimary.stdout).toContain('orcl is the primary now: primarytns ORCL_PRIM is for when it is a standby; config sets');
    expect(acrossRoles).toMatchObject({ exitCode: 0, stderr: '' });
    expect(asStandby).toMatchObject({ exitCode: 0, stderr: '' });
    expect(asStandby.stdout).toContain('orcl is a physical standby of orcl_prim');
    expect(proveSnapshots(lab.directory, lab.area, { pointsBetween: 2 }).filter(({ differences }) => differences > 0)).toEqual([]);
    expect(snapshotsOf(lab)).toHaveLength(3);
  });
});

it('goes on with its image copy when a failover has made the standby the primary', async () => {
  rewrite(lab, 'backup.cfg', /^primarytns:.*/m, 'primarytns: ORCL_GONE');
  inDatabases((_, other) => archiveLogCurrent(other));
  inDatabases((orcl, other) => failOver(other, orcl));
  work(lab);

  const ending = await backup(lab);

  expect(ending).toMatchObject({ exitCode: 0, stderr: '' });
  expect(ending.stdout).toContain('copied in full: 0');
  await expectRecovery(lab);
});

it('follows its primary into a new incarnation', async () => {
  inDatabases((_, other) => openResetlogs(other));
  work(lab);

  const ending = await backup(lab);

  expect(ending).toMatchObject({ exitCode: 0, stderr: '' });
  expect(ending.stdout).toContain('copied in full: 0');
  await expectRecovery(lab);
});

describe('redo that is late', () => {
  it('is waited for', async () => {
    setFault(lab.directory, { name: 'redo-transport-lag', seconds: 90 });

    const ending = await backup(lab);

    expect(ending).toMatchObject({ exitCode: 0, stderr: '' });
    expect(ending.stdout).toMatch(/waiting for redo transport from ORCL_PRIM to orcl: redo up to SCN \d+ has not arrived yet/);
    expect(ending.stdout).toMatch(/orcl has received the redo after/);
    await expectRecovery(lab);
  });

  it('is not waited for without end: what has come is backed up, and the run fails', async () => {
    setFault(lab.directory, { name: 'redo-transport-lag', seconds: 3_600 });

    const ending = await backup(lab);

    expect(ending.exitCode).toBe(1);
    expect(ending.sentence).toMatch(/^icb: orcl: the primary's redo from SCN \d+ on, thread 1 sequence \d+, has not come to this standby: redo transport did not deliver within 0:05:00$/);
    expect(ending.remedy).toContain('nothing is lost as long as the primary keeps its archived logs');
    await expectRecovery(lab);
  });

  it('is not waited for where the primary says that it cannot deliver', async () => {
    setFault(lab.directory, { name: 'redo-transport-error' });
    const before = lab.clock.now();

    const ending = await backup(lab);

    expect(ending.exitCode).toBe(1);
    expect(ending.sentence).toMatch(/has not come to this standby: log_archive_dest_2 of the primary is ERROR \(ORA-12541: TNS:no listener\)$/);
    expect(lab.clock.now().diff(before).as('minutes')).toBeLessThan(1);
    await expectRecovery(lab);
  });

  it('and arrives but is not applied leaves the image copy where it is, which is said', async () => {
    setFault(lab.directory, { name: 'redo-apply-stopped' });
    // What the previous backup archived in the end is applied already.
    await backup(lab);
    work(lab);

    const ending = await backup(lab);

    expect(ending).toMatchObject({ exitCode: 0 });
    expect(ending.stdout).toMatch(/WARNING.*this standby has applied no redo since the previous backup: the image copy stays/);
    await expectRecovery(lab);
  });
});

describe('a primary that cannot be asked', () => {
  it('stops the run before anything is touched', async () => {
    setFault(lab.directory, { name: 'login-error', code: 'ORA-12541', to: 'ORCL_PRIM' });
    const before = filesOf(lab);

    const ending = await backup(lab);

    expect(ending).toMatchObject({ exitCode: 1, sentence: 'icb: orcl: log in at the primary and ask what database that is: SQL*Plus could not log in to /@ORCL_PRIM: ORA-12541: TNS:no listener' });
    expect(filesOf(lab)).toEqual(before);
    expect(leftovers(lab)).toEqual([]);
  });

  it('does not keep an archived log from being put back into the area', async () => {
    setFault(lab.directory, { name: 'login-error', code: 'ORA-12541', to: 'ORCL_PRIM' });
    const [log = ''] = readdirSync(join(lab.area, 'archivelog')).toSorted().toReversed();
    rmSync(join(lab.area, 'archivelog', log));

    const ending = await backup(lab, 'missingarchlog');

    expect(ending.exitCode).toBe(0);
    expect(ending.stdout).toMatch(/WARNING.*RMAN-06820: WARNING: failed to archive current log at primary database/);
    expect(readdirSync(join(lab.area, 'archivelog'))).toContain(log);
  });

  it('does not keep anybody from validating what there is', async () => {
    setFault(lab.directory, { name: 'login-error', code: 'ORA-12541', to: 'ORCL_PRIM' });

    const ending = await backup(lab, 'validatebackup');

    expect(ending.exitCode).toBe(0);
    expect(ending.stdout).toMatch(/WARNING.*the primary ORCL_PRIM cannot be asked; this action goes on without it/);
  });

  it.each([
    ['is not named', /^primarytns:.*\n/m, '', 'orcl is a physical standby, and the configuration does not say where its primary is'],
    ['is the standby itself', /^primarytns:.*/m, 'primarytns: ORCL', 'primarytns ORCL leads to orcl, whose role is PHYSICAL STANDBY: it is not the primary of orcl'],
  ])('because it %s is a matter of configuration', async (_, from, to, sentence) => {
    rewrite(lab, 'backup.cfg', from, to);

    const ending = await backup(lab);

    expect(ending).toMatchObject({ exitCode: 2, sentence: `icb: ${sentence}` });
    expect(ending.remedy).toContain('primarytns in [orcl]');
  });
});

it('opens a restored copy for use as a primary of its own, datafiles that only redo knows included', async () => {
  inDatabases((_, other) => createTablespace(other, 'history', 20));
  work(lab);
  await backup(lab);

  const restored = await restoreTo(lab.clock.now().minus({ seconds: 30 }), '--open', 'resetlogs');

  expect(restored).toMatchObject({ exitCode: 0, stderr: '' });
  expect(restored.stdout).toContain('The copy is open for reading and writing.');
});

describe('a primary with a standby', () => {
  it('keeps archived logs beyond the recovery window until the standby has applied them', async () => {
    await using primary = await openFailingLab(withImageCopy, 'orcl:19c-dataguard');
    const { lab: own } = primary;
    setFault(own.directory, { name: 'redo-apply-stopped' });
    work(own);
    const held = Math.max(...sequencesIn(own));
    own.clock.advance(3 * 86_400_000);

    const meanwhile = await backup(own);
    const keptMeanwhile = sequencesIn(own);
    clearFault(own.directory);
    const afterwards = await backup(own);

    expect(meanwhile).toMatchObject({ exitCode: 0 });
    expect(meanwhile.stdout).toMatch(/WARNING.*RMAN-08120: warning: archived log not deleted, not yet applied by standby/);
    expect(keptMeanwhile).toContain(held);
    expect(afterwards).toMatchObject({ exitCode: 0, stderr: '' });
    expect(sequencesIn(own)).not.toContain(held);
  });

  it('is told where its settings would lose what a standby needs', async () => {
    await using primary = await openFailingLab(undefined, 'orcl:19c-dataguard');
    const { lab: own } = primary;
    withWorldLock(own.directory, () => {
      using db = openDatabase(own.directory, 'orcl', own.clock);
      setParameter(db, 'log_archive_dest_state_2', 'DEFER');
    });

    const deferred = await backup(own, 'config');
    rewrite(own, 'backup.cfg', 'hasdataguard: true', 'hasdataguard: false');
    const unset = await backup(own, 'config');

    expect(deferred.stdout).toMatch(/WARNING.*redo does not reach a standby: log_archive_dest_2 of the primary is DEFERRED/);
    expect(deferred.stdout).toContain('after a switchover orcl is a standby: set primarytns in [orcl]');
    expect(unset.stdout).toMatch(/WARNING.*log_archive_dest_2 ships redo to another database, but hasdataguard is false/);
  });
});

function sequencesIn({ area }: TestLab): readonly number[] {
  return readdirSync(join(area, 'archivelog')).map((name) => Number(name.split('_')[1]));
}
