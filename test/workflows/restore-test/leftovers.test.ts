import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DateTime } from 'luxon';
import { describe, expect, it } from 'vitest';
import type { ProcessIdentity } from '#core/process-identity.ts';
import type { Clone } from '#storage/snap-handler.ts';
import { clearLeftovers, type LeftoverSurroundings } from '#workflows/restore-test/leftovers.ts';
import { journaledDatabases, readTestJournal, removeTestJournal, writeTestJournal, type JournaledTest } from '#workflows/restore-test/test-journal.ts';
import { fakeClock } from '../../core/fake-clock.ts';
import { recordedLog } from '../../core/recorded-log.ts';
import { temporaryFolder } from '../../core/temporary-folder.ts';
import { fakeClones } from './fake-clones.ts';

const self: ProcessIdentity = { host: 'restore1', machineId: 'm', bootId: 'b', pidNamespace: 'n', pid: 2, startTicks: '20' };
const started = DateTime.fromISO('2026-11-21T02:00:00Z', { zone: 'utc' }) as DateTime<true>;

function testIn(folder: string, changes: Partial<JournaledTest> = {}): JournaledTest {
  return {
    database: 'orcl',
    startedAt: started,
    logFile: '/log/orcl.log',
    process: { ...self, pid: 1, startTicks: '10' },
    oracleHome: '/u01/dbhome',
    scratchFolder: '/scratch',
    mountPoint: join(folder, 'mnt'),
    sid: 'ORCLX1',
    snapshot: { id: 'orcl-1', createdAt: started },
    cloneName: 'autorestore',
    mountSource: 'filer:/export/autorestore',
    hasInstance: true,
    ...changes,
  };
}

function openSite(folder: string, changes: Partial<LeftoverSurroundings> = {}, clones: Clone[] = [{ name: 'autorestore', origin: 'orcl-1', mountPoint: '/x' }]) {
  const mountPoint = join(folder, 'mnt');
  mkdirSync(mountPoint);
  const fake = fakeClones(clones);
  const steps: string[] = [];
  let isMounted = true;
  const surroundings: LeftoverSurroundings = {
    settings: { mountCommand: ['/site/mount'], unmountCommand: ['/site/umount'], requireMount: true },
    openStorage: async () => fake.storage,
    shutDown: async ({ sid }) => steps.push(`shutdown ${sid}`) > 0,
    launch: async ({ program }) => {
      steps.push(program);
      isMounted = false;
      return { exitCode: 0 };
    },
    log: recordedLog(),
    clock: fakeClock('2026-11-22T02:00:00Z'),
    self,
    processTable: { look: () => 'gone' },
    signal: new AbortController().signal,
    readMounts: () => (isMounted ? [{ mountPoint, fileSystem: 'nfs4', source: 'filer:/export/autorestore' }] : []),
    ...changes,
  };
  return { surroundings, clones: fake.clones, steps };
}

describe('the journal of a restore test', () => {
  it('is read as it was written, and is gone when removed', async () => {
    using folder = temporaryFolder();
    const test = testIn(folder.path);

    await writeTestJournal(folder.path, test);

    expect(await journaledDatabases(folder.path)).toEqual(['orcl']);
    expect(readTestJournal(folder.path, 'orcl')).toEqual(test);
    await removeTestJournal(folder.path, 'orcl');
    await removeTestJournal(folder.path, 'orcl');
    expect(readTestJournal(folder.path, 'orcl')).toBeUndefined();
    expect(await journaledDatabases(folder.path)).toEqual([]);
  });

  it('need not know the snapshot yet', async () => {
    using folder = temporaryFolder();
    const test = testIn(folder.path, { snapshot: undefined, cloneName: undefined, mountSource: undefined, hasInstance: undefined });

    await writeTestJournal(folder.path, test);

    expect(readTestJournal(folder.path, 'orcl')).toEqual(test);
  });

  it.each(['', '{}', 'null', '{"database":'])('is told to be damaged: %j', (text) => {
    using folder = temporaryFolder();
    writeFileSync(join(folder.path, 'running-test.orcl.json'), text);

    expect(() => readTestJournal(folder.path, 'orcl')).toThrow(`cannot be read: ${folder.path}/running-test.orcl.json: it is damaged`);
  });
});

