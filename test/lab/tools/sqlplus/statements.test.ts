import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { setFault } from '#lab/faults.ts';
import { createSqlplusLab } from './sqlplus-lab.ts';
import type { SqlplusLab } from './sqlplus-lab.ts';

describe('statements that change the simulated database', () => {
  let lab: SqlplusLab;
  beforeEach(() => {
    lab = createSqlplusLab();
  });
  afterEach(() => lab[Symbol.dispose]());

  function existsOnHost(file: string): boolean {
    return lab.inDatabase((db) => existsSync(db.files.path(file)));
  }

  async function failureOf(statement: string): Promise<string> {
    const { output, exitCode } = await lab.run(`whenever sqlerror exit failure\n${statement};\n`);
    expect(exitCode).toBe(1);
    return output.split('\n').slice(3).join('\n').trim();
  }

  async function execute(statement: string): Promise<string> {
    const { output, exitCode } = await lab.run(`whenever sqlerror exit failure\n${statement};\n`);
    expect(exitCode).toBe(0);
    return output.trim();
  }

  it('law 4: archive log current switches the log and returns when it is archived', async () => {
    const before = await lab.query("select to_char(sequence#) from v$log where status = 'CURRENT'");

    expect(await execute('alter system archive log current')).toBe('System altered.');

    const [file] = await lab.query(`select name from v$archived_log where sequence# = ${before[0]}`);
    expect(await lab.query("select to_char(sequence#) from v$log where status = 'CURRENT'")).toEqual([String(Number(before[0]) + 1)]);
    expect(existsOnHost(file ?? '')).toBe(true);
  });

  it('law 4: an optional destination that fails leaves a hole and the command succeeds', async () => {
    mkdirSync(join(lab.labDir, 'arch'));
    await execute('alter system set log_archive_dest_1 = \'LOCATION=USE_DB_RECOVERY_FILE_DEST MANDATORY\' scope=both');
    await execute(`alter system set log_archive_dest_2 = 'LOCATION=${join(lab.labDir, 'arch')}/ OPTIONAL' scope=both sid='*'`);
    setFault(lab.labDir, { name: 'archive-dest-error', dest: 2, times: 1 });

    await execute('alter system archive log current');

    expect(await lab.query('select to_char(dest_id) from v$archived_log')).toEqual(['1']);
    const [state = ''] = await lab.query('select status || error from v$archive_dest where dest_id = 2');
    expect(state).toMatch(/^ERRORORA-\d{5}/);
  });

  it('move datafile takes the rows along and removes the old file, unless it is to be kept', async () => {
    const [before = ''] = await lab.query('select name from v$datafile where file# = 4');
    const rows = await lab.query('select count(*) from app.transactions');

    expect(await execute('alter database move datafile 4')).toBe('Database altered.');
    const [managed = ''] = await lab.query('select name from v$datafile where file# = 4');
    await execute(`alter database move datafile '${managed}' to '${join(lab.labDir, 'users01.dbf')}' keep`);

    expect([existsOnHost(before), existsOnHost(managed)]).toEqual([false, true]);
    expect(managed).not.toBe(before);
    expect(await lab.query('select name from v$datafile where file# = 4')).toEqual([join(lab.labDir, 'users01.dbf')]);
    expect(await lab.query('select count(*) from app.transactions')).toEqual(rows);
  });

  it('move datafile overwrites nothing, makes no folder and knows no other file', async () => {
    const target = join(lab.labDir, 'taken.dbf');
    writeFileSync(target, 'x');

    expect(await failureOf(`alter database move datafile 4 to '${target}'`)).toContain('ORA-01119');
    expect(await failureOf(`alter database move datafile 4 to '${join(lab.labDir, 'no/where.dbf')}'`)).toContain('ORA-01119');
    expect(await failureOf('alter database move datafile 99')).toContain('ORA-01516');
    expect(await execute(`alter database move datafile 4 to '${target}' reuse`)).toBe('Database altered.');
  });

  it.each([['11.2', 'ORA-02231'], ['19c-se2', 'ORA-00439'], ['19c-cdb', 'ORA-01516']] as const)('move datafile is refused in %s, there from the root for a file of a pluggable database', async (kind, code) => {
    using other = createSqlplusLab(kind);

    const { output, exitCode } = await other.run(`whenever sqlerror exit failure\nalter database move datafile ${kind === '19c-cdb' ? 15 : 4};\n`);

    expect([exitCode, output]).toEqual([1, expect.stringContaining(code)]);
  });

  it('law 2: switch logfile starts the next log where the last one ends', async () => {
    await execute('alter system switch logfile');

    const rows = await lab.query('select to_char(first_change#), to_char(next_change#) from v$archived_log');
    const [current] = await lab.query("select to_char(first_change#) from v$log where status = 'CURRENT'");
    expect(rows[0]?.trim().split(/\s+/)[1]).toBe(current);
  });

  it('checks an archive destination before it takes it', async () => {
    expect(await failureOf("alter system set log_archive_dest_2='LOCATION=/nosuch/folder' scope=both")).toContain(
      'ORA-16032: parameter LOG_ARCHIVE_DEST_2 destination string cannot be translated\nORA-07286',
    );
    expect(await failureOf("alter system set log_archive_dest_2='OPTIONAL LOCATION=/tmp'")).toContain('ORA-16024: parameter LOG_ARCHIVE_DEST_2 cannot be parsed');
    expect(await failureOf('alter system set log_archive_dest_state_2=perhaps')).toContain('ORA-00096: invalid value perhaps');
    expect(await failureOf('alter system set db_block_size=4096')).toBe('ORA-02095: specified initialization parameter cannot be modified');
  });

  it('defers and enables a destination', async () => {
    await execute(`alter system set log_archive_dest_2='LOCATION=${lab.labDir}' log_archive_dest_state_2=defer scope=memory`);

    expect(await lab.query('select status from v$archive_dest where dest_id = 2')).toEqual(['DEFERRED']);
    await execute('alter system set log_archive_dest_state_2 = ENABLE');
    expect(await lab.query('select status from v$archive_dest where dest_id = 2')).toEqual(['VALID']);
  });

  it('enables block change tracking once', async () => {
    expect(await execute('alter database enable block change tracking')).toBe('Database altered.');

    const [file = ''] = await lab.query("select filename from v$block_change_tracking where status = 'ENABLED'");
    expect(file).toContain('/changetracking/o1_mf_');
    expect(existsOnHost(file)).toBe(true);
    expect(await failureOf('alter database enable block change tracking')).toBe('ORA-19752: block change tracking is already enabled');
  });

  it('law 35: disabling block change tracking deletes its file', async () => {
    await execute('alter database enable block change tracking');
    const [name = ''] = await lab.query('select filename from v$block_change_tracking');
    const file = lab.inDatabase((db) => db.files.path(name));

    expect(await execute('alter database disable block change tracking')).toBe('Database altered.');

    expect(existsOnHost(file)).toBe(false);
    expect(await failureOf('alter database disable block change tracking')).toBe('ORA-19759: block change tracking is not enabled');
  });

  it('puts the change tracking file where it is told, over an old one only with REUSE', async () => {
    const file = join(lab.labDir, 'changes.chg');
    writeFileSync(file, 'old');

    expect(await failureOf(`alter database enable block change tracking using file '${file}'`)).toContain('ORA-27038: created file already exists');
    await execute(`alter database enable block change tracking using file '${file}' reuse`);

    expect(await lab.query('select filename from v$block_change_tracking')).toEqual([file]);
  });

  it('needs a place for a change tracking file without a name', async () => {
    await execute("alter system set db_create_file_dest=''");

    expect(await failureOf('alter database enable block change tracking')).toBe('ORA-19773: must specify change tracking file name');
  });

  it('law 8: a read only tablespace keeps its checkpoint', async () => {
    await execute('alter tablespace example read only');
    const checkpoint = "select enabled || checkpoint_change# from v$datafile where name like '%example%'";
    const before = await lab.query(checkpoint);

    await execute('alter system archive log current');

    expect(before[0]).toMatch(/^READ ONLY\d+$/);
    expect(await lab.query(checkpoint)).toEqual(before);
    await execute('alter tablespace example read write');
    await execute('alter system archive log current');
    expect(await lab.query(checkpoint)).not.toEqual(before);
  });

  it('creates, grows and drops tablespaces', async () => {
    expect(await execute('create tablespace new_ts datafile size 1M')).toBe('Tablespace created.');
    expect(await execute('alter tablespace new_ts add datafile size 512K')).toBe('Tablespace altered.');
    expect(await execute('alter database datafile 7 resize 1M')).toBe('Database altered.');
    expect(await lab.query("select d.file_id || ':' || d.bytes from dba_data_files d where tablespace_name = 'NEW_TS' order by 1")).toEqual(['6:1048576', '7:1048576']);
    expect(await failureOf('create tablespace new_ts')).toBe("ORA-01543: tablespace 'NEW_TS' already exists");
    expect(await failureOf('drop tablespace new_ts')).toBe('ORA-01549: tablespace not empty, use INCLUDING CONTENTS option');

    expect(await execute('drop tablespace new_ts including contents and datafiles')).toBe('Tablespace dropped.');
    expect(await failureOf('alter tablespace new_ts offline')).toBe("ORA-00959: tablespace 'NEW_TS' does not exist");
  });
});
