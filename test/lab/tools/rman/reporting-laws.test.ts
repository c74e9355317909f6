import { appendFileSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { damageBlock } from '#lab/oracle/damage-block.ts';
import { commitTransaction } from '#lab/oracle/transactions.ts';
import { archiveLogCurrent } from '#lab/oracle/redo/log-switch.ts';
import { setParameter } from '#lab/oracle/parameters.ts';
import { configureScript, refreshScript, RmanLab, tag } from './rman-lab.ts';

const needBackup = 'report need backup recovery window of 2 days database;\n';
const preview = 'restore database preview summary;\n';

/** A database with image copies, and an archived log after them. */
async function backedUp(): Promise<RmanLab> {
  const lab = new RmanLab();
  lab.inDatabase((db) => setParameter(db, 'log_archive_dest_2', `LOCATION=${lab.area}/archivelog/ OPTIONAL`));
  await lab.runFile(configureScript(lab.area));
  lab.commit(5);
  await lab.runFile(refreshScript(lab.area));
  lab.advance({ minutes: 5 });
  lab.commit(5);
  lab.inDatabase(archiveLogCurrent);
  return lab;
}

function copyOf(lab: RmanLab, file: number): string {
  return lab.inDatabase((db) => db.sql.one<{ name: string }>("select name from datafile_copy where file = ? and deleted = 'NO'", file).name);
}

function archivedLogs(lab: RmanLab): readonly string[] {
  return readdirSync(join(lab.area, 'archivelog')).map((name) => join(lab.area, 'archivelog', name));
}

const neededLogs = (lab: RmanLab): string => `validate archivelog from scn 1 like '${lab.area}/archivelog/%';\n`;

describe('REPORT NEED BACKUP', () => {
  it('law 22: lists files without a copy, with the days since they were made', async () => {
    using lab = new RmanLab();

    const { exitCode, output } = await lab.runFile(needBackup);

    expect(exitCode).toBe(0);
    expect(output).toContain('\nReport of files that must be backed up to satisfy 2 days recovery window\nFile Days  Name\n---- ----- -----------------------------------------------------\n1    ');
    expect(output.match(/^\d {4}\d+ +\/.*\.dbf$/gm)).toHaveLength(5);
  });

  it('law 22: lists nothing after a backup, and everything again when the copies grow older than the window', async () => {
    using lab = await backedUp();
    const fresh = await lab.runFile(needBackup);
    lab.advance({ days: 3 });
    lab.commit(1);
    lab.inDatabase(archiveLogCurrent);

    const old = await lab.runFile(needBackup);

    expect(fresh.output).toMatch(/\n---- ----- -+\n\n/);
    expect(old.output.match(/^\d {4}3 +\/.*\.dbf$/gm)).toHaveLength(5);
  });

  it('law 22: goes by the configured policy when it names none', async () => {
    using lab = await backedUp();

    const { output } = await lab.runFile('report need backup;\n');

    expect(output).toContain('RMAN retention policy will be applied to the command\nRMAN retention policy is set to recovery window of 2 days\n');
  });
});

describe('REPORT UNRECOVERABLE', () => {
  it('law 9: lists a file that was changed without redo since its last copy', async () => {
    using lab = await backedUp();
    lab.inDatabase((db) => commitTransaction(db, [{ action: 'put', file: 4, block: 20, slot: 0, key: 9001, text: 'direct path' }], { logging: false }));

    const before = await lab.runFile('report unrecoverable database;\n');
    await lab.runFile(refreshScript(lab.area));
    const after = await lab.runFile('report unrecoverable;\n');

    expect(before.output).toMatch(/\nReport of files that need backup due to unrecoverable operations\nFile Type of Backup Required Name\n---- -+ -+\n4    full or incremental {5}\/.*\.dbf\n/);
    expect(after.output).not.toMatch(/^4 /m);
  });
});

describe('RESTORE DATABASE PREVIEW', () => {
  it('law 33: names copies, logs, and how far recovery would go', async () => {
    using lab = await backedUp();

    const { exitCode, output } = await lab.runFile(preview);

    const reach = lab.inDatabase((db) => db.sql.one<{ scn: number }>('select max(next_change) as scn from archived_log').scn);
    expect(exitCode).toBe(0);
    expect(output).toContain(copyOf(lab, 1));
    expect(output).toContain('List of Archived Log Copies for database with db_unique_name ORCL');
    expect(output).toMatch(new RegExp(`\\nrecovery will be done up to SCN ${reach}\\nMedia recovery start SCN is \\d+\\nRecovery must be done beyond SCN \\d+ to clear datafile fuzziness\\nFinished restore at `));
  });

  it('law 33: stops at a log that is not recorded any more', async () => {
    using lab = await backedUp();
    lab.commit(5);
    lab.inDatabase(archiveLogCurrent);
    const { sequence, first } = lab.inDatabase((db) => db.sql.one<{ sequence: number; first: number }>('select sequence, first_change as first from archived_log order by sequence desc'));
    lab.inDatabase((db) => db.sql.run("update archived_log set deleted = 'YES' where sequence = ?", sequence));

    const { output } = await lab.runFile(preview);

    expect(output).toContain(`\narchived logs generated after SCN ${first} not found in repository\nrecovery will be done up to SCN ${first}\n`);
  });

  it('law 33: refuses when a datafile has no copy, by record', async () => {
    using lab = await backedUp();
    lab.inDatabase((db) => db.sql.run('delete from datafile_copy where file = 4'));

    const { exitCode, output } = await lab.runFile(preview);

    expect(exitCode).toBe(1);
    expect(output).toContain('\nRMAN-06026: some targets not found - aborting restore\nRMAN-06023: no backup or copy of datafile 4 found to restore\n');
  });

  it('law 14: a copy that is gone from disk is noticed by VALIDATE HEADER only', async () => {
    using lab = await backedUp();
    rmSync(copyOf(lab, 4));

    const byRecord = await lab.runFile(preview);
    const byFile = await lab.runFile('restore database validate header;\n');

    expect(byRecord.exitCode).toBe(0);
    expect([byFile.exitCode, byFile.output]).toEqual([1, expect.stringContaining('RMAN-06023: no backup or copy of datafile 4 found to restore')]);
  });

  it.each([
    ['restore database;', 'expecting one of: "preview, validate"'],
    ['restore database validate;', 'expecting one of: "header"'],
    ['report schema;', 'expecting one of: "need, unrecoverable"'],
    ['validate database;', 'expecting one of: "archivelog, backupset, check, datafilecopy"'],
    ['validate datafilecopy tag x;', 'expecting one of: "from"'],
  ])('law 42: %s is more than the lab knows', async (script, expected) => {
    using lab = new RmanLab();

    const { exitCode, output } = await lab.runFile(`${script}\n`);

    expect([exitCode, output]).toEqual([1, expect.stringContaining(expected)]);
  });
});

describe('VALIDATE', () => {
  const copies = `validate check logical datafilecopy from tag '${tag}';\n`;

  it('law 40: lists the image copies, and records corrupt blocks without failing', async () => {
    using lab = await backedUp();
    const clean = await lab.runFile(copies);
    damageBlock(copyOf(lab, 4), 3);

    const { exitCode, output } = await lab.runFile(copies);

    expect(clean.output.match(/^List of Datafile Copies$/gm)).toHaveLength(5);
    expect(clean.output.match(/^\d +OK +0 /gm)).toHaveLength(5);
    expect(exitCode).toBe(0);
    expect(output).toMatch(/\n4 {4}FAILED 0 /);
    expect(lab.inDatabase((db) => db.sql.all('select file, block, corruption_type from copy_corruption'))).toEqual([{ file: 4, block: 3, corruption_type: 'CHECKSUM' }]);
  });

  it('law 14: fails for an image copy that is gone', async () => {
    using lab = await backedUp();
    rmSync(copyOf(lab, 2));

    const { exitCode, output } = await lab.runFile(copies);

    expect([exitCode, output]).toEqual([1, expect.stringContaining(`ORA-19625: error identifying file ${copyOf(lab, 2)}\nORA-27037: unable to obtain file status\n`)]);
  });

  it('law 40: lists archived logs, damaged ones as failed', async () => {
    using lab = await backedUp();
    const [first = '', ...others] = archivedLogs(lab);
    appendFileSync(first, 'x');

    const { exitCode, output } = await lab.runFile(neededLogs(lab));

    expect(exitCode).toBe(0);
    expect(output).toContain('List of Archived Logs\n=====================\nThrd Seq     Status Blocks Failing Blocks Examined Name\n');
    expect(output.match(/^1 +\d+ +OK +0 /gm) ?? []).toHaveLength(others.length);
    expect(output).toMatch(new RegExp(`^1 +\\d+ +FAILED 1 +\\d+ +${first}$`, 'm'));
  });

  it('law 14: fails for an archived log that is gone', async () => {
    using lab = await backedUp();
    rmSync(archivedLogs(lab)[0] ?? '');

    const { exitCode, output } = await lab.runFile(neededLogs(lab));

    expect([exitCode, output]).toEqual([1, expect.stringContaining('RMAN-06059: expected archived log not found')]);
  });

  it('law 14: reads a backup set, and fails when its piece is gone', async () => {
    using lab = await backedUp();
    const { key } = lab.inDatabase((db) => db.sql.one<{ key: number }>("select set_key as key from backup_piece where handle = ?", join(lab.area, 'after_backup_controlfile.cf')));
    const script = `validate backupset ${key};\n`;
    const whole = await lab.runFile(script);
    rmSync(join(lab.area, 'after_backup_controlfile.cf'));

    const gone = await lab.runFile(script);
    const unknown = await lab.runFile('validate backupset 4711;\n');

    expect([whole.exitCode, whole.output]).toEqual([0, expect.stringContaining('channel ORA_DISK_1: validation complete, elapsed time: 00:00:00')]);
    expect([gone.exitCode, gone.output]).toEqual([1, expect.stringContaining('ORA-19505: failed to identify file')]);
    expect([unknown.exitCode, unknown.output]).toEqual([1, expect.stringContaining('RMAN-20215: backup set not found')]);
  });
});
