import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { setFault } from '#lab/faults.ts';
import { configureScript, refreshScript, RmanLab } from './rman-lab.ts';

async function configuredLab(parallel?: number): Promise<RmanLab> {
  const lab = new RmanLab();
  await lab.runFile(configureScript(lab.area, parallel));
  return lab;
}

describe('a failing command', () => {
  it('law 43: is reported with its channel and its cause, and ends the block', async () => {
    using lab = await configuredLab(1);

    const { output, exitCode } = await lab.runFile(`run {\n  show all;\n  backup spfile format '${lab.dir}/missing/x' tag 'x';\n  backup spfile tag 'never';\n}\nbackup spfile tag 'never';\n`);

    await expect(lab.neutral(output)).toMatchFileSnapshot('expected/failed-block.log');
    expect(exitCode).toBe(1);
  });

  it('lets the other channels go on, and fails at the end', async () => {
    using lab = await configuredLab(2);
    setFault(lab.dir, { name: 'rman-channel-error', at: 'backup', channel: 'ORA_DISK_2', stack: ['ORA-19502: write error on file "x"'], times: 1 });

    const { output, exitCode } = await lab.runFile(refreshScript(lab.area));

    expect(output).toContain('ORA_DISK_2 channel at 2016-11-08 21:53:37\nORA-19502: write error on file "x"\ncontinuing other job steps, job failed will not be re-run\n');
    expect(output.match(/datafile copy complete/g)).toHaveLength(4);
    expect(output).not.toContain('Starting recover');
    expect(exitCode).toBe(1);
  });

  it('is kept in V$RMAN_STATUS beside what went well', async () => {
    using lab = await configuredLab();
    await lab.runFile(`run { backup spfile tag 'x'; backup spfile format '${lab.dir}/missing/x'; }`);

    const rows = lab.inDatabase((db) => db.sql.all('select operation, status, object_type from rman_status where recid > 1 order by recid'));

    expect(rows).toMatchObject([
      { operation: 'RMAN', status: 'COMPLETED WITH ERRORS' },
      { operation: 'BACKUP', status: 'COMPLETED', object_type: 'SPFILE' },
      { operation: 'BACKUP', status: 'FAILED', object_type: 'SPFILE' },
    ]);
  });
});

describe('logging in', () => {
  const stack = (line: string): string => `RMAN-00554: initialization of internal recovery manager package failed\nRMAN-04005: error from target database: \n${line}\n`;

  it.each([
    ['law 44: an unknown alias', '/@elsewhere', 'ORA-12154: TNS:could not resolve the connect identifier specified'],
    ['law 44: a service the listener does not know', '/@gone', 'ORA-12514: TNS:listener does not currently know of service requested in connect descriptor'],
    ['law 44: a password, which the lab has none of', 'sys/secret@orcl', 'ORA-01017: invalid username/password; logon denied'],
    ['no alias and no ORACLE_SID', '/', 'ORA-12162: TNS:net service name is incorrectly specified'],
  ])('%s', async (_, target, line) => {
    using lab = new RmanLab();

    const { output, exitCode } = await lab.run({ args: ['target', target] });

    expect(output).toContain(stack(line));
    expect(output).not.toContain('secret');
    expect(exitCode).toBe(1);
  });

  it('law 44: without a wallet in sqlnet.ora nobody gets in', async () => {
    using lab = new RmanLab();
    writeFileSync(join(lab.tnsAdmin, 'sqlnet.ora'), '# WALLET_LOCATION = (SOURCE)\n');

    const { output } = await lab.run({});

    expect(output).toContain(stack('ORA-01017: invalid username/password; logon denied'));
  });

  it('law 44: a listener that is down', async () => {
    using lab = new RmanLab();
    setFault(lab.dir, { name: 'login-error', code: 'ORA-12541' });

    const { output, exitCode } = await lab.run({});

    expect(output).toContain(stack('ORA-12541: TNS:no listener'));
    expect(exitCode).toBe(1);
  });

  it('looks for tnsnames.ora in the Oracle home without TNS_ADMIN', async () => {
    using lab = new RmanLab();
    const { TNS_ADMIN: _, ...env } = lab.env;

    const { output } = await lab.run({ env });

    expect(output).toContain(stack('ORA-12154: TNS:could not resolve the connect identifier specified'));
  });

  it('does not start without ORACLE_HOME', async () => {
    using lab = new RmanLab();

    const run = await lab.run({ env: { TNS_ADMIN: lab.tnsAdmin } });

    expect(run).toEqual({ exitCode: 1, output: 'Message file RMAN<lang>.msb not found\nVerify that ORACLE_HOME is set properly\n' });
  });

  it('says what is missing when a command comes without a target', async () => {
    using lab = new RmanLab();

    const { output } = await lab.run({ args: [], stdin: 'show all;\n' });

    expect(output).toContain('RMAN-03002: failure of show command at 2016-11-08 21:53:37\nRMAN-06171: not connected to target database\n');
  });
});

