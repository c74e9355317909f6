import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { setFault } from '#lab/faults.ts';
import { createInstanceLab } from './instance-lab.ts';
import type { InstanceLab } from './instance-lab.ts';

const sga = `Total System Global Area 3221225472 bytes
Fixed Size                  2929552 bytes
Variable Size             654314608 bytes
Database Buffers         2550136832 bytes
Redo Buffers               13844480 bytes
`;

describe('instances on the restore host', () => {
  let instance: InstanceLab;
  beforeEach(() => {
    instance = createInstanceLab();
  });
  afterEach(() => instance[Symbol.dispose]());

  async function startup(options = `nomount pfile='${instance.pfile}'`): Promise<string> {
    return (await instance.run(`set pagesize 0 tab off\nstartup ${options}\n`)).output;
  }

  it.each(["nomount pfile='%'", 'nomount pfile=%', 'pfile = "%" nomount;'])('law 25: startup %s starts an instance and shows its memory', async (options) => {
    expect(await startup(options.replace('%', instance.pfile))).toBe(`ORACLE instance started.\n${sga}`);

    expect(await instance.query('select instance_name, status, host_name from v$instance')).toEqual([expect.stringMatching(/^RST +STARTED +labrestore$/u)]);
    expect(await instance.query("select value from v$parameter where name = 'sga_target'")).toEqual(['3221225472']);
    expect(await instance.query("select value from v$parameter where name = 'log_archive_dest_1' and isdefault = 'TRUE'")).toEqual(['']);
  });

  it('law 25: startup shows a blank line before the memory when pages have headings', async () => {
    const { output } = await instance.run(`set tab off\nstartup nomount pfile='${instance.pfile}'\n`);

    expect(output).toBe(`ORACLE instance started.\n\n${sga}`);
  });

  it('law 25: an unknown parameter is LRM-00101', async () => {
    instance.writeInitFile({ sga_targt: '3G' });

    expect(await startup()).toBe("LRM-00101: unknown parameter name 'sga_targt'\nORA-01078: failure in processing system parameters\n");
    expect(await instance.answer('select 1 from dual')).toContain('ORA-01034: ORACLE not available');
  });

  it.each([
    [{ sga_target: '3X' }, "LRM-00104: '3X' is not a legal integer for 'sga_target'\nORA-01078: failure in processing system parameters\n"],
    [{ enable_pluggable_database: 'YES' }, "LRM-00102: 'YES' is not a legal boolean for 'enable_pluggable_database'\nORA-01078: failure in processing system parameters\n"],
    [{ db_name: "''" }, 'ORA-01506: missing or illegal database name\n'],
    [{ sga_max_size: '17G' }, 'ORA-27102: out of memory\nLinux-x86_64 Error: 12: Cannot allocate memory\n'],
    [{ log_archive_dest_1: "'/nosuch'" }, 'ORA-16024: parameter LOG_ARCHIVE_DEST_1 cannot be parsed\n'],
  ])('law 25: %j is refused', async (parameters, message) => {
    instance.writeInitFile(parameters);

    expect(await startup()).toBe(message);
  });

  it.each([
    ['diagnostic_dest', 'ORA-48108: invalid value given for the diagnostic_dest init.ora parameter\nORA-48140: the specified ADR Base directory does not exist [/nosuch/folder]\nORA-48187: specified directory does not exist\nORA-27037: unable to obtain file status\n'],
    ['db_create_file_dest', 'ORA-01261: Parameter db_create_file_dest destination string cannot be translated\nORA-01262: Stat failed on a file destination directory\n'],
    ['log_archive_dest_1', 'ORA-16032: parameter LOG_ARCHIVE_DEST_1 destination string cannot be translated\nORA-07286: sksagdi: cannot obtain device information.\n'],
  ])('law 25: a folder of %s that is missing is refused', async (name, message) => {
    instance.writeInitFile({ [name]: name.startsWith('log') ? "'LOCATION=/nosuch/folder'" : "'/nosuch/folder'" });

    expect(await startup()).toBe(`${message}Linux-x86_64 Error: 2: No such file or directory\n`);
  });

  it('law 25: a line that is no parameter is LRM-00110', async () => {
    writeFileSync(instance.pfile, '# init file\n*.db_name\n');

    expect(await startup()).toBe(
      `LRM-00110: syntax error at '*.db_name'\nLRM-00113: error when processing file '${instance.pfile}'\nORA-01078: failure in processing system parameters\n`,
    );
  });

  it('law 25: a missing init file is LRM-00109, and by default init<SID>.ora is meant', async () => {
    rmSync(instance.pfile);
    const byDefault = join(instance.lab.env['ORACLE_HOME'] ?? '', 'dbs', 'initRST.ora');

    expect(await startup()).toBe(`ORA-01078: failure in processing system parameters\nLRM-00109: could not open parameter file '${instance.pfile}'\n`);
    expect(await startup('nomount')).toContain(`LRM-00109: could not open parameter file '${byDefault}'\n`);
    mkdirSync(join(byDefault, '..'));
    instance.writeInitFile({}, byDefault);
    expect(await startup('nomount')).toContain('ORACLE instance started.\n');
  });

  it('law 25: what an init file says for the SID goes before what it says for all', async () => {
    writeFileSync(instance.pfile, `rst.db_files=300 # own\n*.db_files=100\nother.db_files=400\ndb_name=orcl\n\n# comment\ncontrol_files=('/a', "/b")\n`);
    await startup();

    expect(await instance.query("select value from v$parameter where name = 'db_files'")).toEqual(['300']);
    expect(await instance.query("select value from v$parameter where name = 'control_files'")).toEqual(['/a, /b']);
  });

  it('law 25: an instance that is up is ORA-01081, also for the database host', async () => {
    await startup();

    expect(await startup()).toBe('ORA-01081: cannot start already-running ORACLE - shut it down first\n');
    const { output } = await instance.run(`startup nomount pfile='${instance.pfile}'\n`, { args: ['-S', '/@orcl as sysdba'], env: instance.lab.env });
    expect(output).toBe('ORA-01081: cannot start already-running ORACLE - shut it down first\n');
  });

  it('law 25: two instances of one database in one Oracle home need different unique names: ORA-01102', async () => {
    await instance.mount();
    const other = { env: { ...instance.lab.env, ORACLE_SID: 'OTHER' } };
    await instance.run(`startup nomount pfile='${instance.pfile}'\n`, other);

    expect((await instance.run('alter database mount;\n', other)).output).toContain('ORA-01102: cannot mount database in EXCLUSIVE mode\n');

    instance.writeInitFile({ db_unique_name: "'OTHER'" });
    const { output } = await instance.run(`shutdown abort\nstartup nomount pfile='${instance.pfile}'\nalter database mount;\n`, other);
    expect(output).toContain('Database altered.\n');
  });

  it.each(['startup', 'shutdown'])('%s needs a privileged session', async (command) => {
    const { output } = await instance.run(`${command}\n`, { args: ['-S', '/nolog'] });

    expect(output).toBe('ORA-01031: insufficient privileges\n');
  });

  it('law 26: an idle instance has no rows, and after startup the session is at the instance', async () => {
    const { output } = await instance.run(`select 1 from dual;\nset feedback off pagesize 0\nstartup nomount pfile='${instance.pfile}'\nselect status from v$instance;\n`, { args: ['/ as sysdba'] });

    expect(output).toContain('Connected to an idle instance.\n');
    expect(output).toContain('ORA-01034: ORACLE not available\n');
    expect(output).toContain('STARTED\n');
    expect((await instance.run('', { args: ['/ as sysdba'] })).output).toContain('Connected to:\nOracle Database 19c');
  });

  it('law 41: shutdown of nothing is ORA-01034, and WHENEVER does not see it', async () => {
    const { output, exitCode } = await instance.run('whenever sqlerror exit failure\nshutdown abort\nprompt on\n');

    expect(output).toMatch(/^ORA-01034: ORACLE not available\nORA-27101: shared memory realm does not exist\nLinux-x86_64 Error: 2: No such file or directory\n.*\non\n$/u);
    expect(exitCode).toBe(0);
  });

  it('law 41: shutdown abort ends the instance and leaves its lk and hc files', async () => {
    await instance.mount();

    const { output } = await instance.run('shutdown abort\nselect 1 from dual;\n');

    expect(output).toMatch(/^ORACLE instance shut down\.\n[^]*ORA-01034/u);
    const folder = join(instance.lab.env['ORACLE_HOME'] ?? '', 'dbs');
    expect(readdirSync(join(instance.lab.labDir, 'world', 'instances'))).toEqual([]);
    expect([existsSync(join(folder, 'lkRST')), existsSync(join(folder, 'hc_RST.dat'))]).toEqual([true, true]);
    expect(await startup()).toContain('ORACLE instance started.\n');
  });

  it('law 41: shutdown immediate says what it ended', async () => {
    await startup();
    expect((await instance.run('shutdown immediate\n')).output).toBe('ORA-01507: database not mounted\n\n\nORACLE instance shut down.\n');

    await instance.mount();
    expect((await instance.run('shutdown immediate\n')).output).toBe('ORA-01109: database not open\n\n\nDatabase dismounted.\nORACLE instance shut down.\n');

    await instance.mount();
    instance.recover();
    await instance.run('alter database open read only;\n');
    expect((await instance.run('shutdown immediate;\n')).output).toBe('Database closed.\nDatabase dismounted.\nORACLE instance shut down.\n');
  });

  it('can be ended when its control file has vanished', async () => {
    await instance.mount();
    rmSync(join(instance.scratch, 'restore.cf'));

    const { output } = await instance.run('select name from v$database;\nshutdown abort\n', { args: ['/ as sysdba'] });

    expect(output).toContain(`ORA-00210: cannot open the specified control file\nORA-00202: control file: '${join(instance.scratch, 'restore.cf')}'\nORA-27041: unable to open file\n`);
    expect(output).toContain('ORACLE instance shut down.\n');
    expect(existsSync(join(instance.scratch, 'restore.cf'))).toBe(false);
  });

  it.each([['shutdown soon', 'SP2-0717: illegal SHUTDOWN option'], ['startup force', 'SP2-0714: invalid combination of STARTUP options']])('%s is answered with %s', async (command, message) => {
    expect((await instance.run(`${command}\n`)).output).toBe(`${message}\n`);
  });

  it("does not shut down the database host's instance", async () => {
    const { output } = await instance.run('shutdown immediate\n', { args: ['-S', '/@orcl as sysdba'], env: instance.lab.env });

    expect(output).toContain('ORA-03001: unimplemented feature\n');
  });

  it('fails at STARTUP and SHUTDOWN where a fault says so', async () => {
    setFault(instance.lab.labDir, { name: 'sqlplus-error', match: 'STARTUP NOMOUNT', lines: ['ORA-27125: unable to create shared memory segment'], exitCode: 3, times: 1 });
    setFault(instance.lab.labDir, { name: 'sqlplus-error', match: 'shutdown', lines: ['ORA-00600: internal error'], times: 1 });

    const { output, exitCode } = await instance.run(`startup nomount pfile='${instance.pfile}'\nprompt never\n`);

    expect({ output, exitCode }).toEqual({ output: 'ORA-27125: unable to create shared memory segment\n', exitCode: 3 });
    expect((await instance.run('shutdown abort\n')).output).toBe('ORA-00600: internal error\n');
  });

  it('hangs at STARTUP until it is told to end', async () => {
    setFault(instance.lab.labDir, { name: 'sqlplus-hang', match: 'startup' });

    const ending = new AbortController();
    const run = instance.run(`startup nomount pfile='${instance.pfile}'\n`, { signal: ending.signal });
    ending.abort();

    await expect(run).rejects.toMatchObject({ signalName: 'SIGTERM' });
  });
});
