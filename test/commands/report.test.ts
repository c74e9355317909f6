import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { installationRoot } from '#core/installation.ts';
import { clearFault, setFault } from '#lab/faults.ts';
import { changeDataDictionary } from '#lab/oracle/scheduler/data-dictionary.ts';
import { runWorkload } from '#lab/workload.ts';
import { openTestLab, tickingTime } from '../end-to-end/test-lab.ts';
import type { TestLab } from '../end-to-end/test-lab.ts';
import { schemaViolations } from '../reports/restore-certificate/json-schema.ts';
import type { Schema } from '../reports/restore-certificate/json-schema.ts';

const dayMs = 86_400_000;

let lab: TestLab;
/** orcl is backed up and tested; sales is not. */
beforeAll(async () => {
  lab = await openTestLab(tickingTime(), { databases: ['orcl', 'sales'] });
  await lab.icb('backup', 'orcl', 'config');
  await lab.icbIn({ env: { OSPASSWORD: 'secret' } }, 'backup', 'orcl', 'setschedule');
  for (const seed of [1, 2]) {
    runWorkload(lab.directory, { database: 'orcl', transactions: 20, seed, clock: lab.clock });
    await lab.icb('backup', 'orcl', 'imagecopywithsnap');
    lab.clock.advance(dayMs / 24);
  }
  await lab.icbIn({ env: { AUTORESTORE_SAFE_SANDBOX: 'TRUE' } }, 'autorestore', 'orcl');
});
afterAll(async () => lab[Symbol.asyncDispose]());
afterEach(() => {
  clearFault(lab.directory);
  lab.appliance.faults.clear();
});

interface Told {
  readonly database: string;
  readonly verdict: string;
  readonly remarks: readonly { readonly reason: string }[];
  readonly snapshots: readonly object[] | null;
  readonly redoEnd: { readonly source: string } | null;
  readonly rpoSeconds: number | null;
  readonly backupJob: { readonly scheduled: object | null; readonly lastRun: object | null };
  readonly archivedLogJob: { readonly lastRun: object | null };
  readonly restoreTests: readonly object[] | null;
  readonly failures: readonly { readonly part: string; readonly message: string }[];
}

async function tell(...words: string[]): Promise<{ readonly exitCode: number; readonly databases: readonly Told[]; readonly document: unknown }> {
  const { exitCode, stdout, stderr } = await lab.icb('report', '--json', ...words);
  const document = JSON.parse(stdout) as { databases: readonly Told[] };
  expect(stderr).toBe('');
  return { exitCode, databases: document.databases, document };
}

async function withLine(from: RegExp, to: string, work: () => Promise<void>): Promise<void> {
  const path = join(lab.directory, 'backup.cfg');
  const before = readFileSync(path, 'utf8');
  writeFileSync(path, before.replace(from, to));
  try {
    await work();
  } finally {
    writeFileSync(path, before);
  }
}

