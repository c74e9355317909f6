// What a restore test could not give back fails it and is cleared by the next; what it never had, it leaves alone.

import { existsSync, readdirSync, readFileSync, rmdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DateTime } from 'luxon';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { acquireLock } from '#core/lock.ts';
import { currentProcess } from '#core/process-identity.ts';
import { clearFault, setFault } from '#lab/faults.ts';
import { instances, saveInstance } from '#lab/oracle/instance.ts';
import { testSid } from '#workflows/restore-test/test-instance.ts';
import { readTestJournal, writeTestJournal } from '#workflows/restore-test/test-journal.ts';
import { recordedLog } from '../core/recorded-log.ts';
import { mustSucceed, nothingLeft, openNightLab, type NightLab } from './night-lab.ts';

let night: NightLab;

beforeAll(async () => {
  night = await openNightLab();
});

beforeEach(() => night.restore());

afterAll(async () => night[Symbol.asyncDispose]());

function sid(): string {
  return testSid('orcl', night.logFolder);
}

/** An instance of the test's name, started by hand or by a test that died. */
function startInstance(): void {
  const { directory } = night.lab;
  saveInstance(directory, { sid: sid(), oracleHome: join(directory, 'oracle_home'), status: 'STARTED', parameters: { db_name: 'ORCL', db_unique_name: sid() }, startedAt: '2026-02-03 01:00:00' });
}

function verdicts(): readonly string[] {
  return night.certificates().map(({ database, verdict, failure }) => (failure === null ? `${database} ${verdict}` : `${database} ${verdict}: ${failure.step}: ${failure.message}`));
}

function successes(): ReadonlyArray<readonly [string, number]> {
  return night.rows().map(({ db_unique_name: name, success }) => [name, success] as const);
}

describe('a clone that is', () => {
  it('busy for a while is unmounted with patience', async () => {
    setFault(night.lab.directory, { name: 'umount-error', times: 3 });

    const { exitCode } = await night.autorestore('orcl');

    expect(verdicts()).toEqual(['orcl passed']);
    expect(night.leftovers()).toEqual(nothingLeft);
    expect(exitCode).toBe(0);
  });
});

describe('what cannot be given back', () => {
  it.each([
    {
      what: 'a mount that stays busy',
      fault: { name: 'umount-error' },
      message: /^orcl failed: give back what was set up: the clone is still mounted on \S+mnt: \S+umount-clone \S+mnt ended with exit code 32: umount: \S+mnt: target is busy\./u,
      left: () => existsSync(join(night.mountPoint, 'autorestore.cfg')),
    },
    {
      what: 'an instance that does not end',
      fault: { name: 'sqlplus-error', match: 'shutdown', lines: ['ORA-00600: internal error code'] },
      message: /^orcl failed: give back what was set up: orcl: shut down the instance: SQL\*Plus failed: ORA-00600/u,
      left: () => instances(night.lab.directory).some((instance) => instance.sid === sid()),
    },
    {
      what: 'a clone that cannot be dropped',
      fault: { name: 'zfssa', method: 'DELETE', status: 500 },
      message: /^orcl failed: give back what was set up: clone autorestore is left on the storage system: /u,
      left: () => existsSync(join(night.lab.directory, 'nfs/demo-backup/autorestore')),
    },
  ])('($what) fails the test, and the next run clears it and passes', async ({ fault, message, left }) => {
    setFault(night.lab.directory, fault);

    const failed = await night.autorestore('orcl');
    const wasLeft = left();
    clearFault(night.lab.directory);
    const cleared = await night.autorestore('orcl');

    expect(failed.exitCode).toBe(1);
    expect(wasLeft).toBe(true);
    expect(verdicts()).toEqual([expect.stringMatching(message), 'orcl passed']);
    expect(successes()).toEqual([['orcl', 0], ['orcl', 1]]);
    expect(cleared.exitCode).toBe(0);
    expect(cleared.stdout).toContain('left by an earlier test, cleared');
    expect(night.leftovers()).toEqual(nothingLeft);
  });
});

describe('what the first database of a night cannot give back', () => {
  it('is cleared before the second', async () => {
    // As often as the first tries to unmount; what it meant to have given back counts as over, though its process lives on.
    setFault(night.lab.directory, { name: 'umount-error', times: 6 });

    const { exitCode, stdout } = await night.autorestore();

    expect(stdout.match(/WARN\w* .*still mounted, it is tried again in 5 seconds/gu)).toHaveLength(5);
    expect(verdicts()).toEqual([expect.stringContaining('the clone is still mounted'), 'sales passed']);
    expect(night.leftovers()).toEqual(nothingLeft);
    expect(exitCode).toBe(1);
  });
});

