import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { damageBlock } from '#lab/oracle/damage-block.ts';
import { createTablespace } from '#lab/oracle/datafile-administration.ts';
import { readFileHeader, writeFileHeader } from '#lab/oracle/file-header.ts';
import { rowsByJournal } from '#lab/oracle/journal.ts';
import type { Until } from '#lab/oracle/journal.ts';
import { readRows } from '#lab/oracle/rows.ts';
import { RestoreLab } from './restore-lab.ts';
import type { Moment } from './restore-lab.ts';

/** A restore that is ready to be recovered, and the moment between its two last logs. */
async function switched(change: (restore: RestoreLab) => void = () => undefined): Promise<{ readonly restore: RestoreLab; readonly mark: Moment }> {
  let mark: Moment | undefined;
  const restore = await RestoreLab.open((lab) => {
    change(lab);
    mark = lab.mark();
  });
  await restore.switch();
  if (mark === undefined) throw new Error('nothing was marked');
  return { restore, mark };
}

/** A datafile that no image copy and no control file backup knows. */
function birth(restore: RestoreLab): void {
  restore.lab.inDatabase((db) => createTablespace(db, 'late', 20));
}

function rows(restore: RestoreLab): unknown {
  return restore.inInstance((db) => readRows(db).map(({ file, key, text }) => ({ file, key, text })));
}

function journal(restore: RestoreLab, until: Until): unknown {
  return rowsByJournal(restore.lab.dir, until).map(({ file, key, text }) => ({ file, key, text }));
}

function untilTime(time: string): string {
  return `run {\nset newname for database to new;\nset until time "to_date('${time}', 'yyyy-mm-dd hh24:mi:ss')";\nrecover database;\n}\n`;
}

function files(restore: RestoreLab): readonly { readonly file: number; readonly name: string; readonly checkpoint_change: number }[] {
  return restore.inInstance((db) => db.sql.all<{ file: number; name: string; checkpoint_change: number }>('select file, name, checkpoint_change from datafile order by file'));
}

function archivedLogs(restore: RestoreLab): readonly string[] {
  return readdirSync(join(restore.clone, 'archivelog')).toSorted().map((name) => join(restore.clone, 'archivelog', name));
}

