import { closeSync, copyFileSync, existsSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { damageBlock } from '#lab/oracle/damage-block.ts';
import { readFileHeader, writeFileHeader, type FileHeader } from '#lab/oracle/file-header.ts';
import { work } from '../../oracle/test-database.ts';
import { createInstanceLab } from './instance-lab.ts';
import type { InstanceLab } from './instance-lab.ts';

const noFile = 'ORA-27037: unable to obtain file status\nLinux-x86_64 Error: 2: No such file or directory';

/** Changes the header of a datafile; returns it. */
function changeHeader(path: string, change: Partial<FileHeader>): FileHeader {
  const descriptor = openSync(path, 'r+');
  try {
    const header = { ...(readFileHeader(descriptor) as FileHeader), ...change };
    writeFileHeader(descriptor, header);
    return header;
  } finally {
    closeSync(descriptor);
  }
}

describe('a restored database', () => {
  let instance: InstanceLab;
  beforeEach(() => {
    instance = createInstanceLab();
  });
  afterEach(() => instance[Symbol.dispose]());

  describe('opens read only', () => {
    it('law 34: when all files are consistent, and nothing can be changed then', async () => {
      await instance.openReadOnly();

      expect(await instance.query("select open_mode || ' ' || to_char(checkpoint_change#) from v$database")).toEqual([expect.stringMatching(/^READ ONLY \d{6}$/u)]);
      expect(await instance.query('select status from v$instance')).toEqual(['OPEN']);
      expect(await instance.query('select current_scn from v$database')).toEqual(await instance.query('select current_scn from v$database'));
      const refusal = 'ORA-16000: database or pluggable database open for read-only access';
      for (const statement of ['create tablespace more', 'drop tablespace users including contents', 'alter system archive log current']) expect(await instance.failureOf(statement)).toBe(refusal);
      expect(await instance.failureOf('alter database open')).toBe('ORA-01531: a database already open by the instance');
    });

    it('law 34: not before recovery', async () => {
      await instance.mount();

      expect(await instance.failureOf('alter database open read only')).toMatch(/^ORA-0119[45]: .*file \d needs more recovery to be consistent\nORA-01110: data file \d: '.*'$/u);
      expect(await instance.query('select open_mode from v$database')).toEqual(['MOUNTED']);
    });

    it('law 34: not with a file that is missing', async () => {
      await instance.mount();
      instance.recover();
      rmSync(instance.copies[1] ?? '');

      expect(await instance.failureOf('alter database open read only')).toBe(
        `ORA-01157: cannot identify/lock data file 2 - see DBWR trace file\nORA-01110: data file 2: '${instance.copies[1] ?? ''}'\n${noFile}`,
      );
    });

    it('law 34: not with a file that is another one', async () => {
      await instance.mount();
      instance.recover();
      copyFileSync(instance.copies[3] ?? '', instance.copies[4] ?? '');

      expect(await instance.failureOf('alter database open read only')).toBe(
        `ORA-01122: database file 5 failed verification check\nORA-01110: data file 5: '${instance.copies[4] ?? ''}'\nORA-01204: file number is 4 rather than 5 - wrong file`,
      );
    });

    it.each([
      [{ dbid: 1 }, 'ORA-01206: file is not part of this database - wrong database id'],
      [{ creationChange: 5 }, 'ORA-01203: wrong incarnation of this file - wrong creation SCN'],
    ])('law 34: not with a file whose header says %j', async (change, reason) => {
      await instance.mount();
      instance.recover();
      changeHeader(instance.copies[1] ?? '', change);

      expect(await instance.failureOf('alter database open read only')).toBe(`ORA-01122: database file 2 failed verification check\nORA-01110: data file 2: '${instance.copies[1] ?? ''}'\n${reason}`);
    });

    it('law 34: not with a file whose header is damaged', async () => {
      await instance.mount();
      instance.recover();
      damageBlock(instance.copies[1] ?? '', 1);

      expect(await instance.failureOf('alter database open read only')).toContain('\nORA-01210: data file header is media corrupt');
      expect(await instance.query("select error from v$datafile_header where file# = 2")).toEqual(['CANNOT READ HEADER']);
    });

    it('law 7: not with a file whose blocks are newer than its checkpoint', async () => {
      await instance.mount();
      instance.recover();
      changeHeader(instance.copies[1] ?? '', { fuzzy: true, fuzzyChange: 999_999_999 });

      expect(await instance.failureOf('alter database open read only')).toBe(`ORA-01195: online backup of file 2 needs more recovery to be consistent\nORA-01110: data file 2: '${instance.copies[1] ?? ''}'`);
    });

    it('law 8: with read only files that are older', async () => {
      await instance.mount((db) => db.sql.run("update datafile set enabled = 'READ ONLY' where file = 5"));
      const before = readFileSync(instance.copies[4] ?? '');
      instance.recover();
      writeFileSync(instance.copies[4] ?? '', before);

      expect(await instance.execute('alter database open read only')).toBe('Database altered.');
    });

    it('law 35: not with change tracking enabled and its file not here', async () => {
      await instance.mount((db) => db.sql.run("update block_change_tracking set status = 'ENABLED', filename = '/nosuch/o1_mf_x_.chg', bytes = 1, enabled_change = 1"));
      instance.recover();

      expect(await instance.failureOf('alter database open read only')).toBe(`ORA-19751: could not create the change tracking file\nORA-19750: change tracking file: '/nosuch/o1_mf_x_.chg'\n${noFile}`);

      const scratch = join(instance.scratch, 'tracking');
      await instance.execute(`alter database rename file '/nosuch/o1_mf_x_.chg' to '${scratch}'`);
      await instance.execute('alter database disable block change tracking');
      expect(await instance.query("select status || filename from v$block_change_tracking")).toEqual(['DISABLED']);
      expect(await instance.execute('alter database open read only')).toBe('Database altered.');
    });

    it('law 37: not with flashback on', async () => {
      await instance.mount((db) => db.sql.run("update database set flashback_on = 'YES'"));
      instance.recover();

      expect(await instance.failureOf('alter database open read only')).toBe('ORA-38760: This database instance failed to turn on flashback database');

      await instance.execute('alter database flashback off');
      expect(await instance.execute('alter database open read only')).toBe('Database altered.');
      expect(await instance.failureOf('alter database flashback on')).toContain('ORA-38709: Recovery Area is not enabled.');
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
        expect(await instance.failureOf(statement)).toBe('ORA-01589: must use RESETLOGS or NORESETLOGS option for database open');
      }
    });

    it('law 34: not with RESETLOGS before recovery', async () => {
      await instance.mount();

      expect(await instance.failureOf('alter database open resetlogs')).toMatch(/^ORA-0119[45]: /u);
    });

    it('law 34: not when its online logs cannot be made', async () => {
      await instance.mount((db) => db.sql.run("update online_log set member = '/nosuch/redo' || group_no || '.log'"));
      instance.recover();

      expect(await instance.failureOf('alter database open resetlogs')).toBe(
        "ORA-00344: unable to re-create online log '/nosuch/redo1.log'\nORA-27040: file create error, unable to create file\nLinux-x86_64 Error: 2: No such file or directory\nORA-00312: online log 1 thread 1: '/nosuch/redo1.log'",
      );
      expect(await instance.query('select open_mode from v$database')).toEqual(['MOUNTED']);
    });

    it('law 2: in a new incarnation, with online logs and temporary files made anew', async () => {
      const [before] = await instance.lab.query('select to_char(resetlogs_id) from v$database_incarnation');
      instance.lab.clock.advance(3_600_000);
      const temporary = join(instance.scratch, 'temp.dbf');

      await instance.mount((db) => {
        instance.moveLogs(db);
        db.sql.run('delete from tempfile');
        db.sql.run('insert into tempfile (file, ts, name, bytes) values (1, 3, ?, 65536)', temporary);
      });
      instance.recover();
      await instance.execute('alter database open resetlogs');

      expect(await instance.query("select open_mode || ' ' || controlfile_type from v$database")).toEqual(['READ WRITE CURRENT']);
      expect(await instance.query("select status || ' ' || to_char(prior_incarnation#) from v$database_incarnation where resetlogs_id <> " + String(before))).toEqual(['CURRENT 1']);
      expect(await instance.query("select to_char(sequence#) || ' ' || status from v$log order by group#")).toEqual(['1 CURRENT', '0 UNUSED', '0 UNUSED']);
      expect(await instance.query("select name || ' ' || to_char(bytes) from v$tempfile")).toEqual([`${temporary} 65536`]);
      expect([1, 2, 3].map((group) => existsSync(join(instance.scratch, `redo${group}.log`)))).toEqual([true, true, true]);
      expect(readFileSync(temporary)).toHaveLength(65_536);
      expect(await instance.query('select distinct fuzzy from v$datafile_header')).toEqual(['YES']);
    });

    it('law 2: from the SCN on that recovery has reached', async () => {
      await instance.mount((db) => instance.moveLogs(db));
      const newest = Math.max(...instance.copies.map((copy) => changeHeader(copy, {}).checkpointChange));
      instance.recover({ scn: newest + 3 });

      await instance.execute('alter database open resetlogs');

      expect(await instance.query('select to_char(resetlogs_change#) from v$database')).toEqual([String(newest + 4)]);
      expect(await instance.query('select status from v$thread')).toEqual(['OPEN']);
    });

    it('law 34: and rolls forward what an aborted instance had committed', async () => {
      await instance.openResetlogs();
      instance.inInstance((db) => work(db, 3, 7));
      const journal = readFileSync(join(instance.lab.labDir, 'world', 'orcl.journal.jsonl'), 'utf8');
      const used = (): number => instance.inInstance((db) => db.sql.one<{ used: number }>("select used_bytes as used from online_log where status = 'CURRENT'").used);
      const written = used();
      instance.inInstance((db) => db.sql.run('update online_log set used_bytes = 0'));

      await instance.run(`shutdown abort\nstartup pfile='${instance.pfile}'\n`);

      expect(used()).toBe(written);
      expect(readFileSync(join(instance.lab.labDir, 'world', 'orcl.journal.jsonl'), 'utf8')).toBe(journal);
    });

    it('and archives where its own parameters say', async () => {
      instance.lab.clock.advance(60_000);
      instance.writeInitFile({ log_archive_dest_1: `'LOCATION=${instance.scratch}'` });
      await instance.openResetlogs();
      const [resetlogs] = await instance.query("select to_char(resetlogs_id) from v$database_incarnation where status = 'CURRENT'");

      await instance.execute('alter system archive log current');

      expect(existsSync(join(instance.scratch, `1_1_${resetlogs ?? ''}.dbf`))).toBe(true);
    });

    it('law 34: and takes changes then, which the journal of the database host does not know', async () => {
      await instance.openResetlogs();
      const journal = readFileSync(join(instance.lab.labDir, 'world', 'orcl.journal.jsonl'), 'utf8');
      const [before] = await instance.query('select to_char(current_scn) from v$database');

      instance.inInstance((db) => work(db, 3, 7));

      expect(Number((await instance.query('select to_char(current_scn) from v$database'))[0])).toBeGreaterThan(Number(before) + 3);
      expect(readFileSync(join(instance.lab.labDir, 'world', 'orcl.journal.jsonl'), 'utf8')).toBe(journal);
      expect(await instance.query("select to_char(count(*)) from app.transactions")).not.toEqual(await instance.lab.query('select to_char(count(*)) from app.transactions'));
    });

    it('law 34: again without RESETLOGS, after which RESETLOGS is ORA-01139', async () => {
      await instance.openResetlogs();
      const restart = `startup mount pfile='${instance.pfile}'\n`;

      await instance.run(`shutdown immediate\n${restart}`);
      expect(await instance.query('select distinct fuzzy from v$datafile_header')).toEqual(['NO']);
      expect(await instance.failureOf('alter database open resetlogs')).toBe('ORA-01139: RESETLOGS option only valid after an incomplete database recovery');
      expect(await instance.execute('alter database open')).toBe('Database altered.');

      await instance.run(`shutdown abort\n${restart}`);
      expect(await instance.failureOf('alter database open read only')).toBe('ORA-16005: database requires recovery');
      expect(await instance.execute('alter database open')).toBe('Database altered.');
    });

    it('law 34: not with a file from before RESETLOGS', async () => {
      await instance.mount((db) => instance.moveLogs(db));
      instance.recover();
      const older = readFileSync(instance.copies[2] ?? '');
      instance.lab.clock.advance(60_000);
      await instance.execute('alter database open resetlogs');
      await instance.run(`shutdown abort\nstartup mount pfile='${instance.pfile}'\n`);
      writeFileSync(instance.copies[2] ?? '', older);

      expect(await instance.failureOf('alter database open')).toBe(`ORA-01190: control file or data file 3 is from before the last RESETLOGS\nORA-01110: data file 3: '${instance.copies[2] ?? ''}'`);
    });
  });

  describe('as a container database', () => {
    it.each(['alter pluggable database all open read only', 'alter session set container = sales'])('law 38: %s needs one', async (statement) => {
      await instance.openReadOnly();

      expect(await instance.failureOf(statement)).toBe('ORA-65090: operation only allowed in a container database');
    });

    it('law 38: lets its pluggable databases be opened as it is open itself', async () => {
      await instance.mount((db) => db.sql.run("update database set cdb = 'YES'"));
      instance.writeInitFile({ enable_pluggable_database: 'TRUE' });
      await instance.run(`shutdown abort\nstartup mount pfile='${instance.pfile}'\n`);
      instance.recover();

      expect(await instance.failureOf('alter pluggable database all open read only')).toBe('ORA-01109: database not open');
      await instance.execute('alter database open read only');
      expect(await instance.failureOf('alter pluggable database all open')).toBe('ORA-65054: Cannot open a pluggable database in the desired mode.');
      expect(await instance.execute('alter pluggable database all open read only')).toBe('Pluggable database altered.');
      expect(await instance.execute('alter session set container = cdb$root')).toBe('Session altered.');
      expect(await instance.failureOf('alter session set container = sales')).toBe('ORA-65011: Pluggable database SALES does not exist.');
    });
  });
});
