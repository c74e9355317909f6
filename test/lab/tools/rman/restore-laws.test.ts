import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openTarget, saveInstance } from '#lab/oracle/instance.ts';
import { rowsByJournal } from '#lab/oracle/journal.ts';
import { archiveLogCurrent } from '#lab/oracle/log-switch.ts';
import { readRows } from '#lab/oracle/rows.ts';
import { withWorldLock } from '#lab/world-lock.ts';
import { configureScript, refreshScript, RmanLab } from './rman-lab.ts';

describe('a restore on another host', () => {
  it('law 33: the whole sequence gives the rows committed before the target SCN', async () => {
    using lab = new RmanLab();
    await lab.runFile(configureScript(lab.area));
    await lab.runFile(refreshScript(lab.area));
    lab.commit(30);
    const scn = lab.inDatabase((db) => db.sql.one<{ scn: number }>('select current_scn as scn from database').scn);
    lab.commit(10);
    lab.inDatabase(archiveLogCurrent);
    const logs = lab.inDatabase((db) => db.sql.all<{ name: string }>("select name from archived_log where name is not null").map(({ name }) => db.files.path(name)));
    const dest = join(lab.dir, 'dest');
    mkdirSync(dest);
    const parameters = { db_name: 'orcl', control_files: join(dest, 'restore.cf'), db_create_file_dest: dest };
    saveInstance(lab.dir, { sid: 'rst', oracleHome: join(lab.dir, 'oracle_home'), status: 'STARTED', parameters, startedAt: '2016-11-08 22:00:00' });
    const run = async (script: string): Promise<{ readonly exitCode: number | string; readonly output: string }> => {
      const path = join(lab.dir, 'restore.rman');
      writeFileSync(path, script);
      return await lab.run({ args: ['target', '/', `cmdfile=${path}`], env: { ...lab.env, ORACLE_SID: 'rst' } });
    };

    const { output, exitCode } = await run(`run { allocate channel c1 device type disk; restore controlfile from '${lab.area}/after_backup_controlfile.cf'; }
alter database mount;
change archivelog all uncatalog;
change copy of database uncatalog;
change backup device type disk unavailable;
catalog start with '${lab.area}/data_' noprompt;
${[...new Set(logs)].map((log) => `catalog start with '${log}' noprompt;`).join('\n')}
switch database to copy;
run { set newname for database to new; set until scn ${scn + 1}; recover database; }
backup validate check logical database;
`);

    expect({ output, exitCode }).toMatchObject({ exitCode: 0, output: expect.stringContaining('media recovery complete') as string });
    const rows = withWorldLock(lab.dir, () => {
      using db = openTarget(lab.dir, { kind: 'instance', sid: 'rst' }, lab.clock);
      return readRows(db).map(({ file, key, text }) => ({ file, key, text }));
    });
    expect(rows).toEqual(rowsByJournal(lab.dir, { scn: scn + 1 }).map(({ file, key, text }) => ({ file, key, text })));
  });
});
