import { copyFileSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { RestoreLab } from './restore-lab.ts';

function names(restore: RestoreLab): readonly string[] {
  return restore.inInstance((db) => db.sql.all<{ name: string }>('select name from datafile order by file').map(({ name }) => name));
}

describe('an instance on the restore host', () => {
  it('law 26: RMAN says how far the target is', async () => {
    using restore = await RestoreLab.open();
    const connected = async (): Promise<string | undefined> => /^connected to target.*$/m.exec((await restore.rman('set echo on;\n')).output)?.[0];

    const nomount = await connected();
    const tooEarly = await restore.failureOf('catalog start with \'/x\';\n');
    await restore.mount();
    const mounted = await connected();
    restore.stopInstance();
    const idle = await connected();

    expect([nomount, mounted, idle]).toEqual([
      'connected to target database: ORCL (not mounted)',
      'connected to target database: ORCL (DBID=1433672784, not open)',
      'connected to target database (not started)',
    ]);
    expect(tooEarly).toMatch(/^RMAN-03002: failure of catalog command at .*\nORA-01507: database not mounted$/);
    expect(await restore.failureOf('alter database mount;\n')).toContain('ORA-01034: ORACLE not available');
  });

  it('law 27: RESTORE CONTROLFILE writes CONTROL_FILES, as a real log shows it', async () => {
    using restore = await RestoreLab.open();

    const output = await restore.answer(`run {\nallocate channel c1 device type disk;\nrestore controlfile from '${restore.piece}';\n}\nalter database mount;\n`);

    expect(restore.neutral(output)).toBe(`using target database control file instead of recovery catalog
allocated channel: c1
channel c1: SID=46 device type=DISK

Starting restore at 2016-11-08 21:56:37

channel c1: restoring control file
channel c1: restore complete, elapsed time: 00:00:00
output file name=/lab/scratch/restore.cf
Finished restore at 2016-11-08 21:56:37
released channel: c1

Statement processed
`);
    expect(restore.inInstance((db) => db.sql.get('select open_mode, db_unique_name from database'))).toEqual({ open_mode: 'MOUNTED', db_unique_name: 'rst' });
  });

  it('law 27: RESTORE CONTROLFILE needs NOMOUNT, a piece with a control file, and a place for it', async () => {
    using restore = await RestoreLab.open();
    const restoreFrom = async (piece: string): Promise<string> => await restore.failureOf(`restore controlfile from '${piece}';\n`);
    const [image = ''] = readdirSync(restore.clone).filter((name) => name.startsWith('data_'));

    const missing = await restoreFrom('/nosuch/piece.cf');
    const noPiece = await restoreFrom(join(restore.clone, image));
    restore.stopInstance();
    const idle = await restoreFrom(restore.piece);
    restore.startInstance({ control_files: join(restore.scratch, 'nosuch', 'restore.cf') });
    const noFolder = await restoreFrom(restore.piece);
    restore.stopInstance();
    restore.startInstance();
    await restore.mount();
    const mounted = await restoreFrom(restore.piece);
    const production = await restore.lab.runFile(`restore controlfile from '${restore.piece}';\n`);

    for (const failure of [missing, noPiece]) expect(failure).toMatch(/^RMAN-03002: failure of restore command at .*\nRMAN-06172: no AUTOBACKUP found or specified handle is not a valid copy or piece$/);
    expect(idle).toContain('ORA-01034: ORACLE not available');
    expect(restore.neutral(noFolder)).toContain('ORA-19870: error while restoring backup piece /lab/clone/after_backup_controlfile.cf\nORA-19504: failed to create file "/lab/scratch/nosuch/restore.cf"\nORA-27040: file create error, unable to create file\n');
    expect(mounted).toContain('RMAN-06496: must use the TO clause when the database is mounted or open');
    expect(production).toMatchObject({ exitCode: 1, output: expect.stringContaining('RMAN-06496') as string });
  });

  it('law 28: a restored control file knows production\'s files, whether they are there or not', async () => {
    using restore = await RestoreLab.open();
    await restore.mount();

    const known = restore.inInstance((db) => db.sql.all<{ name: string }>("select name from datafile union all select name from datafile_copy where deleted = 'NO'").map(({ name }) => name));

    expect(known.filter((name) => existsSync(name))).toEqual(known.slice(5));
    expect(known.slice(5).every((name) => name.startsWith(`${restore.lab.area}/data_`))).toBe(true);
  });
});

describe('what a control file knows', () => {
  it('law 29: CATALOG START WITH takes what has a valid header of this database and lists the rest', async () => {
    using restore = await RestoreLab.open();
    await restore.mount();
    writeFileSync(join(restore.clone, 'autorestore.cfg'), '[dbconfig]\n');
    mkdirSync(join(restore.clone, 'sub', 'folder'), { recursive: true });
    const [image = ''] = readdirSync(restore.clone).filter((name) => name.includes('FNO-4'));
    copyFileSync(join(restore.clone, image), join(restore.clone, 'sub', 'folder', 'image'));
    const logs = readdirSync(join(restore.clone, 'archivelog')).toSorted();

    const output = restore.neutral(await restore.answer(`catalog start with '${restore.clone}/' noprompt;\n`));

    expect(output).toMatch(/^using target database control file instead of recovery catalog\nsearching for all files that match the pattern \/lab\/clone\/\n\nList of Files Unknown to the Database\n={37}\nFile Name: /);
    expect(output).toContain('\ncataloging files...\ncataloging done\n\nList of Cataloged Files\n=======================\nFile Name: ');
    for (const log of logs) expect(output.split('List of Cataloged Files')[1]).toContain(`File Name: /lab/clone/archivelog/${log}\n`);
    expect(output.split('List of Cataloged Files')[1]).toContain('File Name: /lab/clone/sub/folder/image\n');
    expect(output).toContain('List of Files Which Were Not Cataloged\n=======================================\nFile Name: /lab/clone/autorestore.cfg\n  RMAN-07517: Reason: The file header is corrupted\n');
    expect(await restore.answer(`catalog start with '${restore.clone}/data_' noprompt;\n`)).toContain('\nno files found to be unknown to the database\n');
    const copy = restore.inInstance((db) => db.sql.get('select file, tag, checkpoint_change from datafile_copy where name = ?', join(restore.clone, image)));
    const original = restore.lab.inDatabase((db) => db.sql.get("select checkpoint_change from datafile_copy where name = ? and deleted = 'NO'", join(restore.lab.area, image)));
    expect(copy).toEqual({ file: 4, tag: null, ...original });
  });

  it('law 29: the prefix is no folder: it is compared with the beginning of every path', async () => {
    using restore = await RestoreLab.open();
    await restore.mount();
    for (const folder of ['clone2', 'other']) mkdirSync(join(restore.lab.dir, folder));
    writeFileSync(join(restore.lab.dir, 'clone2', 'x'), '');
    writeFileSync(join(restore.lab.dir, 'other', 'x'), '');

    const output = restore.neutral(await restore.answer(`catalog start with '${restore.clone}';\n`));

    expect(output).toContain('File Name: /lab/clone2/x\n');
    expect(output).not.toContain('/lab/other/x');
  });

  it('law 29: a file of another database is refused', async () => {
    using restore = await RestoreLab.open();
    await restore.mount();
    restore.inInstance((db) => db.sql.run('update database set dbid = 4711'));

    const output = restore.neutral(await restore.answer(`catalog start with '${restore.clone}/' noprompt;\n`));

    expect(output.match(/RMAN-07518: Reason: Foreign database file DBID: 1433672784 {2}Database Name: (?:ORCL)?$/gm)).toHaveLength(readdirSync(restore.clone, { recursive: true }).length - 1);
    expect(output).toContain('File Name: /lab/clone/after_backup_controlfile.cf\n  RMAN-07518: Reason: Foreign database file DBID: 1433672784  Database Name: ORCL\n');
    expect(output).not.toContain('List of Cataloged Files');
  });

  it('law 30: UNCATALOG forgets records and UNAVAILABLE keeps them; files stay', async () => {
    using restore = await RestoreLab.open();
    await restore.mount();
    const files = readdirSync(restore.lab.area).toSorted();
    const counts = (): unknown => restore.inInstance((db) => db.sql.get(`select
      (select count(*) from archived_log where deleted = 'NO') as logs, (select count(*) from datafile_copy where deleted = 'NO') as copies,
      (select count(*) from backup_piece where deleted = 'NO' and status = 'U') as unavailable, (select count(*) from backup_piece where deleted = 'NO' and status = 'A') as available`));
    const before = counts() as { logs: number; available: number };

    const output = restore.neutral(await restore.answer('change archivelog all uncatalog;\nchange copy of database uncatalog;\nchange backup device type disk unavailable;\n'));
    const after = counts();
    restore.inInstance((db) => db.sql.run("update backup_piece set deleted = 'YES', status = 'D', handle = null"));
    const again = await restore.answer('change archivelog all uncatalog;\nchange copy of database uncatalog;\nchange backup device type disk unavailable;\n');

    expect(before.available).toBeGreaterThan(0);
    expect(after).toEqual({ logs: 0, copies: 0, unavailable: before.available, available: 0 });
    expect(output).toMatch(/uncataloged archived log\narchived log file name=\S+ RECID=\d+ STAMP=\d+\n/);
    expect(output).toContain(`Uncataloged ${before.logs} objects\n\n\n`);
    expect(output).toMatch(/uncataloged datafile copy\ndatafile copy file name=\/lab\/area\/data_D-ORCL_I-1433672784_TS-SYSTEM_FNO-1_\S+ RECID=\d+ STAMP=\d+\n/);
    expect(output).toContain('Uncataloged 5 objects\n\n\n');
    expect(output).toMatch(/changed backup piece unavailable\nbackup piece handle=\/lab\/area\/c-1433672784-\S+ RECID=\d+ STAMP=\d+\n/);
    expect(output).toContain(`Changed ${before.available} objects to UNAVAILABLE status\n`);
    for (const what of ['archived log', 'datafile copy', 'backup']) expect(again).toContain(`specification does not match any ${what} in the repository\n`);
    expect(readdirSync(restore.lab.area).toSorted()).toEqual(files);
  });
});

describe('SWITCH TO COPY', () => {
  it('law 31: the newest copy by record wins; the old name becomes a copy', async () => {
    using restore = await RestoreLab.open();
    await restore.catalog();
    const old = names(restore);

    const output = restore.neutral(await restore.answer('switch database to copy;\n'));

    expect(output).toMatch(/^using target database control file instead of recovery catalog\ndatafile 1 switched to datafile copy "\/lab\/clone\/data_D-ORCL_I-1433672784_TS-SYSTEM_FNO-1_\S+"\ndatafile 2 /);
    expect(names(restore).every((name) => name.startsWith(`${restore.clone}/data_`))).toBe(true);
    expect(restore.inInstance((db) => db.sql.all<{ name: string }>("select name from datafile_copy where deleted = 'NO' order by file").map(({ name }) => name))).toEqual(old);
  });

  it('law 31: production\'s copies win while they are known, though they are older or gone', async () => {
    using restore = await RestoreLab.open();
    await restore.mount();
    await restore.answer(`catalog start with '${restore.clone}/data_' noprompt;\n`);
    restore.inInstance((db) => db.sql.run("update datafile_copy set checkpoint_change = checkpoint_change + 100 where name like ?", `${restore.lab.area}/%`));

    await restore.answer('switch datafile 1 to copy;\nswitch datafile 2, 3 to copy;\n');

    expect(names(restore).map((name) => name.startsWith(`${restore.lab.area}/`))).toEqual([true, true, true, false, false]);
    expect(await restore.failureOf('switch datafile 99 to copy;\n')).toContain('RMAN-20201: datafile not found in the recovery catalog\nRMAN-06010: error while looking up datafile: 99');
  });

  it('law 31: without a copy of one file nothing is switched', async () => {
    using restore = await RestoreLab.open();
    await restore.catalog();
    const old = names(restore);
    restore.inInstance((db) => db.sql.run("update datafile_copy set status = 'U' where file = 4"));

    const failure = await restore.failureOf('switch database to copy;\n');
    const inBlock = await restore.rman('run { switch database to copy; }\n');

    expect(failure).toMatch(/^RMAN-03002: failure of switch to copy command at .*\nRMAN-06571: datafile 4 does not have recoverable copy$/);
    expect(names(restore)).toEqual(old);
    expect(inBlock).toMatchObject({ exitCode: 1, output: expect.stringContaining('RMAN-01009: syntax error: found "database": expecting one of: "datafile, tempfile"') as string });
  });

  it('law 31: not while the database is open', async () => {
    using restore = await RestoreLab.open();
    await restore.switch();
    await restore.answer(`recover database until scn ${restore.inInstance((db) => db.sql.one<{ scn: number }>("select max(next_change) as scn from archived_log where deleted = 'NO'").scn)};\nalter database open read only;\n`);

    expect(await restore.failureOf('switch datafile 4 to copy;\n')).toContain('RMAN-06572: database is open and datafile 4 is not offline');
  });
});
