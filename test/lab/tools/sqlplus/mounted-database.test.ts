import { copyFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { damageBlock } from '#lab/oracle/damage-block.ts';
import { readRows } from '#lab/oracle/rows.ts';
import { createInstanceLab } from './instance-lab.ts';
import type { InstanceLab } from './instance-lab.ts';

describe('a database of the restore host', () => {
  let instance: InstanceLab;
  beforeEach(() => {
    instance = createInstanceLab();
  });
  afterEach(() => instance[Symbol.dispose]());

  describe('is mounted', () => {
    it.each([
      ['ORA-00205: error in identifying control file, check alert log for more info', () => undefined],
      ['ORA-00205: error in identifying control file, check alert log for more info', () => writeFileSync(join(instance.scratch, 'restore.cf'), 'no control file')],
    ])('law 34: %s without a control file', async (message, prepare) => {
      await instance.run(`startup nomount pfile='${instance.pfile}'\n`);
      prepare();

      expect(await instance.failureOf('alter database mount')).toBe(message);
      expect(await instance.failureOf('alter database open')).toBe('ORA-01507: database not mounted');
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
      expect(await instance.query('select status from v$thread')).toEqual(['CLOSED']);
      expect(await instance.query('select name from v$controlfile')).toEqual([join(instance.scratch, 'restore.cf')]);
      expect(await instance.failureOf('alter database mount')).toBe('ORA-01100: database already mounted');
    });
  });

  it('shows no sessions of the time of its control file', async () => {
    await instance.mount((db) => db.sql.insert('rman_status', { operation: 'RMAN', status: 'RUNNING', start_time: '2026-03-01 09:00:00', client_process: process.pid }));
    expect(await instance.query("select sid from v$session where program like 'rman%'")).toHaveLength(1);

    await instance.run(`shutdown abort\nstartup mount pfile='${instance.pfile}'\n`);

    expect(await instance.query("select sid from v$session where program like 'rman%'")).toEqual([]);
  });

  it.each(["alter database datafile 4 resize 2M", 'alter system switch logfile', 'create tablespace more'])('%s needs it to be open', async (statement) => {
    await instance.mount();

    expect(await instance.failureOf(statement)).toBe('ORA-01109: database not open');
  });

  describe('shows', () => {
    const closed = 'ORA-01219: database or pluggable database not open: queries allowed on fixed tables or views only';

    it('law 34: without a control file only the instance', async () => {
      await instance.run(`startup nomount pfile='${instance.pfile}'\n`);

      expect(await instance.query("select 'x' from dual")).toEqual(['x']);
      expect(await instance.failureOf('select name from v$database')).toBe('ORA-01507: database not mounted');
      expect(await instance.failureOf('select name from gv$datafile')).toBe('ORA-01507: database not mounted');
      expect(await instance.failureOf('select * from dba_data_files')).toBe(closed);
    });

    it.each(['dba_data_files', 'sys.smon_scn_time', 'app.transactions', 'nosuch'])('law 34: not %s until it is open', async (table) => {
      await instance.mount();

      expect(await instance.failureOf(`select * from ${table}`)).toBe(closed);
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
      await instance.openReadOnly();

      const rows = await instance.query(
        `select to_char(d.file#) || '|' || d.status || '|' || h.error || '|' || h.fuzzy || '|' || d.name from v$datafile d, v$datafile_header h
          where h.file# = d.file# order by d.file#`,
      );

      expect(rows).toEqual(instance.copies.map((copy, index) => `${index + 1}|${index === 0 ? 'SYSTEM' : 'ONLINE'}||NO|${copy}`));
      expect(await instance.query('select count(distinct checkpoint_change#) from v$datafile_header')).toEqual([expect.stringMatching(/^\s*1$/u)]);
    });

    it('law 6: the rows of the database host at the time it was recovered to', async () => {
      const expected = instance.lab.inDatabase((db) => readRows(db).map(({ key, text, time }) => `${key} ${text} ${time}`).toSorted());
      await instance.openReadOnly();

      const rows = await instance.query("select id || ' ' || text || ' ' || to_char(created, 'yyyy-mm-dd hh24:mi:ss') from app.transactions");

      expect(rows.toSorted()).toEqual(expected);
      expect(rows.length).toBeGreaterThan(20);
      expect((await instance.lab.query('select id || text from app.transactions')).length).toBe(rows.length);
      expect(await instance.query("select to_char((select max(created) from app.transactions), 'yyyy-mm-dd hh24:mi:ss') from dual")).toEqual(await instance.lab.query("select to_char(max(created), 'yyyy-mm-dd hh24:mi:ss') from app.transactions"));
    });

    it('no value for a scalar subquery without rows, and ORA-01427 for one with several', async () => {
      await instance.openReadOnly();

      expect(await instance.query("select '<' || to_char((select created from app.transactions where id = -1), 'yyyy') || '>' from dual")).toEqual(['<>']);
      expect(await instance.failureOf('select (select created from app.transactions) from dual')).toBe('ORA-01427: single-row subquery returns more than one row');
    });

    it('law 10: a damaged block to the query that reads it', async () => {
      await instance.openReadOnly();
      const [, , , users = ''] = instance.copies;
      damageBlock(users, 5);

      expect(await instance.failureOf('select max(created) from app.transactions')).toBe(`ORA-01578: ORACLE data block corrupted (file # 4, block # 5)\nORA-01110: data file 4: '${users}'`);
    });
  });
});
