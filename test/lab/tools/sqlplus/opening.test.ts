import { copyFileSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { damageBlock } from '#lab/oracle/damage-block.ts';
import { readRows } from '#lab/oracle/rows.ts';
import { work } from '../../oracle/test-database.ts';
import { createInstanceLab } from './instance-lab.ts';
import type { InstanceLab } from './instance-lab.ts';

const noFile = 'ORA-27037: unable to obtain file status\nLinux-x86_64 Error: 2: No such file or directory';

describe('a restored database', () => {
  let instance: InstanceLab;
  beforeEach(() => {
    instance = createInstanceLab();
  });
  afterEach(() => instance[Symbol.dispose]());

  /** The error stack a statement ends with. */
  async function failureOf(statement: string): Promise<string> {
    const { output, exitCode } = await instance.run(`whenever sqlerror exit failure\n${statement};\n`);
    expect(exitCode).toBe(1);
    return output.split('\n').slice(3).join('\n').trim();
  }

  async function execute(statement: string): Promise<string> {
    const { output, exitCode } = await instance.run(`whenever sqlerror exit failure\n${statement};\n`);
    expect({ output, exitCode }).toMatchObject({ exitCode: 0 });
    return output.trim();
  }

  async function openReadOnly(): Promise<void> {
    await instance.mount();
    instance.recover();
    await execute('alter database open read only');
  }

  async function openResetlogs(): Promise<void> {
    await instance.mount((db) => moveLogs(db.sql));
    instance.recover();
    await execute('alter database open resetlogs');
  }

  function moveLogs(sql: { run(statement: string, ...values: string[]): unknown }): void {
    sql.run("update online_log set member = ? || '/redo' || group_no || '.log'", instance.scratch);
  }

  describe('is mounted', () => {
    it.each([
      ['ORA-00205: error in identifying control file, check alert log for more info', () => undefined],
      ['ORA-00205: error in identifying control file, check alert log for more info', () => writeFileSync(join(instance.scratch, 'restore.cf'), 'no control file')],
    ])('law 34: %s without a control file', async (message, prepare) => {
      await instance.run(`startup nomount pfile='${instance.pfile}'\n`);
      prepare();

      expect(await failureOf('alter database mount')).toBe(message);
      expect(await failureOf('alter database open')).toBe('ORA-01507: database not mounted');
    });

    it('only under its own name', async () => {
      await instance.mount();
      instance.writeInitFile({ db_name: "'other'" });

      const { output } = await instance.run(`shutdown abort\nstartup mount pfile='${instance.pfile}'\n`);

      expect(output).toMatch(/ORA-01103: database name 'ORCL' in control file is not 'OTHER'\n$/u);
      expect(await instance.query('select status from v$instance')).toEqual(['STARTED']);
    });

    it('law 38: a container database needs ENABLE_PLUGGABLE_DATABASE, and no other may have it', async () => {
      await instance.mount((db) => db.sql.run("update database set cdb = 'YES'"));
      const restart = `shutdown abort\nstartup mount pfile='${instance.pfile}'\n`;

      expect((await instance.run(restart)).output).toContain('ORA-65093: multitenant container database not set up properly\n');

      instance.writeInitFile({ enable_pluggable_database: 'TRUE' });
      expect((await instance.run(restart)).output).toContain('Database mounted.\n');
      instance.inInstance((db) => db.sql.run("update database set cdb = 'NO'"));
      expect((await instance.run(restart)).output).toContain('ORA-65101: container database set up incorrectly\n');
    });

    it('law 34: shows the instance and its parameters, and a database that is mounted', async () => {
      await instance.mount();

      expect(await instance.query("select open_mode || ' ' || db_unique_name || ' ' || controlfile_type || ' ' || open_resetlogs || ' ' || current_scn from v$database")).toEqual(['MOUNTED RST BACKUP REQUIRED 0']);
      expect(await instance.query("select instance_name || ' ' || status from v$instance")).toEqual(['RST MOUNTED']);
      expect(await instance.query("select value from v$parameter where name = 'db_recovery_file_dest'")).toEqual(['']);
      expect(await instance.query("select status from v$archive_dest where dest_id = 1")).toEqual(['INACTIVE']);
      expect(await instance.query('select name from v$controlfile')).toEqual([join(instance.scratch, 'restore.cf')]);
      expect(await failureOf('alter database mount')).toBe('ORA-01100: database already mounted');
    });
  });

  describe('shows', () => {
    const closed = 'ORA-01219: database or pluggable database not open: queries allowed on fixed tables or views only';

    it('law 34: without a control file only the instance', async () => {
      await instance.run(`startup nomount pfile='${instance.pfile}'\n`);

      expect(await instance.query("select 'x' from dual")).toEqual(['x']);
      expect(await failureOf('select name from v$database')).toBe('ORA-01507: database not mounted');
      expect(await failureOf('select name from gv$datafile')).toBe('ORA-01507: database not mounted');
      expect(await failureOf('select * from dba_data_files')).toBe(closed);
    });

    it.each(['dba_data_files', 'sys.smon_scn_time', 'app.transactions', 'nosuch'])('law 34: not %s until it is open', async (table) => {
      await instance.mount();

      expect(await failureOf(`select * from ${table}`)).toBe(closed);
    });

    it('law 7: headers of its datafiles, or why there is none', async () => {
      await instance.mount();
      const [first = '', second = '', third = '', fourth = ''] = instance.copies;
      rmSync(first);
      writeFileSync(second, 'something else');
      copyFileSync(fourth, third);

      const rows = await instance.query("select to_char(file#) || ' ' || error || '/' || fuzzy || '/' || name from v$datafile_header order by file#");

      expect(rows.slice(0, 4)).toEqual(['1 FILE NOT FOUND//', '2 WRONG FILE TYPE//', `3 WRONG FILE/${rows[2]?.split('/')[1] ?? ''}/${third}`, expect.stringMatching(/^4 \/(?:YES|NO)\/\//u)]);
    });

    it('law 7: what a join of datafiles and headers says after recovery', async () => {
      await openReadOnly();

      const rows = await instance.query(
        `select to_char(d.file#) || '|' || d.status || '|' || h.error || '|' || h.fuzzy || '|' || d.name from v$datafile d, v$datafile_header h
          where h.file# = d.file# order by d.file#`,
      );

      expect(rows).toEqual(instance.copies.map((copy, index) => `${index + 1}|${index === 0 ? 'SYSTEM' : 'ONLINE'}||NO|${copy}`));
      expect(await instance.query('select count(distinct checkpoint_change#) from v$datafile_header')).toEqual([expect.stringMatching(/^\s*1$/u)]);
    });

    it('law 6: the rows of the database host at the time it was recovered to', async () => {
      const expected = instance.lab.inDatabase((db) => readRows(db).map(({ key, text, time }) => `${key} ${text} ${time}`).toSorted());
      await openReadOnly();

      const rows = await instance.query("select id || ' ' || text || ' ' || to_char(created, 'yyyy-mm-dd hh24:mi:ss') from app.transactions");

      expect(rows.toSorted()).toEqual(expected);
      expect(rows.length).toBeGreaterThan(20);
      expect((await instance.lab.query('select id || text from app.transactions')).length).toBe(rows.length);
      expect(await instance.query("select to_char((select max(created) from app.transactions), 'yyyy-mm-dd hh24:mi:ss') from dual")).toEqual(await instance.lab.query("select to_char(max(created), 'yyyy-mm-dd hh24:mi:ss') from app.transactions"));
    });

    it('no value for a scalar subquery without rows, and ORA-01427 for one with several', async () => {
      await openReadOnly();

      expect(await instance.query("select '<' || to_char((select created from app.transactions where id = -1), 'yyyy') || '>' from dual")).toEqual(['<>']);
      expect(await failureOf('select (select created from app.transactions) from dual')).toBe('ORA-01427: single-row subquery returns more than one row');
    });

    it('law 10: a damaged block to the query that reads it', async () => {
      await openReadOnly();
      const [, , , users = ''] = instance.copies;
      damageBlock(users, 5);

      expect(await failureOf('select max(created) from app.transactions')).toBe(`ORA-01578: ORACLE data block corrupted (file # 4, block # 5)\nORA-01110: data file 4: '${users}'`);
    });
  });

  describe('opens read only', () => {
    it('law 34: when all files are consistent, and nothing can be changed then', async () => {
      await openReadOnly();

      expect(await instance.query("select open_mode || ' ' || to_char(checkpoint_change#) from v$database")).toEqual([expect.stringMatching(/^READ ONLY \d{6}$/u)]);
      expect(await instance.query('select status from v$instance')).toEqual(['OPEN']);
      expect(await instance.query('select current_scn from v$database')).toEqual(await instance.query('select current_scn from v$database'));
      const refusal = 'ORA-16000: database or pluggable database open for read-only access';
      for (const statement of ['create tablespace more', 'drop tablespace users including contents', 'alter system archive log current']) expect(await failureOf(statement)).toBe(refusal);
      expect(await failureOf('alter database open')).toBe('ORA-01531: a database already open by the instance');
    });

    it('law 34: not before recovery', async () => {
      await instance.mount();

      expect(await failureOf('alter database open read only')).toMatch(/^ORA-0119[45]: .*file \d needs more recovery to be consistent\nORA-01110: data file \d: '.*'$/u);
      expect(await instance.query('select open_mode from v$database')).toEqual(['MOUNTED']);
    });

    it('law 34: not with a file that is missing', async () => {
      await instance.mount();
      instance.recover();
      rmSync(instance.copies[1] ?? '');

      expect(await failureOf('alter database open read only')).toBe(
        `ORA-01157: cannot identify/lock data file 2 - see DBWR trace file\nORA-01110: data file 2: '${instance.copies[1] ?? ''}'\n${noFile}`,
      );
    });

    it('law 34: not with a file that is another one', async () => {
      await instance.mount();
      instance.recover();
      copyFileSync(instance.copies[3] ?? '', instance.copies[4] ?? '');

      expect(await failureOf('alter database open read only')).toBe(
        `ORA-01122: database file 5 failed verification check\nORA-01110: data file 5: '${instance.copies[4] ?? ''}'\nORA-01204: file number is 4 rather than 5 - wrong file`,
      );
    });

    it('law 8: with read only files that are older', async () => {
      await instance.mount((db) => db.sql.run("update datafile set enabled = 'READ ONLY' where file = 5"));
      const before = readFileSync(instance.copies[4] ?? '');
      instance.recover();
      writeFileSync(instance.copies[4] ?? '', before);

      expect(await execute('alter database open read only')).toBe('Database altered.');
    });

    it('law 35: not with change tracking enabled and its file not here', async () => {
      await instance.mount((db) => db.sql.run("update block_change_tracking set status = 'ENABLED', filename = '/nosuch/o1_mf_x_.chg', bytes = 1, enabled_change = 1"));
      instance.recover();

      expect(await failureOf('alter database open read only')).toBe(`ORA-19751: could not create the change tracking file\nORA-19750: change tracking file: '/nosuch/o1_mf_x_.chg'\n${noFile}`);

      const scratch = join(instance.scratch, 'tracking');
      await execute(`alter database rename file '/nosuch/o1_mf_x_.chg' to '${scratch}'`);
      await execute('alter database disable block change tracking');
      expect(await instance.query("select status || filename from v$block_change_tracking")).toEqual(['DISABLED']);
      expect(await execute('alter database open read only')).toBe('Database altered.');
    });

    it('law 37: not with flashback on', async () => {
      await instance.mount((db) => db.sql.run("update database set flashback_on = 'YES'"));
      instance.recover();

      expect(await failureOf('alter database open read only')).toBe('ORA-38760: This database instance failed to turn on flashback database');

      await execute('alter database flashback off');
      expect(await execute('alter database open read only')).toBe('Database altered.');
      expect(await failureOf('alter database flashback on')).toContain('ORA-38709: Recovery Area is not enabled.');
    });

    it('law 34: through STARTUP', async () => {
      await instance.mount();
      instance.recover();

      const { output } = await instance.run(`shutdown abort\nstartup open read only pfile='${instance.pfile}'\n`);

      expect(output).toMatch(/Database mounted\.\nDatabase opened\.\n$/u);
    });
  });

  describe('opens for changes', () => {
    it('law 34: only with RESETLOGS', async () => {
      await instance.mount();
      instance.recover();

      for (const statement of ['alter database open', 'alter database open read write', 'alter database open noresetlogs']) {
        expect(await failureOf(statement)).toBe('ORA-01589: must use RESETLOGS or NORESETLOGS option for database open');
      }
    });

    it('law 34: not with RESETLOGS before recovery', async () => {
      await instance.mount();

      expect(await failureOf('alter database open resetlogs')).toMatch(/^ORA-0119[45]: /u);
    });

    it('law 34: not when its online logs cannot be made', async () => {
      await instance.mount((db) => db.sql.run("update online_log set member = '/nosuch/redo' || group_no || '.log'"));
      instance.recover();

      expect(await failureOf('alter database open resetlogs')).toBe(
        "ORA-00344: unable to re-create online log '/nosuch/redo1.log'\nORA-27040: file create error, unable to create file\nLinux-x86_64 Error: 2: No such file or directory\nORA-00312: online log 1 thread 1: '/nosuch/redo1.log'",
      );
      expect(await instance.query('select open_mode from v$database')).toEqual(['MOUNTED']);
    });

    it('law 2: in a new incarnation, with online logs and temporary files made anew', async () => {
      const [before] = await instance.lab.query('select to_char(resetlogs_id) from v$database_incarnation');
      instance.lab.clock.advance(3_600_000);
      const temporary = join(instance.scratch, 'temp.dbf');

      await instance.mount((db) => {
        moveLogs(db.sql);
        db.sql.run('create table if not exists tempfile (file integer primary key, ts integer, name text, bytes integer)');
        db.sql.run('delete from tempfile');
        db.sql.run('insert into tempfile (file, ts, name, bytes) values (1, 3, ?, 65536)', temporary);
      });
      instance.recover();
      await execute('alter database open resetlogs');

      expect(await instance.query("select open_mode || ' ' || controlfile_type from v$database")).toEqual(['READ WRITE CURRENT']);
      expect(await instance.query("select status || ' ' || to_char(prior_incarnation#) from v$database_incarnation where resetlogs_id <> " + String(before))).toEqual(['CURRENT 1']);
      expect(await instance.query("select to_char(sequence#) || ' ' || status from v$log order by group#")).toEqual(['1 CURRENT', '0 UNUSED', '0 UNUSED']);
      expect(await instance.query("select name || ' ' || to_char(bytes) from v$tempfile")).toEqual([`${temporary} 65536`]);
      expect([1, 2, 3].map((group) => existsSync(join(instance.scratch, `redo${group}.log`)))).toEqual([true, true, true]);
      expect(readFileSync(temporary)).toHaveLength(65_536);
      expect(await instance.query('select distinct fuzzy from v$datafile_header')).toEqual(['YES']);
    });

    it('law 34: and takes changes then, which the journal of the database host does not know', async () => {
      await openResetlogs();
      const journal = readFileSync(join(instance.lab.labDir, 'world', 'journal.jsonl'), 'utf8');
      const [before] = await instance.query('select to_char(current_scn) from v$database');

      instance.inInstance((db) => work(db, 3, 7));

      expect(Number((await instance.query('select to_char(current_scn) from v$database'))[0])).toBeGreaterThan(Number(before) + 3);
      expect(readFileSync(join(instance.lab.labDir, 'world', 'journal.jsonl'), 'utf8')).toBe(journal);
      expect(await instance.query("select to_char(count(*)) from app.transactions")).not.toEqual(await instance.lab.query('select to_char(count(*)) from app.transactions'));
    });

    it('law 34: again without RESETLOGS, after which RESETLOGS is ORA-01139', async () => {
      await openResetlogs();
      const restart = `startup mount pfile='${instance.pfile}'\n`;

      await instance.run(`shutdown immediate\n${restart}`);
      expect(await instance.query('select distinct fuzzy from v$datafile_header')).toEqual(['NO']);
      expect(await failureOf('alter database open resetlogs')).toBe('ORA-01139: RESETLOGS option only valid after an incomplete database recovery');
      expect(await execute('alter database open')).toBe('Database altered.');

      await instance.run(`shutdown abort\n${restart}`);
      expect(await failureOf('alter database open read only')).toBe('ORA-16005: database requires recovery');
      expect(await execute('alter database open')).toBe('Database altered.');
    });

    it('law 34: not with a file from before RESETLOGS', async () => {
      await instance.mount((db) => moveLogs(db.sql));
      instance.recover();
      const older = readFileSync(instance.copies[2] ?? '');
      instance.lab.clock.advance(60_000);
      await execute('alter database open resetlogs');
      await instance.run(`shutdown abort\nstartup mount pfile='${instance.pfile}'\n`);
      writeFileSync(instance.copies[2] ?? '', older);

      expect(await failureOf('alter database open')).toBe(`ORA-01190: control file or data file 3 is from before the last RESETLOGS\nORA-01110: data file 3: '${instance.copies[2] ?? ''}'`);
    });
  });

  describe('has files renamed', () => {
    const failed = 'ORA-01511: error in renaming log/data files';

    it('law 36: a datafile only to a file that exists and is that datafile', async () => {
      await instance.mount();
      const [, , , users = '', example = ''] = instance.copies;
      const moved = join(instance.scratch, 'users.dbf');

      expect(await failureOf(`alter database rename file '${users}' to '${moved}'`)).toBe(
        `${failed}\nORA-01141: error renaming data file 4 - new file '${moved}' not found\nORA-01110: data file 4: '${users}'\n${noFile}`,
      );
      copyFileSync(example, moved);
      expect(await failureOf(`alter database rename file '${users}' to '${moved}'`)).toBe(
        `${failed}\nORA-01122: database file 4 failed verification check\nORA-01110: data file 4: '${moved}'\nORA-01204: file number is 5 rather than 4 - wrong file`,
      );
      expect(await failureOf(`alter database rename file '${users}' to '${example}'`)).toBe(`${failed}\nORA-01523: cannot rename data file to '${example}' - file already part of database`);

      copyFileSync(users, moved);
      await execute(`alter database rename file '${users}' to '${moved}'`);
      expect(await instance.query('select name from v$datafile where file# = 4')).toEqual([moved]);
      expect(existsSync(users)).toBe(true);
    });

    it('law 36: and the old one is deleted when it is Oracle-managed and can be reached', async () => {
      const managed = join(instance.scratch, 'o1_mf_users_x1y2z3_.dbf');
      copyFileSync(instance.copies[3] ?? '', managed);
      await instance.mount((db) => db.sql.run('update datafile set name = ? where file = 4', managed));

      await execute(`alter database rename file '${managed}' to '${instance.copies[3] ?? ''}'`);

      expect(existsSync(managed)).toBe(false);
    });

    it('law 36: an online log of a restored control file to one that is not there yet', async () => {
      await instance.mount((db) => moveLogs(db.sql));
      const [from, to] = [join(instance.scratch, 'redo2.log'), join(instance.scratch, 'new.log')];

      await execute(`alter database rename file '${from}' to '${to}'`);

      expect(await instance.query('select member from v$logfile where group# = 2')).toEqual([to]);
    });

    it('law 36: several at once, in order', async () => {
      await instance.mount((db) => moveLogs(db.sql));
      const log = (name: string): string => `'${join(instance.scratch, name)}'`;

      expect(await execute(`alter database rename file ${log('redo1.log')}, ${log('redo2.log')} to ${log('a')}, ${log('b')}`)).toBe('Database altered.');
      expect(await instance.query('select member from v$logfile where group# < 3 order by 1')).toEqual([join(instance.scratch, 'a'), join(instance.scratch, 'b')]);
      expect(await failureOf(`alter database rename file ${log('a')}, ${log('b')} to ${log('c')}`)).toContain('ORA-01517');
    });

    it('law 36: not one that the control file does not know', async () => {
      await instance.mount();

      expect(await failureOf("alter database rename file '/nosuch' to '/nowhere'")).toBe(
        `${failed}\nORA-01516: nonexistent log file, data file, or temporary file "/nosuch" in the current container`,
      );
    });

    it('law 36: not while it is in use', async () => {
      await openResetlogs();
      const [datafile = ''] = instance.copies;
      const log = (group: number): string => join(instance.scratch, `redo${group}.log`);

      expect(await failureOf(`alter database rename file '${datafile}' to '/x'`)).toBe(
        `${failed}\nORA-01121: cannot rename database file 1 - file is in use or recovery\nORA-01110: data file 1: '${datafile}'`,
      );
      expect(await failureOf(`alter database rename file '${log(1)}' to '/x'`)).toContain('ORA-01621: cannot rename member of current log if database is open');
      expect(await failureOf(`alter database rename file '${log(2)}' to '/x'`)).toBe(`${failed}\nORA-01512: error renaming log file ${log(2)} - new file /x not found\n${noFile}`);
      const tracking = join(instance.scratch, 'tracking');
      await execute(`alter database enable block change tracking using file '${tracking}'`);
      expect(await failureOf(`alter database rename file '${tracking}' to '/x'`)).toBe(`${failed}\nORA-19771: cannot rename change tracking file while database is open`);
    });
  });

  describe('as a container database', () => {
    it.each(['alter pluggable database all open read only', 'alter session set container = sales'])('law 38: %s needs one', async (statement) => {
      await openReadOnly();

      expect(await failureOf(statement)).toBe('ORA-65090: operation only allowed in a container database');
    });

    it('law 38: lets its pluggable databases be opened as it is open itself', async () => {
      await instance.mount((db) => db.sql.run("update database set cdb = 'YES'"));
      instance.writeInitFile({ enable_pluggable_database: 'TRUE' });
      await instance.run(`shutdown abort\nstartup mount pfile='${instance.pfile}'\n`);
      instance.recover();

      expect(await failureOf('alter pluggable database all open read only')).toBe('ORA-01109: database not open');
      await execute('alter database open read only');
      expect(await failureOf('alter pluggable database all open')).toBe('ORA-65054: Cannot open a pluggable database in the desired mode.');
      expect(await execute('alter pluggable database all open read only')).toBe('Pluggable database altered.');
      expect(await execute('alter session set container = cdb$root')).toBe('Session altered.');
      expect(await failureOf('alter session set container = sales')).toBe('ORA-65011: Pluggable database SALES does not exist.');
    });
  });
});
