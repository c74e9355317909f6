import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { setFault } from '#lab/faults.ts';
import { createSqlplusLab } from './sqlplus-lab.ts';
import type { SqlplusLab } from './sqlplus-lab.ts';

describe('how SQL*Plus starts and logs in', () => {
  let lab: SqlplusLab;
  beforeEach(() => {
    lab = createSqlplusLab();
  });
  afterEach(() => lab[Symbol.dispose]());

  it.each(['ORA-01017', 'ORA-12541'])('law 44: %s at a login with -L ends in SP2-0751 and exit 1', async (code) => {
    setFault(lab.labDir, { name: 'login-error', code });

    const { output, exitCode } = await lab.run('prompt never\n');

    expect(exitCode).toBe(1);
    expect(output).toMatch(new RegExp(`^ERROR:\\n${code}: .*\\n\\n\\nSP2-0751: Unable to connect to Oracle.  Exiting SQL\\*Plus\\n$`));
  });

  it('law 44: an unknown alias is ORA-12154', async () => {
    const { output, exitCode } = await lab.run('', { args: ['-L', '-S', '/@nosuch as sysdba'] });

    expect(exitCode).toBe(1);
    expect(output).toContain('ORA-12154: TNS:could not resolve the connect identifier specified\n');
  });

  it('law 44: without a wallet nobody comes in', async () => {
    rmSync(join(lab.labDir, 'tns', 'sqlnet.ora'));

    const { output } = await lab.run('');

    expect(output).toContain('ORA-01017');
  });

  it('law 26: / as sysdba without an instance connects to an idle one, where a query is ORA-01034', async () => {
    const { output, exitCode } = await lab.run('whenever sqlerror exit failure\nselect 1 from dual;\n', {
      args: ['/', 'as', 'sysdba'],
      env: { ...lab.env, ORACLE_SID: 'nosuch' },
    });

    expect(exitCode).toBe(1);
    expect(output).toContain('Connected to an idle instance.\n');
    expect(output).toContain('*\nERROR at line 1:\nORA-01034: ORACLE not available\nProcess ID: 0\nSession ID: 0 Serial number: 0\n');
  });

  it('logs in to the instance ORACLE_SID names', async () => {
    const { output } = await lab.run('show user\n', { args: ['-S', '/ as sysdba'], env: { ...lab.env, ORACLE_SID: 'orcl' } });

    expect(output).toBe('USER is "SYS"\n');
  });

  it('logs in with a warning', async () => {
    setFault(lab.labDir, { name: 'login-warning', lines: ['ORA-28002: the password will expire within 7 days'] });

    const { output, exitCode } = await lab.run('prompt in\n');

    expect({ output, exitCode }).toEqual({ output: 'ERROR:\nORA-28002: the password will expire within 7 days\n\n\nin\n', exitCode: 0 });
  });

  it('does not let SYS in without a privilege', async () => {
    const { output } = await lab.run('', { args: ['-L', '-S', '/@orcl'] });

    expect(output).toContain('ORA-28009: connection as SYS should be as SYSDBA or SYSOPER\n');
  });

  it('greets and takes leave unless it is silent', async () => {
    const { output } = await lab.run("select 'x' from\ndual;\nexit\n", { args: ['/@orcl as sysdba'] });

    const product = 'Oracle Database 19c Enterprise Edition Release 19.0.0.0.0 - Simulation\nVersion 19.22.0.0.0\n';
    expect(output).toBe(
      `\nSQL*Plus: Release 19.0.0.0.0 - Production on Sun Mar 1 10:00:00 2026\nVersion 19.22.0.0.0\n\nCopyright (c) 1982, 2023, Oracle.  All rights reserved.\n\n`
        + `\nConnected to:\n${product}\nSQL>   2  \n'\n-\nx\n\nSQL> Disconnected from ${product}`,
    );
  });

  it('takes lines of the script for user names when it is not told to try only once', async () => {
    const { output, exitCode } = await lab.run('one\ntwo\nthree\nfour\nselect 1 from dual;\n', { args: ['-S', '/@nosuch as sysdba'] });

    expect(exitCode).toBe(1);
    expect(output.match(/Enter user-name: /g)).toHaveLength(2);
    expect(output).toContain('SP2-0157: unable to CONNECT to ORACLE after 3 attempts, exiting SQL*Plus\n');
  });

  it('starts without a login', async () => {
    const { output, exitCode } = await lab.run('select 1 from dual;\nconnect /@orcl as sysdba\nshow user\n', { args: ['-S', '/nolog'] });

    expect({ output, exitCode }).toEqual({ output: 'SP2-0640: Not connected\nConnected.\nUSER is "SYS"\n', exitCode: 0 });
  });

  it.each([undefined, '/nosuch/home'])('cannot start with ORACLE_HOME %s', async (home) => {
    const { ORACLE_HOME: _, ...rest } = lab.env;

    const { output, exitCode } = await lab.run('', { env: home === undefined ? rest : { ...rest, ORACLE_HOME: home } });

    expect(exitCode).toBe(1);
    expect(output).toMatch(/^Error 6 initializing SQL\*Plus\nSP2-0667: .*\nSP2-0750: You may need to set ORACLE_HOME/);
  });

  it('tells its version', async () => {
    const { output, exitCode } = await lab.run('', { args: ['-V'] });

    expect({ output, exitCode }).toEqual({ output: '\nSQL*Plus: Release 19.0.0.0.0 - Production\nVersion 19.22.0.0.0\n\n', exitCode: 0 });
  });

  it("runs the site's glogin.sql first", async () => {
    mkdirSync(join(lab.env['ORACLE_HOME'] ?? '', 'sqlplus', 'admin'), { recursive: true });
    writeFileSync(join(lab.env['ORACLE_HOME'] ?? '', 'sqlplus', 'admin', 'glogin.sql'), 'prompt site profile\nset pagesize 0\n');

    const { output } = await lab.run("select 'x' from dual;\n");

    expect(output).toBe('site profile\nx\n\n');
  });
});
