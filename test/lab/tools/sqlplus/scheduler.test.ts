import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { changeDataDictionary, dataDictionary } from '#lab/oracle/scheduler/data-dictionary.ts';
import { createSqlplusLab, quiet, type SqlplusLab } from './sqlplus-lab.ts';

// The Scheduler has no laws with numbers: these are facts of the PL/SQL Packages and Types Reference.

const program = "dbms_scheduler.create_program(program_name => 'u.p', program_type => 'EXECUTABLE', program_action => '/bin/true', number_of_arguments => 1, enabled => false)";
const argument = "dbms_scheduler.define_program_argument(program_name => 'u.p', argument_position => 1, argument_type => 'VARCHAR2', default_value => 'x')";
const enable = "dbms_scheduler.enable(name => 'u.p')";
const schedule = "dbms_scheduler.create_schedule(schedule_name => 'u.s', repeat_interval => 'FREQ=DAILY')";
const credential = "dbms_credential.create_credential(credential_name => 'u.c', username => 'oracle', password => 'secret')";
const job = "dbms_scheduler.create_job(job_name => 'u.j', program_name => 'u.p', schedule_name => 'u.s', credential_name => 'u.c', enabled => true)";

describe('the Scheduler of the lab', () => {
  let lab: SqlplusLab;
  beforeEach(() => {
    lab = createSqlplusLab();
  });
  afterEach(() => lab[Symbol.dispose]());

  async function answers(statements: string, as = 'sysdba'): Promise<string> {
    return (await lab.run(`${quiet}\n${statements}\n`, { args: ['-L', '-S', `/@orcl as ${as}`] })).output;
  }

  async function calls(...statements: readonly string[]): Promise<string> {
    return await answers(`begin\n  ${statements.join(';\n  ')};\nend;\n/`);
  }

  async function makeUser(): Promise<void> {
    await answers('create user u no authentication account lock;\ngrant create job, create external job to u;');
  }

  it('makes what it is told, and its views show it without passwords', async () => {
    await makeUser();

    expect(await calls(program, argument, enable, schedule, credential, job)).toBe('');
    expect(await lab.query("select owner || ' ' || job_name || ' ' || state || ' ' || program_name || ' ' || credential_name from dba_scheduler_jobs")).toEqual(['U J SCHEDULED P C']);
    expect(await lab.query("select argument_position || ' ' || default_value from dba_scheduler_program_args")).toEqual(['1 x']);
    expect(await lab.query("select username || ' ' || account_status || ' ' || authentication_type from dba_users")).toEqual(['U LOCKED NONE']);
    expect((await answers('select * from dba_credentials;\nselect * from dba_scheduler_credentials;'))).not.toContain('secret');
  });

  it.each([
    [[program, enable], 'ORA-27456: not all arguments of program "U"."P" have been defined'],
    [[program, program], 'ORA-27477: "U"."P" already exists'],
    [[schedule, schedule.replace('u.s', 'nobody.s')], 'ORA-01435: user does not exist'],
    [[schedule.replace('FREQ=DAILY', 'DAILY')], 'ORA-27415: repeat interval or calendar must start with the FREQ= clause'],
    [[schedule.replace('FREQ=DAILY', 'FREQ=DAILY;BYHOUR=24')], 'ORA-27414: Invalid BY value type'],
    [[schedule.replace('FREQ=DAILY', 'FREQ=DAILY;BYHUOR=2')], 'ORA-27412: repeat interval or calendar contains invalid identifier: BYHUOR'],
    [[job], 'ORA-27476: "U"."P" does not exist'],
    [[program, argument, enable, schedule, credential, job, "dbms_scheduler.drop_program(program_name => 'u.p')"], 'ORA-27479: Cannot drop "U"."P" because other objects depend on it'],
    [["dbms_scheduler.drop_job(job_name => 'u.nosuch')"], 'ORA-27475: unknown job "U"."NOSUCH"'],
    [["dbms_scheduler.drop_job('u.j', nosuch => true)"], "PLS-00306: wrong number or types of arguments in call to 'DROP_JOB'"],
    [['dbms_scheduler.create_schedule(schedule_name => \'u.s\')'], "PLS-00306: wrong number or types of arguments in call to 'CREATE_SCHEDULE'"],
    [['dbms_scheduler.nosuch'], "PLS-00302: component 'NOSUCH' must be declared"],
    [['if true then null'], 'PLS-00103: Encountered the symbol "IF"'],
  ])('refuses %j', async (statements, complaint) => {
    await makeUser();

    expect(await calls(...statements)).toContain(complaint);
  });

  it('compiles a block as a whole: nothing of it runs when it cannot', async () => {
    await makeUser();

    await calls(schedule, 'dbms_scheduler.nosuch');

    expect(await lab.query('select to_char(count(*)) from dba_scheduler_schedules')).toEqual(['0']);
  });

  it('does not drop a job that runs, unless by force, which kills it', async () => {
    await makeUser();
    await calls(program, argument, enable, schedule, credential, job);
    const place = { labDir: lab.labDir, name: 'orcl', site: 'database host' } as const;
    changeDataDictionary(place, ({ jobs }) => jobs.forEach((each) => (each.running = true)));

    expect(await calls("dbms_scheduler.drop_job(job_name => 'u.j', force => false)")).toContain('ORA-27478: job "U"."J" is running');
    expect(await calls("dbms_scheduler.drop_job(job_name => 'u.j', force => true)")).toBe('');
    expect(dataDictionary(place).jobs).toEqual([]);
  });

  it.each([
    ['create job', 'grant create external job to u;'],
    ['create external job', 'grant create job to u;'],
  ])('enables no external job of an owner without %s', async (_, granted) => {
    await answers(`create user u identified externally;\n${granted}`);
    await calls(program, argument, enable, schedule, credential);

    expect(await calls(job)).toContain('ORA-27486: insufficient privileges');
  });

  it.each([
    ['create user c##u no authentication;', 'ORA-65094: invalid local user or role name'],
    ['create user u no authentication;\ncreate user u identified externally;', "ORA-01920: user name 'U' conflicts with another user or role name"],
    ['alter user nobody account lock;', "ORA-01918: user 'NOBODY' does not exist"],
    ['grant create job to nobody;', "ORA-01917: user or role 'NOBODY' does not exist"],
    ['create user u no authentication;\ngrant select on sys.v$database to u;', 'ORA-02030: can only select from fixed tables/views'],
    ['create user u no authentication;\ngrant execute on sys.nosuch to u;', 'ORA-00942: table or view does not exist'],
  ])('%j: %s', async (statements, complaint) => {
    expect(await answers(statements)).toContain(complaint);
  });

  it('lets SYSBACKUP make neither users nor jobs', async () => {
    expect(await answers('create user u no authentication;', 'sysbackup')).toContain('ORA-01031: insufficient privileges');
    expect(await answers(`begin ${schedule}; end;\n/`, 'sysbackup')).toContain('ORA-27486: insufficient privileges');
  });

  it('takes bind variables that VARIABLE has declared, and only those', async () => {
    await makeUser();
    const bound = credential.replace("'secret'", "utl_i18n.raw_to_char(hextoraw(:pw), 'AL32UTF8')");

    expect(await answers(`begin ${bound}; end;\n/`)).toBe('SP2-0552: Bind variable "PW" not declared.\n');
    expect(await answers(`variable pw varchar2(20) = '4127c3a9'\nbegin ${bound}; end;\n/`)).toBe('');
    expect(dataDictionary({ labDir: lab.labDir, name: 'orcl', site: 'database host' }).credentials).toMatchObject([{ password: "A'é" }]);
  });
});
