import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { damageBlock } from '#lab/oracle/damage-block.ts';
import { readFileHeader, writeFileHeader } from '#lab/oracle/file-header.ts';
import { openResetlogs } from '#lab/oracle/instance/open-resetlogs.ts';
import { files, journal, rows, switched, untilTime } from './recovery-steps.ts';
import { RestoreLab } from './restore-lab.ts';
import type { Moment } from './restore-lab.ts';

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

  it('law 33: redo of an incarnation the control file does not know is applied when its logs are cataloged', async () => {
    const { restore, mark } = await switched((lab) => {
      lab.lab.advance({ minutes: 1 });
      lab.lab.inDatabase(openResetlogs);
      lab.work();
    });
    using _restore = restore;

    await restore.answer(untilTime(mark.time));

    expect(rows(restore)).toEqual(journal(restore, { time: mark.time }));
    expect(restore.inInstance((db) => db.sql.all('select status from incarnation order by incarnation'))).toEqual([{ status: 'PARENT' }, { status: 'CURRENT' }]);
  });

  it('law 33: a target before RESETLOGS needs the incarnation it lies in, once logs of a later one are cataloged', async () => {
    let before: Moment | undefined;
    const { restore } = await switched((lab) => {
      before = lab.mark();
      lab.lab.advance({ minutes: 1 });
      lab.lab.inDatabase(openResetlogs);
      lab.work();
    });
    using _restore = restore;
    const script = untilTime(before?.time ?? '');

    const refused = await restore.failureOf(script);
    const unknown = await restore.failureOf('reset database to incarnation 7;\n');
    const { output } = await restore.rman('reset database to incarnation 1;\n');
    await restore.answer(script);

    expect(refused).toContain('RMAN-20207: UNTIL TIME or RECOVERY WINDOW is before RESETLOGS time');
    expect(unknown).toContain('RMAN-20010: database incarnation not found');
    expect(output).toContain('database reset to incarnation 1');
    expect(rows(restore)).toEqual(journal(restore, { time: before?.time ?? '' }));
  });

  it('law 33: not while the database is open', async () => {
    const { restore, mark } = await switched();
    using _restore = restore;
    await restore.answer(`${untilTime(mark.time)}alter database open read only;\n`);

    expect(await restore.failureOf('recover database;\n')).toContain('ORA-01124: cannot recover data file 1 - file is in use or recovery\nORA-01110: data file 1: ');
  });
});