describe('report', () => {
  it('tells the worst first, and ends with 1 because of it', async () => {
    const { exitCode, stdout, stderr } = await lab.icb('report');

    expect([exitCode, stderr]).toEqual([1, '']);
    expect(stdout).toMatch(/^2026-02-03 1\d:\d\d UTC, 2 databases: 1 FAILED, 1 OK\nSimulation: .*\n\nVERDICT .*\nFAILED {3}sales .*\nOK {7}orcl +1 +1 h +1 h +\d+ s +\d+ \w+ +good\n/u);
  });

  it('tells of one database what backups, storage, Scheduler and restore tests have left', async () => {
    const { exitCode, databases, document } = await tell('orcl');

    expect(exitCode).toBe(0);
    expect(databases).toMatchObject([
      {
        verdict: 'OK',
        failures: [],
        snapshots: [{ cloneCount: 0 }],
        redoEnd: { source: 'database' },
        backupJob: { scheduled: { name: 'ICB_BACKUP_JOB', state: 'SCHEDULED' }, lastRun: { outcome: 'succeeded' } },
        restoreTests: [{ passed: true, simulation: true }],
      },
    ]);
    expect(schemaViolations(document, JSON.parse(readFileSync(join(installationRoot, 'docs/report.schema.json'), 'utf8')) as Schema)).toEqual([]);
  });

  it('goes on without a database that cannot be reached, by what the archived logs in its area tell', async () => {
    setFault(lab.directory, { name: 'login-error', code: 'ORA-12541' });
    const writeLogs = (written: Date): void => {
      for (const name of readdirSync(join(lab.area, 'archivelog'))) utimesSync(join(lab.area, 'archivelog', name), written, written);
    };
    writeLogs(lab.clock.now().minus({ minutes: 90 }).toJSDate());

    const { exitCode, databases } = await tell('orcl');
    writeLogs(lab.clock.now().toJSDate());

    expect(exitCode).toBe(1);
    expect(databases).toMatchObject([{ verdict: 'UNKNOWN', snapshots: [{}], redoEnd: { source: 'archived logs' }, backupJob: { scheduled: null, lastRun: { outcome: 'succeeded' } } }]);
    expect(databases[0]?.remarks.map(({ reason }) => reason)).toEqual([expect.stringContaining('ORA-12541')]);
    expect(databases[0]?.rpoSeconds).toBeGreaterThan(5390);
  });

  it('does not believe the database that archived logs are in the area which nobody finds there', async () => {
    const logs = join(lab.area, 'archivelog');
    renameSync(logs, `${logs}-away`);
    mkdirSync(logs);
    try {
      const { databases } = await tell('orcl');

      expect(databases).toMatchObject([{ verdict: 'WARNING', redoEnd: { source: 'ledger' } }]);
      expect(databases[0]?.failures).toMatchObject([{
        message: expect.stringMatching(/^the database has archived redo until .* to the backup area, but there is none in its folder archivelog$/u),
        hint: expect.stringContaining('icb backup orcl missingarchlog'),
      }]);
    } finally {
      rmSync(logs, { recursive: true });
      renameSync(`${logs}-away`, logs);
    }
  });

  it('goes on without an appliance that does not answer, and waits no longer than it is told to', async () => {
    lab.appliance.faults.add({ hang: true });

    await withLine(/^\[generic\]$/mu, '[generic]\nreporttimelimit: 1', async () => {
      const { exitCode, databases } = await tell('orcl');

      expect(exitCode).toBe(1);
      expect(databases).toMatchObject([{ verdict: 'UNKNOWN', snapshots: null, redoEnd: { source: 'database' }, restoreTests: [{}] }]);
      expect(databases[0]?.failures).toMatchObject([{ part: 'storage', message: 'the storage system gave no answer within 1 s' }]);
    });
  });

  it('goes on without a backup area and certificates that this host does not see', async () => {
    renameSync(lab.area, `${lab.area}-away`);
    renameSync(join(lab.directory, 'restore/log'), join(lab.directory, 'restore/log-away'));
    try {
      const { databases } = await tell('orcl');

      expect(databases).toMatchObject([{ verdict: 'UNKNOWN', redoEnd: { source: 'database' }, restoreTests: null, backupJob: { scheduled: {}, lastRun: null } }]);
      expect(databases[0]?.failures.map(({ part }) => part).toSorted()).toEqual(['backup area', 'restore tests', 'storage']);
      expect(databases[0]?.failures.map(({ message }) => message).join()).toContain('cannot be read here: ');
    } finally {
      renameSync(`${lab.area}-away`, lab.area);
      renameSync(join(lab.directory, 'restore/log-away'), join(lab.directory, 'restore/log'));
    }
  });

  it('tells of a database whose configuration cannot be used, beside the others', async () => {
    await withLine(/^\[sales\]$/mu, '[sales]\ndosnapshot: perhaps', async () => {
      const { databases } = await tell();

      expect(databases.map(({ database, verdict }) => [database, verdict])).toEqual([['sales', 'UNKNOWN'], ['orcl', 'OK']]);
      expect(databases[0]?.remarks[0]?.reason).toContain('dosnapshot in [sales] must be true or false');
    });
  });

  it('knows runs of the Scheduler that have left no session log', async () => {
    const started = lab.clock.now().toLocal();
    const written = started.toFormat('yyyy-MM-dd HH:mm:ss');
    const failed = { owner: 'BACKUPEXEC', job: 'ICB_ARCHLOG_JOB', status: 'FAILED', error: 27369, started: written, ended: written, additionalInfo: 'ORA-27369: job of\ntype | EXECUTABLE failed' } as const;
    changeDataDictionary({ labDir: lab.directory, name: 'orcl', site: 'database host' }, ({ runs }) => void runs.push(failed));

    const { databases } = await tell('orcl');

    expect(databases[0]?.archivedLogJob.lastRun).toMatchObject({ outcome: 'failed', startedAt: `${started.toUTC().toFormat("yyyy-MM-dd'T'HH:mm:ss")}.000Z`, message: 'ORA-27369: job of type | EXECUTABLE failed' });
    expect(databases[0]?.verdict).toBe('WARNING');
    changeDataDictionary({ labDir: lab.directory, name: 'orcl', site: 'database host' }, ({ runs }) => void runs.splice(0));
  });

  it('writes a file as a whole, which others may read', async () => {
    const file = join(lab.directory, 'report.json');

    const { exitCode, stdout } = await lab.icb('report', 'orcl', '--format', 'json', '--output', file);

    expect([exitCode, stdout]).toEqual([0, '']);
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ summary: { ok: 1 } });
    expect(statSync(file).mode & 0o777).toBe(0o644);
  });

  it('is a page as well', async () => {
    const { exitCode, stdout } = await lab.icb('report', 'orcl', '--format', 'html');

    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^<!DOCTYPE html>[^]*<h1>[^]*All is well[^]*Timeline of orcl since [^]*<\/html>\n$/u);
    expect(stdout).toContain('Simulation:');
  });

  it('is for Prometheus as well', async () => {
    const { exitCode, stdout } = await lab.icb('report', '--format', 'prometheus');

    expect(exitCode).toBe(1);
    expect(stdout).toContain('\nicb_database_verdict{database="sales",verdict="failed"} 1\n');
  });

  it.each([
    [['nosuch'], 'no database nosuch in'],
    [['orcl,sale'], '(did you mean sales?)'],
    [['--format', 'htm'], 'unknown format htm'],
    [['--jobs', '0'], '--jobs must be a whole number of databases at once, 1 or more, not "0"'],
    [[','], 'there is no database in the list ","'],
    [['--json', '--output', '/tmp/x'], '--json prints on stdout'],
    [['--output', '/dev/null'], '--output /dev/null is not a file'],
    [['--json', '--format', 'text'], '--json and --format text exclude each other'],
  ])('refuses %j', async (words, complaint) => {
    const { exitCode, stderr } = await lab.icb('report', ...words);

    expect(exitCode).toBe(2);
    expect(stderr).toContain(complaint);
  });
});