describe('the recovery catalog', () => {
  const withCatalog = (lab: RmanLab): readonly string[] => ['target', '/@orcl', 'catalog', '/@rman', 'cmdfile', join(lab.dir, 'script.rman')];

  it('has to know the database before anything else works', async () => {
    using lab = new RmanLab();

    const unknown = await lab.runFile('resync catalog;', { args: withCatalog(lab) });
    const registered = await lab.runFile('register database;', { args: withCatalog(lab) });
    const twice = await lab.runFile('register database;', { args: withCatalog(lab) });
    const known = await lab.runFile('resync catalog;', { args: withCatalog(lab) });

    expect(unknown.output).toContain('RMAN-20001: target database not found in recovery catalog');
    expect(registered.output).toContain('connected to recovery catalog database\n');
    expect(registered.output).toContain('database registered in recovery catalog\nstarting full resync of recovery catalog\nfull resync complete\n');
    expect(twice.output).toContain('RMAN-20002: target database already registered in recovery catalog');
    expect([unknown.exitCode, registered.exitCode, twice.exitCode, known.exitCode]).toEqual([1, 0, 1, 0]);
  });

  it('is needed for its commands', async () => {
    using lab = new RmanLab();

    const { output } = await lab.runFile('register database;');

    expect(output).toContain('RMAN-06002: command not allowed when not connected to a recovery catalog');
  });
});

describe('the command line', () => {
  it('refuses an argument it does not know, with RMAN\'s usage', async () => {
    using lab = new RmanLab();

    const { output, exitCode } = await lab.run({ args: ['target', '/@orcl', 'comandfile', '/x'] });

    await expect(output).toMatchFileSnapshot('expected/usage.log');
    expect(exitCode).toBe(1);
  });

  it.each([
    [['target=/@orcl', 'cmdfile=SCRIPT']],
    [['target', '"/@orcl as sysbackup"', '@SCRIPT']],
    [['TARGET', "'/@orcl'", 'nocatalog', 'cmdfile', '=', 'SCRIPT']],
  ])('understands %s', async (args) => {
    using lab = new RmanLab();

    const { output, exitCode } = await lab.runFile('show all;', { args: args.map((argument) => argument.replace('SCRIPT', join(lab.dir, 'script.rman'))) });

    expect(output).toContain('CONFIGURE MAXSETSIZE TO UNLIMITED; # default\n');
    expect(exitCode).toBe(0);
  });

  it('says which command file it cannot open', async () => {
    using lab = new RmanLab();

    const { output, exitCode } = await lab.run({ args: ['target', '/@orcl', 'cmdfile=/nowhere.rman'] });

    expect(output).toContain('RMAN-00557: could not open CMDFILE "/nowhere.rman"\n');
    expect(exitCode).toBe(1);
  });

  it('only checks the command file with CHECKSYNTAX', async () => {
    using lab = new RmanLab();

    const { output, exitCode } = await lab.runFile('configure backup optimization on;', { args: ['checksyntax', `cmdfile=${join(lab.dir, 'script.rman')}`] });

    expect(output).toContain('The cmdfile has no syntax errors\n');
    expect(exitCode).toBe(0);
  });
});

describe('the area', () => {
  it('law 14: a folder that is gone cannot take a copy', async () => {
    using lab = await configuredLab();
    rmSync(lab.area, { recursive: true });

    const { output, exitCode } = await lab.runFile(refreshScript(lab.area));

    expect(output).toMatch(/ORA-19504: failed to create file "\S+"\nORA-27040: file create error, unable to create file\nLinux-x86_64 Error: 2: No such file or directory\n/);
    expect(exitCode).toBe(1);
  });
});
