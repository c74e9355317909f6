// What Oracle's tools answer that is no plain failure: the others are rows of fault-table.

import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { setFault } from '#lab/faults.ts';
import { openDatabase } from '#lab/oracle/open-database.ts';
import { withWorldLock } from '#lab/world-lock.ts';
import { backup, expectRecovery, filesOf, leftovers, openFailingLab, rewrite, snapshotsOf, withImageCopy } from './failing-lab.ts';
import type { Ending, FailingLab } from './failing-lab.ts';
import type { TestLab } from './test-lab.ts';

let failing: FailingLab;
let lab: TestLab;

beforeAll(async () => {
  failing = await openFailingLab(withImageCopy);
  ({ lab } = failing);
});
afterAll(async () => failing[Symbol.asyncDispose]());
beforeEach(() => failing.reset());

const writeError = [
  'RMAN-03002: failure of backup command at 2026-11-21 03:00:00',
  'RMAN-03009: failure of backup command on ORA_DISK_1 channel at 2026-11-21 03:00:00',
  'ORA-19502: write error on file "/backup/orcl/0a_1_1", block number 640 (block size=8192)',
  'ORA-27072: File I/O error',
  'Linux-x86_64 Error: 5: Input/output error',
];
function inDatabase(statement: string): void {
  withWorldLock(lab.directory, () => {
    using db = openDatabase(lab.directory, 'orcl', lab.clock);
    db.sql.run(statement);
  });
}

/** What the screen says besides the steps. */
function complaintsOf({ stdout }: Ending): string {
  return stdout.split('\n').filter((line) => /WARNING|ERROR/.test(line)).join('\n');
}

describe('a login that fails', () => {
  it('at the primary names the primary', async () => {
    rewrite(lab, 'backup.cfg', '[orcl]', '[orcl]\nprimarytns: orcl_prim');
    inDatabase("update database set role = 'PHYSICAL STANDBY', open_mode = 'MOUNTED'");
    const before = filesOf(lab);

    const ending = await backup(lab);

    expect(ending).toMatchObject({ exitCode: 1, sentence: expect.stringContaining('could not log in to /@orcl_prim: ORA-12154') });
    expect(filesOf(lab)).toEqual(before);
    inDatabase("update database set role = 'PRIMARY', open_mode = 'READ WRITE'");
  });

  it('at the recovery catalog says that it was the catalog, stops config, and lets a backup go on', async () => {
    rewrite(lab, 'backup.cfg', '[orcl]', '[rman]\ncatalog: /@rman\n[orcl]');
    setFault(lab.directory, { name: 'login-error', code: 'ORA-12541', to: 'rman' });

    const config = await backup(lab, 'config');
    const ending = await backup(lab);

    expect(config.exitCode).toBe(1);
    expect(config.sentence).toContain('RMAN failed: RMAN-04004: error from recovery catalog database: ORA-12541: TNS:no listener');
    expect(ending.exitCode).toBe(0);
    expect(ending.stdout).toContain('the recovery catalog /@rman cannot be used; the backup goes on without it');
    expect(leftovers(lab)).toEqual([]);
  });
});

describe('a database', () => {
  it('with another DBID than the configuration says is not touched', async () => {
    const before = filesOf(lab);
    rewrite(lab, 'backup.cfg', /^dbid.*/m, 'dbid: 5');

    const ending = await backup(lab);

    expect(ending).toMatchObject({ exitCode: 2, sentence: 'icb: database orcl has DBID 1433672784, but the configuration says 5' });
    expect(ending.remedy).toContain('check the TNS alias orcl, or set dbid: 1433672784 in section [orcl]');
    expect(filesOf(lab)).toEqual(before);
    expect(leftovers(lab)).toEqual([]);
  });

  it('in NOARCHIVELOG mode cannot be backed up, and the remedy is said', async () => {
    inDatabase("update database set log_mode = 'NOARCHIVELOG'");

    const ending = await backup(lab);

    expect(ending).toMatchObject({ exitCode: 1, sentence: 'icb: database orcl runs in NOARCHIVELOG mode and cannot be backed up while open' });
    expect(ending.remedy).toContain('alter database archivelog');
    inDatabase("update database set log_mode = 'ARCHIVELOG'");
    expect(leftovers(lab)).toEqual([]);
  });

  it('the recovery catalog does not know is registered by config, once', async () => {
    rewrite(lab, 'backup.cfg', '[orcl]', '[rman]\ncatalog: /@rman\n[orcl]');
    rewrite(lab, 'backup.cfg', 'registercatalog: false', 'registercatalog: true');

    const unregistered = await backup(lab);
    const first = await backup(lab, 'config');
    const second = await backup(lab, 'config');

    expect(unregistered).toMatchObject({ exitCode: 1, remedy: expect.stringContaining('run icb backup <db> config with registercatalog: true') });
    expect(first).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('changed: registered in the recovery catalog /@rman') });
    expect(second).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('nothing to change') });
    expect(await backup(lab)).toMatchObject({ exitCode: 0, stderr: '' });
  });
});