describe('report on a standby', () => {
  it('asks the standby for its redo and the primary for its jobs, and goes on when one of them is away', async () => {
    await using standby = await openTestLab(undefined, { databases: ['orcl:19c-standby'] });
    const failedParts = async (): Promise<readonly string[]> => {
      const { stdout } = await standby.icb('report', '--json');
      return (JSON.parse(stdout) as { databases: readonly Told[] }).databases[0]?.failures.map(({ part, message }) => `${part}: ${message}`) ?? [];
    };

    const both = await failedParts();
    setFault(standby.directory, { name: 'login-error', code: 'ORA-12541', to: 'ORCL_PRIM' });
    const withoutPrimary = await failedParts();

    expect(both).toEqual([]);
    expect(withoutPrimary).toEqual([expect.stringMatching(/^scheduler: orcl: ask what became of the scheduled jobs: .*ORA-12541/u)]);
  });
});

it('counts no redo behind an archived log that is gone from the middle, until it is there again', async () => {
  await using lab = await openTestLab();
  const tellOne = async (): Promise<{ readonly rpoSeconds: number; readonly failures: readonly { readonly message: string }[] } | undefined> =>
    (JSON.parse((await lab.icb('report', '--json')).stdout) as { readonly databases: readonly { readonly rpoSeconds: number; readonly failures: readonly { readonly message: string }[] }[] }).databases[0];
  const logsOf = (): string[] => readdirSync(join(lab.area, 'archivelog'));
  for (const action of ['config', 'imagecopywithsnap', 'imagecopywithsnap']) await lab.icb('backup', 'orcl', action);
  const before = new Set(logsOf());
  runWorkload(lab.directory, { transactions: 20, spreadOverMs: 3_600_000, switchEvery: 5, clock: lab.clock });
  const [, second = ''] = logsOf().filter((name) => !before.has(name)).sort((one, other) => Number(one.split('_')[1]) - Number(other.split('_')[1]));
  const complete = await tellOne();
  rmSync(join(lab.area, 'archivelog', second));

  const gap = await tellOne();
  await lab.icb('backup', 'orcl', 'missingarchlog');
  const mended = await tellOne();

  expect(complete?.rpoSeconds).toBeLessThan(60);
  expect(gap?.rpoSeconds).toBeGreaterThan(1800);
  expect(gap?.failures).toMatchObject([{ message: expect.stringMatching(/^archived log thread 1 sequence \d+ is not in the backup area: nothing after .* can be restored$/u) }]);
  expect(mended?.rpoSeconds).toBeLessThan(60);
});
