// Restore tests that meet trouble: each leaves its log, a certificate with the reason and a row in the result catalog, gives back
// all it had set up, and does not keep the next database from being tested.

import { mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { setFault } from '#lab/faults.ts';
import { damageBlock } from '#lab/oracle/damage-block.ts';
import { nothingLeft, openNightLab, type NightLab } from './night-lab.ts';

let night: NightLab;

beforeAll(async () => {
  night = await openNightLab();
});

beforeEach(() => night.restore());

afterAll(async () => night[Symbol.asyncDispose]());

interface Trouble {
  readonly what: string;
  readonly prepare: () => void;
  /** Of the line on the screen, the certificate and the log. */
  readonly message: RegExp;
  /** Of what the Oracle program printed. */
  readonly errorStack?: RegExp;
  /** 1 unless the test was refused. */
  readonly exitCode?: number;
}

/** Of orcl alone, where the section autorestore has one for all. */
function setting(key: string, value: () => string): () => void {
  return () => night.configure('orcl', `autorestore${key}`, value());
}

function query(text: string): () => void {
  return () => night.configure('orcl', 'customverifydate', text);
}

function fault(name: string, parameters: Readonly<Record<string, unknown>> = { times: 1 }): () => void {
  return () => setFault(night.lab.directory, { name, ...parameters });
}

/** Changes what the newest backup of orcl wrote down about itself. */
function editParameters(change: (text: string) => string): () => void {
  return () => {
    const file = join(night.snapshot, 'autorestore.cfg');
    writeFileSync(file, change(readFileSync(file, 'utf8')));
  };
}

function loseSnapshots(): void {
  const file = join(night.lab.directory, 'storage/state.json');
  const state = JSON.parse(readFileSync(file, 'utf8')) as { snapshots: ReadonlyArray<{ readonly volume: string }> };
  writeFileSync(file, JSON.stringify({ ...state, snapshots: state.snapshots.filter(({ volume }) => volume !== 'orcl') }));
}

function loseNewestLog(): void {
  const folder = join(night.snapshot, 'archivelog');
  const logs = readdirSync(folder).toSorted((one, other) => Number(one.split('_')[1]) - Number(other.split('_')[1]));
  rmSync(join(folder, logs.at(-1) ?? ''));
}

/** As the fault production-visible, but of orcl alone. */
function showProduction(): void {
  const { directory } = night.lab;
  mkdirSync(join(directory, 'oradata'));
  symlinkSync(join(directory, 'dbhost/oradata/ORCL'), join(directory, 'oradata/ORCL'));
}

function imageCopy(file: number): string {
  return join(night.snapshot, readdirSync(night.snapshot).find((name) => name.includes(`_FNO-${file}_`)) ?? '');
}

const refused = 3;

const beforeTheClone: readonly Trouble[] = [
  {
    what: 'a link as scratch folder',
    prepare: () => {
      symlinkSync(night.scratch, `${night.scratch}-link`);
      night.configure('orcl', 'autorestoreautorestoredestination', `${night.scratch}-link`);
    },
    message: /scratch folder \S+dest-link is a symbolic link/u,
    exitCode: refused,
  },
  {
    what: 'foreign files in the scratch folder',
    prepare: () => {
      mkdirSync(`${night.scratch}2`);
      writeFileSync(join(`${night.scratch}2`, 'thesis.txt'), 'years of work');
      night.configure('orcl', 'autorestoreautorestoredestination', `${night.scratch}2`);
    },
    message: /holds files that no restore test made: thesis\.txt/u,
    exitCode: refused,
  },
  { what: 'a missing scratch folder', prepare: setting('autorestoredestination', () => `${night.scratch}-gone`), message: /scratch folder \S+dest-gone does not exist/u },
  { what: 'a snapshot that is too young', prepare: setting('autorestoresnapage', () => '48'), message: /the only snapshot is not 48 hours old/u },
  { what: 'no snapshot', prepare: loseSnapshots, message: /orcl: there is no snapshot$/u },
];

const atTheMountPoint: readonly Trouble[] = [
  { what: 'no mount point', prepare: setting('autorestoremountpoint', () => `${night.mountPoint}-gone`), message: /mount point \S+mnt-gone does not exist/u },
  {
    what: 'something mounted already',
    prepare: () => {
      symlinkSync(night.lab.area, `${night.mountPoint}2`);
      night.configure('orcl', 'autorestoreautorestoremountpoint', `${night.mountPoint}2`);
    },
    message: /mount point \S+mnt2 is a symbolic link/u,
  },
  {
    what: 'a mount point that holds something',
    prepare: () => {
      mkdirSync(`${night.mountPoint}2`);
      writeFileSync(join(`${night.mountPoint}2`, 'file'), '');
      night.configure('orcl', 'autorestoreautorestoremountpoint', `${night.mountPoint}2`);
    },
    message: /mount point \S+mnt2 is not empty/u,
  },
  { what: 'a mount that fails', prepare: fault('mount-error'), message: /cannot be mounted: \S+mount-clone \S+ ended with exit code 32: mount\.nfs: Connection timed out/u },
  {
    what: 'a mount that mounts nothing',
    prepare: fault('mount-error', { times: 1, exitCode: 0 }),
    message: /mount point \S+mnt shows no clone though \S+mount-clone succeeded/u,
  },
];

const inTheClone: readonly Trouble[] = [
  { what: 'no autorestore.cfg', prepare: () => rmSync(join(night.snapshot, 'autorestore.cfg')), message: /there is no autorestore\.cfg in \S+mnt/u },
  { what: 'a damaged autorestore.cfg', prepare: editParameters(() => '\0\0\0\0'), message: /autorestore\.cfg cannot be used/u },
  { what: 'an autorestore.cfg that was cut off', prepare: editParameters((text) => text.replace(/^compatible.*\n/mu, '')), message: /autorestore\.cfg cannot be used: it lacks compatible/u },
  { what: 'no control file backup', prepare: () => rmSync(join(night.snapshot, 'after_backup_controlfile.cf')), message: /there is no control file backup \S+after_backup_controlfile\.cf/u },
  { what: "production's files within reach", prepare: showProduction, message: /this host can reach production: datafile \S+oradata\/ORCL/u, exitCode: refused },
  { what: 'another database in the clone', prepare: () => night.configure('orcl', 'dbid', '1'), message: /the clone holds database ORCL with DBID \d+, the configuration says 1$/u, exitCode: refused },
  { what: 'a missing archived log', prepare: loseNewestLog, message: /recover the database/u, errorStack: /RMAN-0605[34]/u },
];

const inOracle: readonly Trouble[] = [
  {
    what: 'an instance that does not start',
    prepare: fault('sqlplus-error', { match: 'startup', lines: ['ORA-27102: out of memory'], times: 1 }),
    message: /start the instance/u,
    errorStack: /ORA-27102/u,
  },
  {
    what: 'a control file that cannot be restored',
    prepare: fault('rman-error', { at: 'restore-controlfile', stack: ['RMAN-03002: failure of restore command', 'ORA-19504: failed to create file'], times: 1 }),
    message: /restore the control file/u,
    errorStack: /ORA-19504/u,
  },
  { what: 'a session that dies in recovery', prepare: fault('rman-die', { at: 'recover-database', times: 1 }), message: /recover the database: RMAN was killed by SIGKILL/u },
  { what: 'a database that does not open', prepare: fault('sqlplus-error', { match: 'open read only', lines: ['ORA-01589: must use RESETLOGS'], times: 1 }), message: /open the database/u, errorStack: /ORA-01589/u },
  { what: 'a verification query that fails', prepare: query('select max(created) from app.no_such_table'), message: /verify the database|newest time/u, errorStack: /ORA-00942/u },
  { what: 'a verification query without an answer', prepare: query('select max(created) from app.transactions where id < 0'), message: /customverifydate found no time/u },
  { what: 'a verification query with many answers', prepare: query('select created from app.transactions'), message: /newest time/u, errorStack: /ORA-01427/u },
  { what: 'data that is too old', prepare: setting('autorestoremaxtoleranceminutes', () => '1'), message: /newest data is of .*, 90 s older than the target .*; allowed are 60 s$/u },
  {
    what: 'data that is too new',
    prepare: query('select max(created) + 1 from app.transactions'),
    message: /newest data is of .*, 86310 s newer than the target .*; allowed are 3600 s$/u,
  },
  {
    what: 'a bad block on a validation day',
    prepare: () => {
      night.configure('orcl', 'autorestoreautorestoremodulus', '1');
      damageBlock(imageCopy(2), 90);
    },
    message: /(?:datafile|file) 2.*block 90|block 90.*datafile 2/u,
  },
];

describe('a restore test into', () => {
  it.each([
    { what: '/', folder: () => '/', message: /the scratch folder \/ is the root of all folders/u },
    { what: 'its mount point', folder: () => night.mountPoint, message: /the scratch folder \S+mnt is the mount point/u },
    { what: 'a folder above its mount point', folder: () => join(night.mountPoint, '..'), message: /the scratch folder \S+ holds the mount point/u },
  ])('$what is not begun, and the next is done', async ({ folder, message }) => {
    night.configure('orcl', 'autorestoreautorestoredestination', folder());

    const { exitCode, stdout, stderr } = await night.autorestore();

    expect(stderr).toMatch(message);
    expect(stdout).toMatch(/\norcl: FAILED, not tested: .*\n?[^]*\nsales: passed/u);
    expect(night.certificates().map(({ database, verdict }) => `${database} ${verdict}`)).toEqual(['sales passed']);
    expect(night.leftovers()).toEqual(nothingLeft);
    expect(exitCode).toBe(1);
  });
});

const troubles: readonly Trouble[] = [...beforeTheClone, ...atTheMountPoint, ...inTheClone, ...inOracle];

/** What comes after a failure is the same for all of a kind: these are tried with another database to be tested next. */
const oneOfEachKind = new Set(['a link as scratch folder', 'a mount that mounts nothing', 'a missing archived log', 'a session that dies in recovery', 'a bad block on a validation day']);

/** Runs tests of the databases named, or of all: orcl fails for the reason given, with all its evidence. */
async function expectFailure({ message, errorStack = /^/u, exitCode = 1 }: Trouble, ...words: string[]): Promise<void> {
  const { exitCode: found, stdout } = await night.autorestore(...words);

  const [orcl] = night.certificates();
  const [row] = night.rows();
  expect(`${orcl?.failure?.step}: ${orcl?.failure?.message}`).toMatch(message);
  expect(orcl?.failure?.errorStack.join('\n')).toMatch(errorStack);
  expect(stdout).toContain(`orcl: FAILED: ${orcl?.failure?.step}: ${orcl?.failure?.message}\n`);
  expect(readFileSync(orcl?.log ?? '', 'utf8')).toContain(`restore test failed: ${orcl?.failure?.step}: ${orcl?.failure?.message}`);
  expect([row?.db_unique_name, row?.success, row?.logfile]).toEqual(['orcl', 0, orcl?.log]);
  expect(night.leftovers()).toEqual(nothingLeft);
  expect(found).toBe(exitCode);
}

describe('a restore test with', () => {
  it.each(troubles.filter(({ what }) => !oneOfEachKind.has(what)))('$what fails, with all its evidence', async (trouble) => {
    trouble.prepare();

    await expectFailure(trouble, 'orcl');

    expect(night.certificates().map(({ database, verdict }) => `${database} ${verdict}`)).toEqual(['orcl failed']);
  });

  it.each(troubles.filter(({ what }) => oneOfEachKind.has(what)))('$what does not keep the next from being tested', async (trouble) => {
    trouble.prepare();

    await expectFailure(trouble);

    const [orcl, sales] = night.certificates();
    expect([orcl, sales].map((certificate) => `${certificate?.database} ${certificate?.verdict}`)).toEqual(['orcl failed', 'sales passed']);
    expect(night.rows().map(({ db_unique_name: name, success, logfile }) => [name, success, logfile])).toEqual([['orcl', 0, orcl?.log], ['sales', 1, sales?.log]]);
  });
});

it('tells in its certificate what it aimed at, though it failed, and nothing about a database it did not come to ask', async () => {
  loseNewestLog();

  await night.autorestore('orcl');

  expect(night.certificates()).toEqual([expect.objectContaining({ simulation: null, target: expect.objectContaining({ localTime: '2026-02-03 13:00:00' }) as object })]);
});

describe('a restore test of a backup of the old toolset', () => {
  it.each([
    { what: 'without bounds and zone, with keys twice', dropped: /^(?:copytime|copyscn|lastscn|timezone|resetlogsid)[^\n]*\n/gmu, target: { localTime: '2026-02-03 13:00:00', scn: null } },
    { what: 'without any time ends with its archived logs', dropped: /^(?:copytime|copyscn|lasttime|lastscn|timezone|resetlogsid)[^\n]*\n/gmu, target: { localTime: null, scn: expect.stringMatching(/^\d+$/u) as string } },
  ])('($what) passes', async ({ dropped, target }) => {
    editParameters((text) => `${text.replace(dropped, '')}compatible: 19.0.0\n`)();

    const { exitCode, stdout } = await night.autorestore('orcl');

    expect(stdout).toContain('the clone does not say in which zone the database lives');
    expect(night.certificates()).toEqual([expect.objectContaining({ verdict: 'passed', target: expect.objectContaining(target) as object })]);
    expect(night.leftovers()).toEqual(nothingLeft);
    expect(exitCode).toBe(0);
  });
});
