import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { setFault } from '#lab/faults.ts';
import { openLabClock } from '#lab/lab-clock.ts';
import { startInstance, stopInstance } from '#lab/oracle/instance/start.ts';
import { runTool } from '#lab/tools/run-tool.ts';
import type { ToolName } from '#lab/tools/run-tool.ts';

describe('adrci, srvctl and opatch of the lab', () => {
  let labDir: string;
  beforeEach(() => {
    labDir = mkdtempSync(join(tmpdir(), 'icb-tools-'));
    mkdirSync(join(labDir, 'world'));
    writeFileSync(join(labDir, 'world', 'orcl.control.db'), '');
  });
  afterEach(() => rmSync(labDir, { recursive: true, force: true }));

  async function run(tool: ToolName, args: readonly string[], stdin = '', signal = new AbortController().signal): Promise<{ output: string; exitCode: number }> {
    let output = '';
    const env = { ORACLE_HOME: join(labDir, 'oracle_home') };
    const stdout = (chunk: string): void => {
      output += chunk;
    };
    const exitCode = await runTool(tool, { labDir, args, env, stdin, stdout, clock: openLabClock(labDir), signal });
    return { output, exitCode };
  }

  it('law 46: srvctl on a host without clusterware prints PRCD and PRCR text and fails', async () => {
    const { output, exitCode } = await run('srvctl', ['config', 'database', '-db', 'orcl']);

    expect(exitCode).toBe(1);
    expect(output).toMatch(/^PRCD-1027 : .*orcl\nPRCR-1070 : .*ora\.orcl\.db/);
  });

  it('law 46: srvctl refuses what it cannot read', async () => {
    expect(await run('srvctl', ['nosuch'])).toMatchObject({ exitCode: 2 });
    expect(await run('srvctl', ['config', 'service'])).toMatchObject({ exitCode: 2 });
  });

  it.each(['adrci', 'srvctl', 'opatch'] as const)('law 46: %s fails when told to', async (tool) => {
    setFault(labDir, { name: 'tool-error', tool, lines: ['it broke'], exitCode: 73 });

    expect(await run(tool, [])).toEqual({ output: 'it broke\n', exitCode: 73 });
  });

  it('hangs until it is told to end', async () => {
    setFault(labDir, { name: 'tool-error', tool: 'opatch', hang: true });
    const ending = new AbortController();

    const running = run('opatch', ['lsinventory'], '', ending.signal);
    ending.abort();

    await expect(running).rejects.toMatchObject({ name: 'ToolKilled' });
  });

  it('lists the patches of the home', async () => {
    const patches = await run('opatch', ['lspatches']);
    const inventory = await run('opatch', ['lsinventory']);

    expect(patches.output).toMatch(/^35943157;Database Release Update : 19\.22\.0\.0\.240116 \(35943157\)\n[^]*\nOPatch succeeded\.\n$/);
    expect(inventory.output).toContain(`Oracle Home       : ${join(labDir, 'oracle_home')}\n`);
    expect(inventory.output).toContain('Oracle Database 19c                                                  19.0.0.0.0\n');
    expect([patches.exitCode, inventory.exitCode]).toEqual([0, 0]);
    expect(await run('opatch', ['nosuch'])).toMatchObject({ exitCode: 14 });
  });

  it('purges one ADR home, and refuses several at once', async () => {
    const all = await run('adrci', ['exec="show homes"']);
    const refused = await run('adrci', ['exec=purge -age 1440']);
    const purged = await run('adrci', [], 'set homepath diag/rdbms\npurge -age 1440 -type ALERT\nexit\nshow base\n');

    expect(all.output).toBe('ADR Homes: \ndiag/rdbms/orcl/orcl\ndiag/tnslsnr/labhost/listener\n');
    expect(refused).toEqual({ output: 'DIA-48448: This command does not support multiple ADR homes\n\n', exitCode: 0 });
    expect(purged).toEqual({ output: '', exitCode: 0 });
  });

  /** Starts an instance and ends it, as a restore test does; returns where its trace files are. */
  function restoreTest(base: string): string {
    mkdirSync(base, { recursive: true });
    const pfile = join(labDir, 'init.ora');
    writeFileSync(pfile, `db_name=orcl\ndb_unique_name=ORCLX1\ndiagnostic_dest=${base}\n`);
    startInstance(labDir, { sid: 'ORCLX1', oracleHome: join(labDir, 'oracle_home'), pfile }, openLabClock(labDir));
    stopInstance(labDir, 'ORCLX1');
    return join(base, 'diag/rdbms/orclx1/ORCLX1/trace');
  }

  it('finds restored instances below their DIAGNOSTIC_DEST', async () => {
    const base = join(labDir, 'log');
    restoreTest(base);

    const { output } = await run('adrci', [`exec=set base ${base}/; show base; show homes`]);

    expect(output).toBe(`ADR base is "${base}"\nADR Homes: \ndiag/rdbms/orclx1/ORCLX1\n`);
  });

  it('purges their trace files by age, and leaves the alert log', async () => {
    const base = join(labDir, 'log');
    const [older = ''] = readdirSync(restoreTest(base)).filter((name) => name.endsWith('.trc'));
    openLabClock(labDir).advance(3_600_000);
    const traces = restoreTest(base);
    const both = readdirSync(traces);
    const chosen = `set base ${base}; set homepath diag/rdbms/orclx1/ORCLX1`;

    await run('adrci', [`exec=${chosen}; purge -age 61`]);
    await run('adrci', [`exec=${chosen}; purge -age 59 -type ALERT`]);
    const kept = readdirSync(traces);
    const { output } = await run('adrci', [`exec=${chosen}; purge -age 59`]);

    expect(both).toHaveLength(3);
    expect(kept).toEqual(both);
    expect(output).toBe('');
    expect(readdirSync(traces)).toEqual(both.filter((name) => name !== older));

    openLabClock(labDir).advance(7_200_000);
    await run('adrci', [`exec=${chosen}; purge -age 60`]);
    expect(readdirSync(traces)).toEqual(['alert_ORCLX1.log']);
  });

  it('does not take a base without homes', async () => {
    const { output } = await run('adrci', ['exec=set base /nosuch; show base']);

    expect(output).toBe(`DIA-48447: The input path [/nosuch] does not contain any ADR homes\n\nADR base is "${labDir}"\n`);
  });

  it('reports what adrci cannot read, and exits 0 all the same', async () => {
    const { output, exitCode } = await run('adrci', ['exec="set homepath diag/nosuch; nosuch"']);

    expect(exitCode).toBe(0);
    expect(output).toContain('DIA-48447: The input path [diag/nosuch] does not contain any ADR homes\n');
    expect(output).toContain('DIA-48415: Syntax error found in string [nosuch]');
  });
});