describe("somebody else's", () => {
  it('clone is not touched', async () => {
    await mustSucceed(night.lab.icb('snapper', 'orcl', 'autoclone'));

    const { exitCode } = await night.autorestore('orcl');

    expect(verdicts()).toEqual([expect.stringMatching(/orcl failed: clone snapshot \S+ and mount it: clone autorestore exists already, made from snapshot orcl-\d+T\d+ by somebody else/u)]);
    expect(night.leftovers()).toEqual({ ...nothingLeft, clones: ['autorestore'] });
    expect(exitCode).toBe(1);
  });

  it('instance is not shut down, nor written down as one to end when something else stays', async () => {
    startInstance();
    setFault(night.lab.directory, { name: 'umount-error', times: 6 });

    await night.autorestore('orcl');
    const journal = readTestJournal(night.logFolder, 'orcl');
    const { stdout } = await night.autorestore('sales');

    expect(journal).toMatchObject({ cloneName: 'autorestore', isReported: true });
    expect(journal?.hasInstance).toBeUndefined();
    expect(stdout).toContain('cleared what="clone autorestore"');
    expect(night.leftovers()).toEqual({ ...nothingLeft, instances: [sid()] });
  });

  it('scratch folder is not emptied while another configuration uses it', async () => {
    writeFileSync(join(night.scratch, '.icb-scratch'), '');
    writeFileSync(join(night.scratch, 'init.ora'), 'theirs');
    night.configure('generic', 'maxlockwait', '0');
    const { clock } = night.lab;
    const lock = { path: join(night.scratch, '.icb-scratch.lck'), command: 'icb --config other.cfg autorestore hr', maxWaitMs: 0, clock, log: recordedLog(), self: currentProcess(), signal: new AbortController().signal };
    await using _theirs = await acquireLock(lock);

    const { exitCode } = await night.autorestore('orcl');

    expect(verdicts()).toEqual([
      expect.stringMatching(/^orcl failed: empty the scratch folder: \S+backup\.cfg names the scratch folder \S+dest, which is in use: the lock \S+ is held since [^']+ by 'icb --config other\.cfg autorestore hr' \(process \d+ on /u),
    ]);
    expect(readFileSync(join(night.scratch, 'init.ora'), 'utf8')).toBe('theirs');
    expect(night.leftovers()).toEqual(nothingLeft);
    expect(exitCode).toBe(1);
  });

  it('instance is not shut down', async () => {
    startInstance();

    const { exitCode } = await night.autorestore();

    expect(verdicts()).toEqual([expect.stringMatching(/^orcl failed: start the instance: /u), 'sales passed']);
    expect(night.certificates()[0]?.failure?.errorStack).toContain('ORA-01081: cannot start already-running ORACLE - shut it down first');
    expect(night.leftovers()).toEqual({ ...nothingLeft, instances: [sid()] });
    expect(exitCode).toBe(1);
  });
});

function readSnapshotId(): string {
  return night.snapshot.split('/').at(-1) ?? '';
}

describe('a test whose process died', () => {
  it('is reported as failed, cleared, and done again', async () => {
    const { directory } = night.lab;
    const snapshot = { id: readSnapshotId(), createdAt: DateTime.fromISO('2026-02-03T13:00:00Z', { zone: 'utc' }) as DateTime<true> };
    startInstance();
    await mustSucceed(night.lab.icb('snapper', 'orcl', 'autoclone'));
    rmdirSync(night.mountPoint);
    symlinkSync(join(directory, 'nfs/demo-backup/autorestore'), night.mountPoint);
    await writeTestJournal(night.logFolder, {
      database: 'orcl',
      startedAt: DateTime.fromISO('2026-02-03T01:00:00Z', { zone: 'utc' }) as DateTime<true>,
      logFile: join(night.logFolder, '20260203T010000-orcl.log'),
      process: { ...currentProcess(), pid: 4_194_304 + 1 },
      oracleHome: join(directory, 'oracle_home'),
      scratchFolder: night.scratch,
      mountPoint: night.mountPoint,
      sid: sid(),
      snapshot,
      cloneName: 'autorestore',
      mountSource: '127.0.0.1:/export/demo-backup/autorestore',
      hasInstance: true,
    });

    const { exitCode } = await night.autorestore('sales');
    const leftBySales = night.leftovers();
    const again = await night.autorestore('orcl');

    expect(verdicts()).toEqual([expect.stringMatching(/^orcl failed: interrupted: process 4194305 died in the middle of the test/u), 'sales passed', 'orcl passed']);
    expect(successes()).toEqual([['orcl', 0], ['sales', 1], ['orcl', 1]]);
    expect(night.rows()[0]).toMatchObject({ start_time: '2026-02-03 01:00:00', snapid: snapshot.id });
    expect(leftBySales).toEqual(nothingLeft);
    expect([exitCode, again.exitCode]).toEqual([0, 0]);
    expect(readdirSync(night.logFolder).filter((name) => name.endsWith('.json'))).toHaveLength(3);
    expect(readFileSync(night.certificates()[1]?.log ?? '', 'utf8')).toContain('a restore test was interrupted and never reported of=orcl');
  });
});
