import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestLab, type TestLab } from '../../end-to-end/test-lab.ts';

// Facts about releases are no laws with numbers: they are section 9 of what we know about Oracle.

let lab: TestLab;
beforeAll(async () => {
  lab = await openTestLab(undefined, { databases: ['old:11.2', 'mid:12.1', 'new:19c', 'small:11.2-se'] });
});
afterAll(() => lab[Symbol.asyncDispose]());

const homes: Readonly<Record<string, string>> = { old: 'oracle_home_11.2', mid: 'oracle_home_12.1', new: 'oracle_home', small: 'oracle_home_11.2_se' };

interface Call {
  readonly home?: string;
  readonly privilege?: string;
}

async function sqlplus(database: string, script: string, { home = homes[database] ?? '', privilege = 'sysdba' }: Call = {}): Promise<string> {
  return await launch(home, 'sqlplus', { args: ['-L', '-S', `/@${database} as ${privilege}`], input: `set pagesize 0 feedback off\n${script}\n` });
}

async function rman(database: string, script: string, { home = homes[database] ?? '', privilege }: Call = {}): Promise<string> {
  const login = privilege === undefined ? `/@${database}` : `"/@${database} as ${privilege}"`;
  return await launch(home, 'rman', { args: ['target', login], input: `${script}\n` });
}

async function launch(home: string, program: string, call: { readonly args: readonly string[]; readonly input: string }): Promise<string> {
  const oracleHome = join(lab.directory, home);
  const env = { ORACLE_HOME: oracleHome, TNS_ADMIN: join(lab.directory, 'tns'), NLS_DATE_FORMAT: 'yyyy-mm-dd hh24:mi:ss' };
  return await lab.launch({ program: join(oracleHome, 'bin', program), env, ...call });
}

describe('what a release lacks is an error in it', () => {
  it.each([
    ['select cdb from v$database;', 'ORA-00904: "CDB": invalid identifier', 'NO'],
    ['select con_id from v$datafile where file# = 1;', 'ORA-00904: "CON_ID": invalid identifier', '0'],
    ['alter pluggable database all open;', 'ORA-00940: invalid ALTER command', 'ORA-65090'],
    ['alter session set container = cdb$root;', 'ORA-02248: invalid option for ALTER SESSION', 'ORA-65090'],
  ])('%s is known from 12.1 on', async (statement, complaint, answer) => {
    expect(await sqlplus('old', statement)).toContain(complaint);
    expect(await sqlplus('mid', statement)).toContain(answer);
  });

  it.each([
    ['select version_full from v$instance;', 'ORA-00904: "VERSION_FULL": invalid identifier', '19.22.0.0.0'],
    ['begin dbms_session.sleep(1); end;\n/', "PLS-00201: identifier 'DBMS_SESSION.SLEEP' must be declared", ''],
  ])('%s is known from 18c on', async (statement, complaint, answer) => {
    expect(await sqlplus('mid', statement)).toContain(complaint);
    expect(await sqlplus('new', statement)).toContain(answer);
    expect(await sqlplus('new', statement)).not.toContain('ORA-');
  });

  it('RMAN takes plain SQL, and sections of image copies, from 12.1 on', async () => {
    const sections = "backup incremental level 1 section size 1g for recover of copy with tag 't' database;";

    expect(await rman('old', 'alter system archive log current;')).toContain('RMAN-00558');
    expect(await rman('old', 'sql "alter system archive log current";')).toContain('sql statement: alter system archive log current');
    expect(await rman('mid', 'alter system archive log current;')).toContain('Statement processed');
    expect(await rman('old', sections)).toContain('SECTION SIZE is not supported');
    expect(await rman('mid', sections)).not.toContain('RMAN-00569');
  });

  it('programs name the release of their home', async () => {
    expect(await rman('old', '')).toMatch(/Release 11\.2\.0\.4\.0 - Production on .*\n\nCopyright/u);
    expect(await rman('new', '')).toMatch(/Release 19\.0\.0\.0\.0 - Production on .*\nVersion 19\.22/u);
    expect(await launch('oracle_home_12.1', 'sqlplus', { args: ['-V'], input: '' })).toContain('SQL*Plus: Release 12.1.0.2.0 - Production\n');
    expect(await sqlplus('small', 'select banner from v$version;')).toBe('Oracle Database 11g Release 11.2.0.4.0 - 64bit Simulation\n');
  });

  it('srvctl has options of one letter before 12.1', async () => {
    expect(await launch('oracle_home_11.2', 'srvctl', { args: ['config', 'database', '-db', 'old'], input: '' })).toBe('PRKO-2002 : Invalid command line option: -db\n');
    expect(await launch('oracle_home_11.2', 'srvctl', { args: ['config', 'database', '-d', 'old'], input: '' })).toContain('PRCD-1027');
    expect(await launch('oracle_home_12.1', 'srvctl', { args: ['config', 'database', '-db', 'mid'], input: '' })).toContain('PRCD-1027');
  });

  it('SQL*Plus gives a bind variable its value from 12.2 on', async () => {
    const script = "variable secret varchar2(20) = '4142'\nprint secret";

    expect(await sqlplus('mid', script)).toBe('Usage: VAR[IABLE] [ <variable> [ VARCHAR2 (n [CHAR|BYTE]) ] ]\nSP2-0552: Bind variable "SECRET" not declared.\n');
    expect(await sqlplus('new', script)).toContain('\n4142\n');
  });

  it('RMAN of another release than its target is refused', async () => {
    expect(await rman('old', '', { home: 'oracle_home' })).toMatch(/version 11\.02\.00\.04 in TARGET database is not current[^]*RMAN-06429/u);
  });
});

describe('SYSBACKUP', () => {
  it('is a privilege from 12.1 on', async () => {
    expect(await sqlplus('old', 'show user', { privilege: 'sysbackup' })).toContain('SP2-0306: Invalid option.');
    expect(await rman('old', '', { privilege: 'sysbackup' })).toContain('RMAN-00552: syntax error in command line arguments');
    expect(await sqlplus('mid', 'show user', { privilege: 'sysbackup' })).toContain('USER is "SYSBACKUP"');
    expect(await rman('mid', '', { privilege: 'sysbackup' })).toContain('connected to target database: MID');
  });

  it('sees the dictionary, and none of the data', async () => {
    const privilege = 'sysbackup';

    expect(await sqlplus('new', 'select count(*) from sys.smon_scn_time;', { privilege })).not.toContain('ORA-');
    expect(await sqlplus('new', 'select count(*) from app.transactions;', { privilege })).toContain('ORA-01031: insufficient privileges');
    expect(await sqlplus('new', 'select count(*) from app.transactions;')).not.toContain('ORA-');
  });
});