describe('leftovers of a killed restore test', () => {
  it('are cleared in reverse order', async () => {
    using folder = temporaryFolder();
    const { surroundings, clones, steps } = openSite(folder.path);

    const outcome = await clearLeftovers(testIn(folder.path), surroundings);

    expect(outcome).toEqual({ cleared: ['instance ORCLX1', `mount ${folder.path}/mnt`, 'clone autorestore'], remaining: [] });
    expect(steps).toEqual(['shutdown ORCLX1', '/site/umount']);
    expect(clones).toEqual([]);
  });

  it('are only what the test had begun to make', async () => {
    using folder = temporaryFolder();
    const { surroundings, clones, steps } = openSite(folder.path);

    const outcome = await clearLeftovers(testIn(folder.path, { cloneName: undefined, mountSource: undefined, hasInstance: undefined }), surroundings);

    expect(outcome).toEqual({ cleared: [], remaining: [] });
    expect(steps).toEqual([]);
    expect(clones).toHaveLength(1);
  });

  it('are not said to be cleared when they were not there', async () => {
    using folder = temporaryFolder();
    const { surroundings } = openSite(folder.path, { shutDown: async () => false, readMounts: () => [] }, []);

    const outcome = await clearLeftovers(testIn(folder.path), surroundings);

    expect(outcome).toEqual({ cleared: [], remaining: [] });
  });

  it('begin with the program that outlived its icb', async () => {
    using folder = temporaryFolder();
    const signals: string[] = [];
    const alive = { look: (pid: number) => (pid === 7 && signals.length < 2 ? { startTicks: '12' } : 'gone') } as const;
    const { surroundings, steps } = openSite(folder.path, { processTable: alive, endGroup: (leader, signalName) => signals.push(`${signalName} ${leader}`) });

    const outcome = await clearLeftovers(testIn(folder.path, { program: { program: '/u01/dbhome/bin/rman', pid: 7, startTicks: '12' } }), surroundings);

    expect(signals).toEqual(['SIGTERM 7', 'SIGKILL 7']);
    expect(outcome.cleared).toEqual(['process 7 (/u01/dbhome/bin/rman)', 'instance ORCLX1', `mount ${folder.path}/mnt`, 'clone autorestore']);
    expect(steps).toHaveLength(2);
  });

  it('are not touched while that program does not end', async () => {
    using folder = temporaryFolder();
    const processTable = { look: (pid: number) => (pid === 7 ? { startTicks: '12' } : 'gone') } as const;
    const { surroundings, steps, clones } = openSite(folder.path, { processTable, endGroup: () => undefined });

    const outcome = await clearLeftovers(testIn(folder.path, { program: { program: '/bin/mount', pid: 7, startTicks: '12' } }), surroundings);

    expect(outcome).toEqual({ cleared: [], remaining: ['process 7 (/bin/mount): process 7, /bin/mount, does not end'] });
    expect([steps, clones.length]).toEqual([[], 1]);
  });

  it('do not include a process that only has the number of that program', async () => {
    using folder = temporaryFolder();
    const signals: string[] = [];
    const processTable = { look: (pid: number) => (pid === 7 ? { startTicks: '999' } : 'gone') } as const;
    const { surroundings } = openSite(folder.path, { processTable, endGroup: (_, signalName) => signals.push(signalName) });

    const outcome = await clearLeftovers(testIn(folder.path, { program: { program: '/bin/mount', pid: 7, startTicks: '12' } }), surroundings);

    expect([outcome.remaining, signals]).toEqual([[], []]);
  });

  it('are cleared each on its own', async () => {
    using folder = temporaryFolder();
    const { surroundings, clones } = openSite(folder.path, { shutDown: () => Promise.reject(new Error('ORA-01031')) });

    const outcome = await clearLeftovers(testIn(folder.path), surroundings);

    expect(outcome.remaining).toEqual(['instance ORCLX1: ORA-01031']);
    expect(clones).toEqual([]);
  });

  it('keep the clone while it is mounted', async () => {
    using folder = temporaryFolder();
    const { surroundings, clones } = openSite(folder.path, { launch: async () => ({ exitCode: 32 }) });

    const outcome = await clearLeftovers(testIn(folder.path), surroundings);

    expect(outcome.remaining).toEqual([expect.stringContaining(`the clone is still mounted on ${folder.path}/mnt`), 'clone autorestore: it is still mounted']);
    expect(clones).toHaveLength(1);
  });

  it('are not the clone that somebody made since', async () => {
    using folder = temporaryFolder();
    const { surroundings, clones } = openSite(folder.path, {}, [{ name: 'autorestore', origin: 'orcl-7', mountPoint: '/x' }]);

    const outcome = await clearLeftovers(testIn(folder.path), surroundings);

    expect(outcome.remaining).toEqual(['clone autorestore: it was made from snapshot orcl-7, not by this test']);
    expect(clones).toHaveLength(1);
  });

  it('are not touched while the test is alive, or where it cannot be told', async () => {
    using folder = temporaryFolder();
    const { surroundings, steps } = openSite(folder.path, { processTable: { look: () => ({ startTicks: '10' }) } });
    const test = testIn(folder.path);

    const alive = await clearLeftovers(test, surroundings);
    const elsewhere = await clearLeftovers({ ...test, process: { ...test.process, host: 'restore2' } }, surroundings);

    expect(alive).toEqual({ cleared: [], remaining: ['the restore test of orcl still runs as process 1'] });
    expect(elsewhere.remaining).toEqual([expect.stringContaining('ran on host restore2')]);
    expect(steps).toEqual([]);
  });
});