describe('RECOVER DATABASE', () => {
  it('law 33: applies redo from before a time, and prints what a real log shows', async () => {
    const { restore, mark } = await switched();
    using _restore = restore;

    const output = restore.neutral(await restore.answer(untilTime(mark.time)));

    expect(output).toBe(`executing command: SET NEWNAME

executing command: SET until clause

Starting recover at 2016-11-08 21:57:37
using target database control file instead of recovery catalog
allocated channel: ORA_DISK_1
channel ORA_DISK_1: SID=46 device type=DISK
allocated channel: ORA_DISK_2
channel ORA_DISK_2: SID=65 device type=DISK

starting media recovery

archived log for thread 1 with sequence 2 is already on disk as file /lab/clone/archivelog/1_2_927410017.dbf
archived log for thread 1 with sequence 3 is already on disk as file /lab/clone/archivelog/1_3_927410017.dbf
archived log file name=/lab/clone/archivelog/1_2_927410017.dbf thread=1 sequence=2
archived log file name=/lab/clone/archivelog/1_3_927410017.dbf thread=1 sequence=3
media recovery complete, elapsed time: 00:00:00
Finished recover at 2016-11-08 21:57:37
`);
    expect(rows(restore)).toEqual(journal(restore, { time: mark.time }));
    expect(new Set(files(restore).map(({ checkpoint_change }) => checkpoint_change)).size).toBe(1);
  });

  it('law 33: an SCN is exclusive too', async () => {
    const { restore, mark } = await switched();
    using _restore = restore;
    const { scn } = restore.lab.inDatabase((db) => db.sql.one<{ scn: number }>('select max(first_change) - 1 as scn from archived_log'));

    await restore.answer(`run { set until scn ${scn}; recover database; }\n`);

    expect(rows(restore)).toEqual(journal(restore, { scn }));
    expect(scn).toBeGreaterThan(mark.scn - 20);
  });

  it('law 33: a copy that is past the target', async () => {
    const { restore } = await switched();
    using _restore = restore;
    const past = files(restore)[0]?.checkpoint_change ?? 0;

    const script = `run { set until scn ${past - 1}; recover database; }\n`;
    const failure = await restore.failureOf(script);

    expect((await restore.rman(script)).output).not.toContain('starting media recovery');
    expect(failure).toMatch(/^RMAN-03002: failure of recover command at .*\nRMAN-06556: datafile 1 must be restored from backup older than SCN \d+$/);
    expect(files(restore)[0]?.checkpoint_change).toBe(past);
  });

  it('law 33: a target before this incarnation began', async () => {
    const { restore } = await switched();
    using _restore = restore;

    expect(await restore.failureOf(untilTime('2010-01-01 00:00:00'))).toMatch(/^RMAN-03002: failure of set command at .*\nRMAN-20207: UNTIL TIME or RECOVERY WINDOW is before RESETLOGS time$/);
    expect(await restore.failureOf('recover database until scn 0;\n')).toContain('RMAN-20208: UNTIL CHANGE is before RESETLOGS change');
    expect(await restore.failureOf('run { set until time "to_date(\'yesterday\', \'yyyy\')"; recover database; }\n')).toContain('ORA-01861');
  });

  it('law 33: the end of redo before the target, and always without a target', async () => {
    const { restore } = await switched();
    using _restore = restore;

    const late = await restore.failureOf(untilTime('2016-11-09 00:00:00'));
    const whole = rows(restore);
    const open = await restore.failureOf('recover database;\n');

    for (const failure of [late, open]) expect(failure).toMatch(/^RMAN-03002: failure of recover command at .*\nRMAN-06054: media recovery requesting unknown archived log for thread 1 with sequence 4 and starting SCN of \d+$/);
    expect(whole).toEqual(journal(restore, { time: '2016-11-09 00:00:00' }));
  });

  it('law 33: only logs that are cataloged count, and a gap is named', async () => {
    let mark: Moment | undefined;
    using restore = await RestoreLab.open((lab) => {
      lab.work();
      mark = lab.mark();
    });
    const [, second = '', third = '', fourth = ''] = archivedLogs(restore);
    await restore.mount();
    await restore.answer(`change archivelog all uncatalog;\nchange copy of database uncatalog;\ncatalog start with '${restore.clone}/data_' noprompt;\nswitch database to copy;\n`);

    const nothing = await restore.failureOf(untilTime(mark?.time ?? ''));
    await restore.answer(`catalog start with '${second}' noprompt;\ncatalog start with '${fourth}' noprompt;\n`);
    const gap = await restore.failureOf('recover database;\n');
    rmSync(third);

    expect(nothing).toMatch(/RMAN-06054: media recovery requesting unknown archived log for thread 1 with sequence 2 and starting SCN of \d+$/);
    expect(gap).toMatch(/RMAN-06053: unable to perform media recovery because of missing log\nRMAN-06025: no backup of archived log for thread 1 with sequence 3 and starting SCN of \d+ found to restore$/);
  });

  it('law 33: a log the control file remembers and nobody cataloged is no unknown one', async () => {
    using restore = await RestoreLab.open(async ({ lab }) => void (await lab.runFile(`backup current controlfile format '${lab.area}/after_backup_controlfile.cf' reuse;\n`)));
    await restore.mount();
    await restore.answer(`change archivelog all uncatalog;\nchange copy of database uncatalog;\ncatalog start with '${restore.clone}/data_' noprompt;\nswitch database to copy;\n`);

    expect(await restore.failureOf('recover database;\n')).toMatch(/RMAN-06053: unable to perform media recovery because of missing log\nRMAN-06025: no backup of archived log for thread 1 with sequence 2 and starting SCN of \d+ found to restore$/);
  });

  it('law 33: a log that is expired does not count', async () => {
    const { restore, mark } = await switched();
    using _restore = restore;
    restore.inInstance((db) => db.sql.run("update archived_log set status = 'X' where sequence = 3"));

    expect(await restore.failureOf(untilTime(mark.time))).toMatch(/RMAN-06025: no backup of archived log for thread 1 with sequence 3 and starting SCN of \d+ found to restore$/);
  });

  it('law 33: a log that vanished or is damaged ends recovery', async () => {
    const { restore, mark } = await switched();
    using _restore = restore;
    const [, log = ''] = archivedLogs(restore);
    const content = readFileSync(log);
    content.writeUInt8(content.readUInt8(700) ^ 1, 700);
    writeFileSync(log, content);

    const damaged = restore.neutral(await restore.failureOf(untilTime(mark.time)));
    rmSync(log);
    const gone = restore.neutral(await restore.failureOf(untilTime(mark.time)));

    expect(damaged).toContain("ORA-00283: recovery session canceled due to errors\nRMAN-11003: failure during parse/execution of SQL statement: alter database recover logfile '/lab/clone/archivelog/1_2_927410017.dbf'\nORA-00283: recovery session canceled due to errors\nORA-00354: corrupt redo log block header\nORA-00334: archived log: '/lab/clone/archivelog/1_2_927410017.dbf'");
    expect(gone).toContain("ORA-00283: recovery session canceled due to errors\nORA-00308: cannot open archived log '/lab/clone/archivelog/1_2_927410017.dbf'\nORA-27037: unable to obtain file status");
  });

  it('law 10: a damaged block that redo must change ends recovery', async () => {
    const { restore, mark } = await switched((lab) => lab.work());
    using _restore = restore;
    const users = files(restore).find(({ file }) => file === 4)?.name ?? '';
    for (let block = 2; block < 20; block += 1) damageBlock(users, block);

    expect(restore.neutral(await restore.failureOf(untilTime(mark.time)))).toMatch(/ORA-00283: recovery session canceled due to errors\nORA-01578: ORACLE data block corrupted \(file # 4, block # \d+\)\nORA-01110: data file 4: '\/lab\/clone\/data_/);
  });

  it('law 33: every online datafile must be there', async () => {
    const { restore, mark } = await switched();
    using _restore = restore;
    rmSync(files(restore)[2]?.name ?? '');

    expect(restore.neutral(await restore.failureOf(untilTime(mark.time)))).toMatch(/^RMAN-03002: failure of recover command at .*\nORA-01157: cannot identify\/lock data file 3 - see DBWR trace file\nORA-01110: data file 3: '\/lab\/clone\/data_/);
  });

  it('law 33: before SWITCH the files are production\'s, which are not here', async () => {
    using restore = await RestoreLab.open();
    await restore.catalog();

    expect(await restore.failureOf('recover database;\n')).toContain('ORA-01157: cannot identify/lock data file 1');
  });

  it('law 8: files that are read only or offline are left alone', async () => {
    let mark: Moment | undefined;
    using restore = await RestoreLab.open((lab) => {
      mark = lab.mark();
    });
    await restore.switch();
    restore.inInstance((db) => {
      db.sql.run("update datafile set enabled = 'READ ONLY' where file = 5");
      db.sql.run("update datafile set status = 'OFFLINE' where file = 4");
      // A file that was made read only long ago needs none of the redo since.
      const descriptor = db.files.descriptor(db.sql.one<{ name: string }>('select name from datafile where file = 5').name);
      const header = readFileHeader(descriptor);
      if (header !== undefined) writeFileHeader(descriptor, { ...header, checkpointChange: 10 });
      db.sql.run("update archived_log set status = 'X' where sequence = 1");
    });
    const before = files(restore);

    const output = await restore.answer(untilTime(mark?.time ?? ''));

    expect(output).toContain('datafile 4 not processed because file is offline\ndatafile 5 not processed because file is read-only\n\nstarting media recovery\n');
    expect(files(restore).slice(3)).toEqual(before.slice(3));
    expect(files(restore)[0]?.checkpoint_change).toBeGreaterThan(before[0]?.checkpoint_change ?? 0);
  });

  it('law 33: not while the database is open', async () => {
    const { restore, mark } = await switched();
    using _restore = restore;
    await restore.answer(`${untilTime(mark.time)}alter database open read only;\n`);

    expect(await restore.failureOf('recover database;\n')).toContain('ORA-01124: cannot recover data file 1 - file is in use or recovery\nORA-01110: data file 1: ');
  });
});

describe('files the control file does not know', () => {
  it('law 32: redo makes them where SET NEWNAME or DB_CREATE_FILE_DEST says', async () => {
    const { restore, mark } = await switched((lab) => {
      birth(lab);
      lab.work();
    });
    using _restore = restore;

    const output = restore.neutral(await restore.answer(untilTime(mark.time)));

    expect(output).toMatch(/\ncreating datafile file number=6 name=\/lab\/scratch\/RST\/datafile\/o1_mf_late_\w+_\.dbf\n/);
    expect(files(restore).map(({ file }) => file)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(existsSync(files(restore)[5]?.name ?? '')).toBe(true);
    expect(rows(restore)).toEqual(journal(restore, { time: mark.time }));
  });

  it('law 32: redo makes one under the name SET NEWNAME gave it', async () => {
    const { restore, mark } = await switched(birth);
    using _restore = restore;

    await restore.answer(`run { set newname for datafile 6 to '${restore.scratch}/six.dbf'; set until scn ${mark.scn}; recover database; }\n`);

    expect(files(restore)[5]?.name).toBe(join(restore.scratch, 'six.dbf'));
  });

  it('law 32: a name in a folder that is not there stops recovery', async () => {
    const { restore, mark } = await switched(birth);
    using _restore = restore;

    const failure = await restore.failureOf(`run { set newname for datafile 6 to '${restore.scratch}/nosuch/six.dbf'; set until scn ${mark.scn}; recover database; }\n`);

    expect(restore.neutral(failure)).toContain("ORA-00283: recovery session canceled due to errors\nORA-01119: error in creating database file '/lab/scratch/nosuch/six.dbf'");
  });

  it('law 32: without either recovery stops', async () => {
    let mark: Moment | undefined;
    using restore = await RestoreLab.open((lab) => {
      birth(lab);
      mark = lab.mark();
    });
    restore.stopInstance();
    restore.startInstance({ db_create_file_dest: '' });
    await restore.switch();

    const failure = await restore.failureOf(untilTime(mark?.time ?? ''));

    expect(failure).toMatch(/ORA-00283: recovery session canceled due to errors\nORA-01244: unnamed datafile\(s\) added to control file by media recovery\nORA-01110: data file 6: 'UNNAMED00006'$/);
  });

  it('law 32: RESTORE DATAFILE makes an empty file of one without a copy, which redo fills', async () => {
    const { restore, mark } = await switched((lab) => lab.work());
    using _restore = restore;
    restore.inInstance((db) => {
      db.sql.run("update datafile_copy set status = 'U' where file = 5");
      db.sql.run("update datafile set name = '/nosuch/example.dbf' where file = 5");
    });

    const output = restore.neutral(await restore.answer('run {\nset newname for datafile 5 to new;\nrestore datafile 5;\nswitch datafile 5;\n}\n'));

    expect(output).toMatch(/^executing command: SET NEWNAME\n\nStarting restore at .*\nusing target database control file instead of recovery catalog\nallocated channel: ORA_DISK_1\n/);
    expect(output).toMatch(/\ncreating datafile file number=5 name=\/lab\/scratch\/RST\/datafile\/o1_mf_example_\w+_\.dbf\nrestore not done; all files read only, offline, excluded, or already restored\nFinished restore at .*\n\ndatafile 5 switched to datafile copy\ninput datafile copy RECID=\d+ STAMP=\d+ file name=\/lab\/scratch\/RST\/datafile\/o1_mf_example_\w+_\.dbf\n/);
    expect(files(restore)[4]?.name.startsWith(`${restore.scratch}/RST/datafile/o1_mf_example_`)).toBe(true);
    await restore.answer(untilTime(mark.time));
    expect(rows(restore)).toEqual(journal(restore, { time: mark.time }));
  });

  it('law 32: RESTORE DATAFILE needs a place, and a datafile', async () => {
    using restore = await RestoreLab.open();
    restore.stopInstance();
    restore.startInstance({ db_create_file_dest: '' });
    await restore.catalog();

    const intoNowhere = `run { set newname for datafile 5 to '${restore.scratch}/nosuch/five.dbf'; restore datafile 5; switch datafile 5; }\n`;
    const noDestination = await restore.failureOf('run { set newname for datafile 5 to new; restore datafile 5; switch datafile 5; }\n');
    const noFolder = await restore.failureOf(intoNowhere);
    restore.inInstance((db) => db.sql.run("update datafile_copy set status = 'U' where file = 5"));
    const noFolderToMakeOne = await restore.failureOf(intoNowhere);
    const noFile = await restore.failureOf('restore datafile 99;\n');
    const noName = await restore.failureOf('run { switch datafile 5; }\n');

    expect(noDestination).toContain('ORA-02236: invalid file name');
    expect(restore.neutral(noFolder)).toContain('ORA-19504: failed to create file "/lab/scratch/nosuch/five.dbf"\nORA-27040: file create error, unable to create file');
    expect(restore.neutral(noFolderToMakeOne)).toContain("ORA-01119: error in creating database file '/lab/scratch/nosuch/five.dbf'\nORA-27040: file create error, unable to create file");
    expect(noFile).toContain('RMAN-20201: datafile not found in the recovery catalog\nRMAN-06010: error while looking up datafile: 99');
    expect(noName).toMatch(/^RMAN-03002: failure of switch command at .*\nRMAN-20230: datafile copy not found in the repository\nRMAN-06015: error while looking up datafile copy name: /);
  });

  it('law 32: RESTORE DATAFILE copies one that has a copy', async () => {
    const { restore, mark } = await switched((lab) => lab.work());
    using _restore = restore;
    await restore.answer(`catalog start with '${restore.clone}/data_' noprompt;\n`);
    restore.inInstance((db) => db.sql.run("update datafile set name = name || '.gone' where file = 4"));
    await restore.answer(`catalog start with '${restore.clone}/data_' noprompt;\n`);

    await restore.answer(`run { set newname for datafile 4 to '${restore.scratch}/four.dbf'; restore datafile 4; switch datafile all; }\n${untilTime(mark.time)}`);

    expect(files(restore)[3]?.name).toBe(join(restore.scratch, 'four.dbf'));
    expect(rows(restore)).toEqual(journal(restore, { time: mark.time }));
  });

  it('law 32: SWITCH TEMPFILE only renames in the control file', async () => {
    using restore = await RestoreLab.open();
    await restore.mount();
    restore.inInstance((db) => {
      db.sql.run('create table if not exists tempfile (file integer primary key, ts integer, name text, bytes integer)');
      db.sql.run("insert or replace into tempfile (file, ts, name, bytes) values (1, 3, '/u01/temp01.dbf', 65536)");
    });
    const name = (): string => restore.inInstance((db) => db.sql.one<{ name: string }>('select name from tempfile where file = 1').name);

    const output = restore.neutral(await restore.answer('run {\nset newname for tempfile 1 to new;\nswitch tempfile 1;\n}\n'));
    const made = name();
    await restore.answer(`run { set newname for tempfile 1 to '${restore.scratch}/temp.dbf'; switch tempfile all; }\n`);

    expect(output).toMatch(/^executing command: SET NEWNAME\n\nrenamed tempfile 1 to \/lab\/scratch\/RST\/datafile\/o1_mf_temp_\w+_\.tmp in control file\n/);
    expect(existsSync(made)).toBe(false);
    expect(name()).toBe(join(restore.scratch, 'temp.dbf'));
  });
});
