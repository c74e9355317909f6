import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { extractControlFile } from '#lab/oracle/backup/control-file-backup.ts';
import { archiveLogCurrent } from '#lab/oracle/redo/log-switch.ts';
import { configureScript, refreshScript, RmanLab } from './rman-lab.ts';

async function configuredLab(parallel?: number): Promise<RmanLab> {
  const lab = new RmanLab();
  await lab.runFile(configureScript(lab.area, parallel));
  return lab;
}

function archivedLogs(lab: RmanLab): readonly { readonly sequence: number; readonly name: string; readonly dest: number }[] {
  return lab.inDatabase((db) => db.sql.all("select sequence, name, dest_id as dest from archived_log where deleted = 'NO' order by recid"));
}

/** Handles a control file backup knows. */
function handlesIn(lab: RmanLab, piece: string): readonly unknown[] {
  const path = join(lab.dir, 'extracted.db');
  extractControlFile(piece, path);
  using control = new DatabaseSync(path);
  return control.prepare('select handle from backup_piece where handle is not null order by recid').all().map(({ handle }) => handle);
}

describe('autobackups and control file backups', () => {
  it('law 19: an autobackup follows each backup, named by DBID, day and number', async () => {
    using lab = await configuredLab();

    await lab.runFile("backup spfile tag 'x';");
    await lab.runFile("backup spfile tag 'x';");

    expect(readdirSync(lab.area).filter((name) => name.startsWith('c-'))).toEqual(['c-1433672784-20161108-00', 'c-1433672784-20161108-01']);
  });

  it('law 19: in a block it waits for a command that makes no backup, and one serves several backups', async () => {
    using lab = await configuredLab();

    const { output } = await lab.runFile("run { backup spfile tag 'x'; backup spfile tag 'y'; show all; }");

    expect(output.match(/Starting Control File and SPFILE Autobackup/g)).toHaveLength(1);
    expect(output.indexOf('Finished Control File')).toBeLessThan(output.indexOf('RMAN configuration parameters'));
    expect(output.indexOf('tag=Y')).toBeLessThan(output.indexOf('Starting Control File'));
  });

  it('law 19: none follows when it is off, nor the backup of the control file itself', async () => {
    using lab = await configuredLab();

    await lab.runFile(`backup current controlfile format '${lab.area}/cf' tag 'x';`);
    await lab.runFile("configure controlfile autobackup off; backup spfile tag 'x';");

    expect(readdirSync(lab.area).some((name) => name.startsWith('c-'))).toBe(false);
  });

  it('law 20: a control file backup knows what was before it, neither itself nor what comes later', async () => {
    using lab = await configuredLab();
    const path = join(lab.area, 'after_backup_controlfile.cf');
    await lab.runFile("backup spfile tag 'x';");
    const before = handlesIn(lab, join(lab.area, 'c-1433672784-20161108-00'));

    await lab.runFile(`run { backup current controlfile format '${path}' reuse tag 'x'; backup spfile tag 'y'; }`);

    expect(before).toHaveLength(1);
    expect(handlesIn(lab, path)).toEqual([...before, join(lab.area, 'c-1433672784-20161108-00')]);
  });

  it('law 20: without REUSE an existing file is refused', async () => {
    using lab = await configuredLab();
    const path = join(lab.area, 'cf');
    await lab.runFile(`backup current controlfile format '${path}' reuse;`);

    const { output, exitCode } = await lab.runFile(`backup current controlfile format '${path}';`);

    expect(output).toContain(`RMAN-03009: failure of backup command on ORA_DISK_1 channel at 2016-11-08 21:53:37\nORA-19504: failed to create file "${path}"\nORA-27038: created file already exists\n`);
    expect(exitCode).toBe(1);
  });

  it('law 20: the records of the merged copies are in it', async () => {
    using lab = await configuredLab();
    await lab.runFile(refreshScript(lab.area));
    lab.commit(20);
    await lab.runFile(refreshScript(lab.area));
    const path = join(lab.dir, 'extracted.db');
    const query = 'select file, checkpoint_change from datafile_copy order by recid';

    extractControlFile(join(lab.area, 'after_backup_controlfile.cf'), path);

    using control = new DatabaseSync(path);
    expect(control.prepare(query).all()).toEqual(lab.inDatabase((db) => db.sql.all(query)));
  });
});