describe('a refresh that fails', () => {
  it('is in the session log with all the tool said', async () => {
    setFault(lab.directory, { name: 'rman-error', at: 'recover-copy', stack: writeError });

    const { remedy, stdout } = await backup(lab);

    const log = readFileSync(/session log: (.*)$/m.exec(remedy)?.[1] ?? '', 'utf8');
    expect(log).toContain(writeError.join('\n'));
    for (const line of writeError) expect(stdout).toContain(line);
    expect(log.split('\n').at(-2)).toContain('the storage answers with input/output errors');
  });

  it('is no success because RMAN said nothing of it, when V$RMAN_STATUS does', async () => {
    setFault(lab.directory, { name: 'rman-status', operation: 'RECOVER', status: 'COMPLETED WITH ERRORS', times: 1 });

    const ending = await backup(lab);

    expect(ending).toMatchObject({
      exitCode: 1,
      sentence: 'icb: orcl: refresh the image copy: RMAN reported success, but V$RMAN_STATUS says that RECOVER ended COMPLETED WITH ERRORS',
    });
    expect(complaintsOf(ending)).toMatch(/the image copy is still usable, from .* \(SCN \d+\) on/);
    await expectRecovery(lab);
  });

  it('with warnings is told by V$RMAN_STATUS even when RMAN printed none, and said again on the last lines', async () => {
    setFault(lab.directory, { name: 'rman-status', operation: 'DELETE', status: 'COMPLETED WITH WARNINGS', times: 1 });

    const ending = await backup(lab);

    const warning = 'RMAN gave a warning: see what it printed step="tidy up and back up the control file" command="DELETE ended COMPLETED WITH WARNINGS"';
    expect(ending).toMatchObject({ exitCode: 0, stderr: '' });
    expect(complaintsOf(ending)).toContain(warning);
    expect(ending.stdout.trimEnd().split('\n').slice(-3).map((line) => line.slice(34))).toEqual(['warnings in this run: 1', `- ${warning}`, 'done']);
  });

  it('because nothing was merged is noticed though RMAN is content', async () => {
    setFault(lab.directory, { name: 'rman-merge-nothing' });

    const ending = await backup(lab);

    expect(ending.exitCode).toBe(1);
    expect(ending.sentence).toMatch(/^icb: the refresh of orcl did not move every image copy: the image copy of datafile 1 stayed at SCN \d+, behind \d+, and 4 more$/);
    expect(ending.remedy).toContain('check the tag of the image copies');
    await expectRecovery(lab);
  });
});

describe('a query that fails', () => {
  it('without the last line of its script is no success', async () => {
    setFault(lab.directory, { name: 'sqlplus-no-sentinel' });

    const ending = await backup(lab);

    expect(ending.exitCode).toBe(1);
    expect(ending.sentence).toMatch(/^icb: orcl: log in and ask what database this is: SQL\*Plus ended before the script was through/);
    expect(ending.remedy).toContain('somebody may have ended the session');
    expect(leftovers(lab)).toEqual([]);
  });

  it('leaves autorestore.cfg whole', async () => {
    const file = join(lab.area, 'autorestore.cfg');
    const before = readFileSync(file, 'utf8');
    setFault(lab.directory, { name: 'sqlplus-error', match: 'v$parameter', lines: ['ERROR at line 1:', 'ORA-03113: end-of-file on communication channel'] });

    const ending = await backup(lab);

    expect(ending).toMatchObject({ exitCode: 1, sentence: expect.stringContaining('SQL*Plus failed: ORA-03113') });
    expect(readFileSync(file, 'utf8')).toBe(before);
    expect(leftovers(lab)).toEqual([]);
  });

  it("in a site's own script names that file", async () => {
    mkdirSync(join(lab.directory, 'scripts'));
    writeFileSync(join(lab.directory, 'scripts/archive-current-log.sql'), 'alter system archive log curent;\n');
    writeFileSync(join(lab.directory, 'scripts/refresh.rman'), 'show all;\n');
    rewrite(lab, 'backup.cfg', '[zfssa]', 'templatedir: scripts\n[zfssa]');

    const ending = await backup(lab);

    expect(ending.exitCode).toBe(1);
    expect(ending.sentence).toContain(`archive the current log: SQL*Plus failed in the site's own ${lab.directory}/scripts/archive-current-log.sql: ORA-`);
    expect(complaintsOf(ending)).toContain(`${lab.directory}/scripts/refresh.rman is not used: icb has no script of that name`);
    rmSync(join(lab.directory, 'scripts/archive-current-log.sql'));
    expect(await backup(lab)).toMatchObject({ exitCode: 0 });
  });
});

it.each([
  ['OPatch', 'OPatch/opatch', 'false'],
  ['srvctl', 'bin/srvctl', 'true'],
])('a missing %s is one warning, and the backup is complete', async (_name, program, gridManaged) => {
  const path = join(lab.directory, 'oracle_home', program);
  rewrite(lab, 'backup.cfg', 'gimanaged: false', `gimanaged: ${gridManaged}`);
  renameSync(path, `${path}.away`);
  const snapshots = snapshotsOf(lab);

  const ending = await backup(lab);

  expect(ending).toMatchObject({ exitCode: 0, stderr: '' });
  expect(complaintsOf(ending).split('\n')).toEqual([expect.stringContaining(`not in the log of this run: cannot start ${path}`)]);
  expect(snapshotsOf(lab)).toHaveLength(snapshots.length + 1);
  expect(readFileSync(join(lab.area, 'autorestore.cfg'), 'utf8')).toContain('backup-finished');
});
