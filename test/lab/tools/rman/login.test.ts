import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { setFault } from '#lab/faults.ts';
import { RmanLab } from './rman-lab.ts';

function stack(line: string): string {
  return `RMAN-00554: initialization of internal recovery manager package failed\nRMAN-04005: error from target database: \n${line}\n`;
}

function withCatalog(lab: RmanLab): readonly string[] {
  return ['target', '/@orcl', 'catalog', '/@rman', 'cmdfile', join(lab.dir, 'script.rman')];
}

describe('logging in', () => {
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