describe('copies of archived logs', () => {
  it('law 23: a log the control file does not know', async () => {
    using lab = await configuredLab();

    const { output, exitCode } = await lab.runFile(`backup as copy archivelog sequence 4711 thread 1 format '${lab.area}/x';`);

    expect(output).toContain('RMAN-03002: failure of backup command at 2016-11-08 21:53:37\nRMAN-20242: specification does not match any archived log in the repository\n');
    expect(exitCode).toBe(1);
  });

  it('law 23: a known log that is gone from disk', async () => {
    using lab = await configuredLab();
    lab.inDatabase((db) => archiveLogCurrent(db));
    const [log] = archivedLogs(lab);
    rmSync(lab.pathOf(log?.name));

    const { output, exitCode } = await lab.runFile(`backup force as copy reuse archivelog sequence 1 thread 1 format '${lab.area}/x';`);

    expect(output).toContain(`RMAN-06059: expected archived log not found, loss of archived log compromises recoverability\nORA-19625: error identifying file ${log?.name ?? ''}\n`);
    expect(exitCode).toBe(1);
  });

  it('backup optimization skips a log that has been copied before, FORCE does not', async () => {
    using lab = await configuredLab();
    lab.inDatabase((db) => archiveLogCurrent(db));
    const copy = (force: string, name: string): string => `backup ${force} as copy reuse archivelog sequence 1 thread 1 format '${lab.area}/${name}';`;
    await lab.runFile(copy('', 'a'));

    const skipped = await lab.runFile(copy('', 'b'));
    const forced = await lab.runFile(copy('force', 'c'));

    expect(skipped.output).toContain('skipping archived logs of thread 1 from sequence 1 to 1; already backed up\n');
    expect(existsSync(`${lab.area}/b`)).toBe(false);
    expect(forced.output).toContain(`output file name=${lab.area}/c RECID=3 STAMP=`);
    expect(archivedLogs(lab).map(({ dest }) => dest)).toEqual([1, 0, 0]);
  });

  it('without REUSE leaves an existing file alone', async () => {
    using lab = await configuredLab();
    lab.inDatabase((db) => archiveLogCurrent(db));
    writeFileSync(`${lab.area}/x`, 'mine');

    const { output } = await lab.runFile(`backup as copy archivelog sequence 1 thread 1 format '${lab.area}/x';`);

    expect(output).toContain('ORA-27038: created file already exists');
  });
});

describe('channels', () => {
  it('are as many as the configuration says, and allocated anew when it changes', async () => {
    using lab = await configuredLab(4);

    const { output } = await lab.runFile("backup spfile tag 'x'; configure device type disk parallelism 1; backup spfile tag 'x';");

    expect(output.match(/allocated channel: ORA_DISK_\d/g)).toHaveLength(5);
    expect(output.match(/released channel: ORA_DISK_\d/g)).toHaveLength(4);
  });

  it('allocated by hand serve one block, with a format of their own', async () => {
    using lab = await configuredLab();

    const { output } = await lab.runFile(`run {\nallocate channel c1 device type disk format '${lab.area}/%d_%T_%s';\nbackup spfile tag 'x';\n}\n`);

    expect(output).toContain(`channel c1: SID=46 device type=DISK\n`);
    expect(output).toContain(`piece handle=${lab.area}/ORCL_20161108_1 tag=X comment=NONE\n`);
    expect(output).toContain('released channel: c1\n');
  });

  it('law 24: in Standard Edition one works at a time, with a warning', async () => {
    using lab = await configuredLab(2);
    lab.inDatabase((db) => db.sql.run("update database set edition = 'SE2'"));

    const { output, exitCode } = await lab.runFile(refreshScript(lab.area));

    expect(output).toContain('RMAN-06908: warning: operation will not run in parallel on the allocated channels\n');
    expect(output).not.toContain('ORA_DISK_2: starting');
    expect(exitCode).toBe(0);
  });
});
