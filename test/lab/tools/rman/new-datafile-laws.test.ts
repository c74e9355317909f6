import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createTablespace, dropTablespace } from '#lab/oracle/datafile-administration.ts';
import { readFileHeader, writeFileHeader } from '#lab/oracle/file-header.ts';
import { files, journal, rows, switched, untilTime } from './recovery-steps.ts';
import { RestoreLab } from './restore-lab.ts';
import type { Moment } from './restore-lab.ts';

/** A datafile that no image copy and no control file backup knows. */
function birth(restore: RestoreLab): void {
  restore.lab.inDatabase((db) => createTablespace(db, 'late', 20));
}

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

  it('law 8: one that the control file knows to be offline is not made again', async () => {
    const { restore, mark } = await switched(birth);
    using _restore = restore;
    await restore.answer(untilTime(mark.time));
    const [first, , , , , born] = files(restore);
    restore.inInstance((db) => {
      db.sql.run("update datafile set status = 'OFFLINE' where file = 6");
      const descriptor = db.files.descriptor(first?.name ?? '');
      const header = readFileHeader(descriptor);
      if (header !== undefined) writeFileHeader(descriptor, { ...header, checkpointChange: (born?.creation_change ?? 0) - 1 });
    });

    const output = await restore.answer(untilTime(mark.time));

    expect(output).not.toContain('creating datafile');
    expect(readdirSync(join(restore.scratch, 'RST', 'datafile'))).toHaveLength(1);
  });

  it.each(["enabled = 'READ ONLY'", "status = 'OFFLINE'"])('law 8: one with %s that is dropped before the target is gone, although it is not recovered', async (atRest) => {
    const { restore, mark } = await switched((lab) => lab.lab.inDatabase((db) => dropTablespace(db, 'example')));
    using _restore = restore;
    restore.inInstance((db) => db.sql.run(`update datafile set ${atRest} where file = 5`));

    await restore.answer(untilTime(mark.time));

    expect(files(restore).map(({ file }) => file)).toEqual([1, 2, 3, 4]);
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
