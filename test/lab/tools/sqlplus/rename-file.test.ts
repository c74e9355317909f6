import { copyFileSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createInstanceLab } from './instance-lab.ts';
import type { InstanceLab } from './instance-lab.ts';

const noFile = 'ORA-27037: unable to obtain file status\nLinux-x86_64 Error: 2: No such file or directory';

describe('a restored database', () => {
  let instance: InstanceLab;
  beforeEach(() => {
    instance = createInstanceLab();
  });
  afterEach(() => instance[Symbol.dispose]());

  describe('has files renamed', () => {
    const failed = 'ORA-01511: error in renaming log/data files';

    it('law 36: a datafile only to a file that exists and is that datafile', async () => {
      await instance.mount();
      const [, , , users = '', example = ''] = instance.copies;
      const moved = join(instance.scratch, 'users.dbf');

      expect(await instance.failureOf(`alter database rename file '${users}' to '${moved}'`)).toBe(
        `${failed}\nORA-01141: error renaming data file 4 - new file '${moved}' not found\nORA-01110: data file 4: '${users}'\n${noFile}`,
      );
      copyFileSync(example, moved);
      expect(await instance.failureOf(`alter database rename file '${users}' to '${moved}'`)).toBe(
        `${failed}\nORA-01122: database file 4 failed verification check\nORA-01110: data file 4: '${moved}'\nORA-01204: file number is 5 rather than 4 - wrong file`,
      );
      expect(await instance.failureOf(`alter database rename file '${users}' to '${example}'`)).toBe(`${failed}\nORA-01523: cannot rename data file to '${example}' - file already part of database`);

      copyFileSync(users, moved);
      await instance.execute(`alter database rename file '${users}' to '${moved}'`);
      expect(await instance.query('select name from v$datafile where file# = 4')).toEqual([moved]);
      expect(existsSync(users)).toBe(true);
    });

    it('law 36: and the old one is deleted when it is Oracle-managed and can be reached', async () => {
      const managed = join(instance.scratch, 'o1_mf_users_x1y2z3_.dbf');
      copyFileSync(instance.copies[3] ?? '', managed);
      await instance.mount((db) => db.sql.run('update datafile set name = ? where file = 4', managed));

      await instance.execute(`alter database rename file '${managed}' to '${instance.copies[3] ?? ''}'`);

      expect(existsSync(managed)).toBe(false);
    });

    it('law 36: an online log of a restored control file to one that is not there yet', async () => {
      await instance.mount((db) => instance.moveLogs(db));
      const [from, to] = [join(instance.scratch, 'redo2.log'), join(instance.scratch, 'new.log')];

      await instance.execute(`alter database rename file '${from}' to '${to}'`);

      expect(await instance.query('select member from v$logfile where group# = 2')).toEqual([to]);
    });

    it('law 36: several at once, in order', async () => {
      await instance.mount((db) => instance.moveLogs(db));
      const log = (name: string): string => `'${join(instance.scratch, name)}'`;

      expect(await instance.execute(`alter database rename file ${log('redo1.log')}, ${log('redo2.log')} to ${log('a')}, ${log('b')}`)).toBe('Database altered.');
      expect(await instance.query('select member from v$logfile where group# < 3 order by 1')).toEqual([join(instance.scratch, 'a'), join(instance.scratch, 'b')]);
      expect(await instance.failureOf(`alter database rename file ${log('a')}, ${log('b')} to ${log('c')}`)).toContain('ORA-01517');
    });

    it('law 36: not one that the control file does not know', async () => {
      await instance.mount();

      expect(await instance.failureOf("alter database rename file '/nosuch' to '/nowhere'")).toBe(
        `${failed}\nORA-01516: nonexistent log file, data file, or temporary file "/nosuch" in the current container`,
      );
    });

    it('law 36: not while it is in use', async () => {
      await instance.openResetlogs();
      const [datafile = ''] = instance.copies;
      const log = (group: number): string => join(instance.scratch, `redo${group}.log`);

      expect(await instance.failureOf(`alter database rename file '${datafile}' to '/x'`)).toBe(
        `${failed}\nORA-01121: cannot rename database file 1 - file is in use or recovery\nORA-01110: data file 1: '${datafile}'`,
      );
      expect(await instance.failureOf(`alter database rename file '${log(1)}' to '/x'`)).toContain('ORA-01621: cannot rename member of current log if database is open');
      expect(await instance.failureOf(`alter database rename file '${log(2)}' to '/x'`)).toBe(`${failed}\nORA-01512: error renaming log file ${log(2)} - new file /x not found\n${noFile}`);
      const tracking = join(instance.scratch, 'tracking');
      await instance.execute(`alter database enable block change tracking using file '${tracking}'`);
      expect(await instance.failureOf(`alter database rename file '${tracking}' to '/x'`)).toBe(`${failed}\nORA-19771: cannot rename change tracking file while database is open`);
    });
  });
});
