// The words of `icb autorestore`: who may run it, on which databases, and what it does besides testing.

import { chmodSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { instances } from '#lab/oracle/instance.ts';
import { setFault } from '#lab/faults.ts';
import { temporaryFolder } from '../core/temporary-folder.ts';
import { mustSucceed, nothingLeft, openNightLab, type NightLab } from './night-lab.ts';

let night: NightLab;

beforeAll(async () => {
  night = await openNightLab();
});

beforeEach(() => night.restore());

afterAll(async () => night[Symbol.asyncDispose]());

function tested(): readonly string[] {
  return night.certificates().map(({ database }) => database);
}

function logFolder(): readonly string[] {
  return readdirSync(night.logFolder);
}

describe('icb autorestore is refused', () => {
  it('to root', async () => {
    const before = logFolder();

    const { exitCode, stderr } = await night.autorestoreIn({ effectiveUid: 0 });

    expect(stderr).toMatch(/^icb: restoring as root is refused: root could overwrite any file that the restored control file names\n {2}run it as the owner of the Oracle home, such as: runuser -u oracle -- \S+bin\/icb --config \S+backup\.cfg autorestore\n$/u);
    expect(exitCode).toBe(3);
    expect(logFolder()).toEqual(before);
  });

  it.each([{}, { AUTORESTORE_SAFE_SANDBOX: 'true' }, { AUTORESTORE_SAFE_SANDBOX: '1' }])('on a host nobody calls isolated: %j', async (env) => {
    const before = logFolder();

    const { exitCode, stderr } = await night.autorestoreIn({ env });

    expect(stderr).toContain('icb: nobody has said that this host is isolated from production\n');
    expect(stderr).toContain('Oracle may overwrite or delete them');
    expect(stderr).toContain('say it with AUTORESTORE_SAFE_SANDBOX=TRUE');
    expect(exitCode).toBe(3);
    expect(logFolder()).toEqual(before);
  });

  it("when production's files show up: by the interlock, of every database", async () => {
    setFault(night.lab.directory, { name: 'production-visible' });

    const { exitCode } = await night.autorestore();

    expect(night.certificates().map(({ failure }) => failure?.step)).toEqual(['look for production files on this host', 'look for production files on this host']);
    expect(night.leftovers()).toEqual(nothingLeft);
    expect(exitCode).toBe(3);
  });
});

describe('icb autorestore tests', () => {
  it.each([
    { words: [], databases: ['orcl', 'sales'] },
    { words: ['sales'], databases: ['sales'] },
    { words: ['!orcl'], databases: ['sales'] },
  ])('$databases with the words $words', async ({ words, databases }) => {
    const { exitCode } = await night.autorestore(...words);

    expect(tested()).toEqual(databases);
    expect(exitCode).toBe(0);
  });

  it('and gives one document with --json', async () => {
    setFault(night.lab.directory, { name: 'mount-error', times: 1 });

    const { exitCode, stdout } = await night.autorestore('--json');

    const document = JSON.parse(stdout) as ReadonlyArray<Readonly<Record<string, unknown>>>;
    expect(document.map(({ database, success, verdict, cataloged }) => ({ database, success, verdict, cataloged }))).toEqual([
      { database: 'orcl', success: false, verdict: 'failed', cataloged: true },
      { database: 'sales', success: true, verdict: 'passed', cataloged: true },
    ]);
    expect(exitCode).toBe(1);
  });

  it('with a canary, and finds it', async () => {
    const { exitCode } = await night.autorestore('orcl', '--canary');

    const [certificate] = night.certificates();
    expect(certificate?.blockCheck).toMatchObject({ reason: 'canary', passed: true, canary: { found: true } });
    expect(exitCode).toBe(0);
  });
});

describe('old diagnostics', () => {
  it('are purged without a complaint, also after a test that ended before there are any', async () => {
    setFault(night.lab.directory, { name: 'mount-error', times: 1 });

    const failed = await night.autorestore('orcl');
    const passed = await night.autorestore('orcl');

    expect([failed.exitCode, passed.exitCode]).toEqual([1, 0]);
    expect(failed.stdout + passed.stdout).not.toContain('old diagnostics were not purged');
  });

  it('that adrci could not purge are a warning, though it ends with 0', async () => {
    setFault(night.lab.directory, { name: 'tool-error', tool: 'adrci', lines: ['DIA-48448: This command does not support multiple ADR homes'], exitCode: 0 });

    const { exitCode, stdout } = await night.autorestore('orcl');

    expect(stdout).toMatch(/WARNING +orcl +old diagnostics were not purged: adrci exec=set base [^\n]+: DIA-48448: This command/u);
    expect(exitCode).toBe(0);
  });
});

describe("the site's own commands around each test", () => {
  it('are told of it, and keep a database from being tested, but not the next one', async () => {
    using folder = temporaryFolder();
    const hook = join(folder.path, 'hook');
    const [first, second] = ['orcl', 'sales'].map((database) => join(folder.path, database));
    writeFileSync(hook, `#!/bin/sh\n[ $ICB_HOOK/$ICB_DATABASE != pre/orcl ] || exit 1\nenv | grep ^ICB_ >> ${folder.path}/$ICB_DATABASE\n`);
    chmodSync(hook, 0o755);
    for (const key of ['hookpre', 'hookpost', 'hookfailure']) night.configure('autorestore', key, hook);

    const { exitCode, stderr } = await night.autorestore();

    expect(exitCode).toBe(1);
    expect(tested()).toEqual(['sales']);
    expect(stderr).toMatch(/^icb: orcl: nothing was begun, because the site's own command failed: hookpre/u);
    expect(readFileSync(first ?? '', 'utf8').split('\n')).toEqual(expect.arrayContaining(['ICB_HOOK=failure', 'ICB_EXIT_CODE=2']));
    const told = readFileSync(second ?? '', 'utf8').split('\n');
    expect(told.filter((line) => line.startsWith('ICB_HOOK'))).toEqual(['ICB_HOOK=pre', 'ICB_HOOK=post']);
    expect(told).toEqual(expect.arrayContaining([expect.stringMatching(/^ICB_SNAPSHOT=sales-\d{8}T\d{6}$/u), expect.stringMatching(/^ICB_CERTIFICATE=\/.*\.json$/u), 'ICB_EXIT_CODE=0']));
    expect(night.leftovers()).toEqual(nothingLeft);
  });
});

describe('icb autorestore --dry-run', () => {
  it.each([
    ['scratch folder', () => night.scratch],
    ['mount point', () => night.mountPoint],
    ['log folder', () => night.logFolder],
  ])('says when the %s is not there', async (what, path) => {
    rmSync(path(), { recursive: true });

    const { exitCode, stdout } = await night.autorestore('--dry-run', 'orcl');

    expect(stdout).toMatch(new RegExp(`^orcl: cannot be tested: the ${what} ${path()} is `, 'u'));
    expect(exitCode).toBe(1);
  });

  it('says what would be done, and changes nothing', async () => {
    const before = logFolder();

    const { exitCode, stdout } = await night.autorestore('--dry-run');

    expect(stdout).toMatch(/^orcl: would be tested like this\n {2}snapshot: orcl-20260203T130000, created [^]*\nsales: would be tested like this\n/u);
    expect(exitCode).toBe(0);
    expect(logFolder()).toEqual(before);
    expect(readdirSync(night.scratch)).toEqual([]);
    expect(instances(night.lab.directory)).toEqual([]);
    expect(night.rows()).toEqual([]);
  });

  it('fails when a test would', async () => {
    night.configure('orcl', 'autorestoreautorestoresnapage', '48');

    const { exitCode, stdout } = await night.autorestore('--dry-run');

    expect(stdout).toMatch(/^orcl: cannot be tested: orcl: the only snapshot is not 48 hours old\n[^]*\nsales: would be tested/u);
    expect(exitCode).toBe(1);
  });
});

describe('icb autorestore', () => {
  it('--listvalidationdates names the next day of each database', async () => {
    night.configure('autorestore', 'autorestoremodulus', '7');

    const { exitCode, stdout } = await night.autorestore('--listvalidationdates');

    expect(stdout).toMatch(/^orcl: 2026-02-\d\d \((?:today|in \d days?)\)\nsales: 2026-02-\d\d \((?:today|in \d days?)\)\n$/u);
    expect(exitCode).toBe(0);
  });

  it('--verify-certificates finds the chain whole, and a certificate that was changed', async () => {
    await mustSucceed(night.autorestore());
    await mustSucceed(night.autorestore('orcl'));

    const whole = await night.autorestore('--verify-certificates');
    const [first = ''] = logFolder().filter((name) => name.endsWith('-orcl.json'));
    const path = join(night.logFolder, first);
    chmodSync(path, 0o600);
    writeFileSync(path, readFileSync(path, 'utf8').replace('"differenceSeconds": -90', '"differenceSeconds": 0'));
    const altered = await night.autorestore('--verify-certificates');

    expect(whole).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('3 certificates, all as they were written') as string });
    expect(altered.exitCode).toBe(1);
    expect(altered.stdout).toContain(first);
    expect(altered.stdout).toContain('3 certificates, 1 finding');
  });
});
