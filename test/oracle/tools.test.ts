import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DatabaseSettings } from '#core/config/settings.ts';
import { IcbError } from '#core/errors.ts';
import { createOracleTools } from '#oracle/tools.ts';
import type { FinishedRmanRun, OracleTools } from '#oracle/tools.ts';
import type { ToolInvocation } from '#oracle/programs/tool.ts';
import { rmanString } from '#oracle/quoting.ts';
import { FakeTool, neverAborted, stoppedClock } from './fake-tools.ts';

const settings = {
  name: 'orcl',
  primaryTns: 'orcl_primary',
  oracleHome: '/u01/home',
  tnsAdmin: '/u01/tns',
  privilege: 'sysbackup',
  templateDir: undefined,
} as DatabaseSettings;
let folder = '';

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'icb-tools-'));
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

function toolsWith(fake: FakeTool, database: DatabaseSettings = settings, onRmanRun: (run: FinishedRmanRun) => void = () => {}): OracleTools {
  let count = 0;
  const newToken = (): string => `token${(count += 1)}`;
  return createOracleTools({ database, launch: fake.launch, log: fake.log, clock: stoppedClock, temporaryFolder: folder, newToken, onRmanRun });
}

/** SQL*Plus that honours the `prompt` lines of its input, with `between` printed as the script's own output. */
function sqlplusPrinting(...between: string[]) {
  return ({ input }: ToolInvocation): string[] => {
    const [begin = '', complete = ''] = (input ?? '').split('\n').filter((line) => line.startsWith('prompt '));
    return [begin, ...between, complete].map((line) => `${line.replace(/^prompt /, '')}\n`);
  };
}

describe('SQL*Plus', () => {
  it('gets login, environment and script between our own first and last lines', async () => {
    const fake = new FakeTool({ output: sqlplusPrinting() });

    await toolsWith(fake).sql('archive-current-log.sql', { step: 'log switch', at: 'primary', as: 'sysdba' }, neverAborted);

    const { program, args, env, input = '' } = fake.invocations[0] ?? ({} as ToolInvocation);
    expect(program).toBe('/u01/home/bin/sqlplus');
    expect(args).toEqual(['-L', '-S', '/@orcl_primary as sysdba']);
    expect(env).toMatchObject({ ORACLE_HOME: '/u01/home', TNS_ADMIN: '/u01/tns' });
    const lines = input.split('\n');
    expect(lines.slice(0, 3)).toEqual([
      'prompt ICB-SCRIPT-BEGINS token1',
      'whenever oserror exit 9 rollback',
      'whenever sqlerror exit failure rollback',
    ]);
    expect(lines.slice(-5)).toEqual(['alter system archive log current;', '', 'prompt ICB-SCRIPT-COMPLETE token1', 'exit success rollback', '']);
  });

  it('returns the rows printed', async () => {
    const fake = new FakeTool({ output: sqlplusPrinting('ICB|configuration|RETENTION POLICY|TO RECOVERY WINDOW OF 2 DAYS') });

    const rows = await toolsWith(fake).sql('rman-configuration.sql', { step: 'query' }, neverAborted);

    expect(rows.all('configuration', ['name', 'value'])).toEqual([{ name: 'RETENTION POLICY', value: 'TO RECOVERY WINDOW OF 2 DAYS' }]);
    expect(fake.invocations[0]?.args.at(-1)).toBe('/@orcl as sysbackup');
  });

  it('runs a second script in the same login', async () => {
    const fake = new FakeTool({ output: sqlplusPrinting('ICB|configuration|A|B', 'ICB|now|C') });

    const rows = await toolsWith(fake).sql('rman-configuration.sql', { step: 'query', followedBy: { script: 'archive-current-log.sql', values: {} } }, neverAborted);

    expect(fake.invocations).toHaveLength(1);
    expect(fake.invocations[0]?.input).toMatch(/v\$rman_configuration[^]*alter system archive log current;/u);
    expect(() => rows.one('nosuch', ['x'])).toThrow('rman-configuration.sql and archive-current-log.sql printed no row of kind nosuch');
  });

  it('that could not log in says why', async () => {
    const output = ['ERROR:\nORA-12541: TNS:no listener\n\n\nSP2-0751: Unable to connect to Oracle.  Exiting SQL*Plus\n'];
    const fake = new FakeTool({ output, exit: { exitCode: 1 } });

    await expect(toolsWith(fake).sql('rman-configuration.sql', { step: 'query' }, neverAborted)).rejects.toMatchObject({
      name: 'OracleToolError',
      message: 'orcl: query: SQL*Plus could not log in to /@orcl: ORA-12541: TNS:no listener',
      hint: expect.stringContaining('listener'),
      codes: ['ORA-12541', 'SP2-0751'],
    });
  });

  it.each([
    ['ends with 0 but never reached the last line', { output: ['ICB-SCRIPT-BEGINS token1\n'] }],
    ['reached the last line but ended with 9', { output: sqlplusPrinting(), exit: { exitCode: 9 } }],
    ['printed an error and went on', { output: sqlplusPrinting('ERROR at line 1:\nORA-00942: no table\n') }],
    ['was killed', { output: sqlplusPrinting(), exit: { killedBy: 'SIGKILL' } }],
  ])('has failed when it %s', async (_what, run) => {
    const fake = new FakeTool(run);

    await expect(toolsWith(fake).sql('rman-configuration.sql', { step: 'query' }, neverAborted)).rejects.toMatchObject({ name: 'OracleToolError' });
  });

  it('has its login warning told once, not at every login', async () => {
    const run = { output: (invocation: ToolInvocation) => ['ERROR:\nORA-28002: the password will expire\n\n', ...sqlplusPrinting()(invocation)] };
    const fake = new FakeTool(run, run);
    const tools = toolsWith(fake);

    await tools.sql('rman-configuration.sql', { step: 'query' }, neverAborted);
    await tools.sql('rman-configuration.sql', { step: 'query' }, neverAborted);

    expect(fake.messages.filter((line) => line.startsWith('warn'))).toEqual(['warn SQL*Plus warns {"warning":"ORA-28002: the password will expire"}']);
  });

  it('is not started with a login that is not in the wallet', async () => {
    const fake = new FakeTool();
    const tools = toolsWith(fake, { ...settings, primaryTns: 'sys/secret@x' });

    await expect(tools.sql('archive-current-log.sql', { step: 'log switch', at: 'primary' }, neverAborted)).rejects.toThrow('TNS name of the primary');
    expect(fake.invocations).toEqual([]);
  });
});

it('runs RMAN of the same home with the rendered script', async () => {
  const fake = new FakeTool({ output: ['RMAN> recover\nRecovery Manager complete.\n'] }, { output: sqlplusPrinting() });
  const heard: string[] = [];
  const options = { step: 'merge', values: { name: rmanString('t', 'tag') }, catalog: '/@rman', onLine: (line: string) => heard.push(line) };

  await toolsWith(fake).rman('delete-datafile-copy.rman', options, neverAborted);

  expect(fake.invocations[0]?.program).toBe('/u01/home/bin/rman');
  expect(fake.invocations[0]?.args.slice(0, 4)).toEqual(['target', '"/@orcl as sysbackup"', 'catalog', '/@rman']);
  expect(fake.commandFiles[0]).toBe("set command id to 'icb-token1';\ndelete noprompt datafilecopy 't';\n");
  expect(heard).toEqual(['RMAN> recover', 'Recovery Manager complete.']);
});

describe('how RMAN ended', () => {
  const printed = ['Starting backup\nRMAN-08120: WARNING: archived log not deleted, not yet applied by standby\nRecovery Manager complete.\n'];

  async function runRman(...status: string[]) {
    const fake = new FakeTool({ output: printed }, { output: sqlplusPrinting(...status) });
    const finished: FinishedRmanRun[] = [];
    const tools = toolsWith(fake, settings, (run) => finished.push(run));
    const outcome = await tools.rman('resync-catalog.rman', { step: 'x' }, neverAborted).then(() => 'success', (error: unknown) => error);
    return { fake, finished, outcome };
  }

  it.each([
    ['completed', ['ICB|command|COMPLETED|BACKUP|DB INCR', 'ICB|command|RUNNING|RMAN|'], 'completed'],
    ['completed with warnings', ['ICB|command|COMPLETED|BACKUP|DB INCR', 'ICB|command|COMPLETED WITH WARNINGS|DELETE|'], 'completed with warnings'],
    ['nothing at all', [], 'unknown'],
  ])('is asked by the identifier of this run, and noted when it is %s', async (_what, status, noted) => {
    const { fake, finished, outcome } = await runRman(...status);

    expect(outcome).toBe('success');
    expect(fake.invocations[1]?.input).toContain(" where command_id = 'icb-token1'\n");
    expect(finished).toEqual([{ step: 'x', status: noted, warnings: ['RMAN-08120: WARNING: archived log not deleted, not yet applied by standby'] }]);
    expect(fake.messages.filter((line) => line.startsWith('warn'))).toEqual(['warn RMAN warns {"warning":"RMAN-08120: WARNING: archived log not deleted, not yet applied by standby"}']);
  });

  it.each(['COMPLETED WITH ERRORS', 'RUNNING WITH ERRORS', 'FAILED'])('fails the step when it is %s, whatever RMAN says', async (status) => {
    const { outcome } = await runRman('ICB|command|COMPLETED|BACKUP|DB INCR', `ICB|command|${status}|RECOVER|`);

    expect(outcome).toMatchObject({ name: 'IcbError', message: `orcl: x: RMAN reported success, but V$RMAN_STATUS says that RECOVER ended ${status}` });
  });
});

describe('an inventory', () => {
  it('goes to the log', async () => {
    const fake = new FakeTool({ output: ['Patch 4711\n'] });

    const warning = await toolsWith(fake).opatch(['lsinventory'], neverAborted);

    expect(warning).toBeUndefined();
    expect(fake.toolOutput).toEqual(['Patch 4711\n']);
    expect(fake.invocations[0]).toMatchObject({ program: '/u01/home/OPatch/opatch', args: ['lsinventory'] });
  });

  it.each([
    ['ended with exit code 1', new FakeTool({ exit: { exitCode: 1 } })],
    ['was killed by SIGKILL', new FakeTool({ exit: { killedBy: 'SIGKILL' } })],
  ])('that %s is a sentence', async (what, fake) => {
    expect(await toolsWith(fake).srvctl(['config', 'database'], neverAborted)).toBe(`srvctl config database ${what}`);
  });

  it('without its program is a sentence', async () => {
    const fake = new FakeTool({
      output: () => {
        throw new IcbError('cannot start /u01/home/OPatch/opatch: there is no such file');
      },
    });

    expect(await toolsWith(fake).opatch(['lsinventory'], neverAborted)).toBe('cannot start /u01/home/OPatch/opatch: there is no such file');
  });

  it('hides no bug and no signal', async () => {
    const abort = new AbortController();
    const buggy = new FakeTool({
      output: () => {
        throw new TypeError('bug');
      },
    });
    const interrupted = new FakeTool({
      output: () => {
        abort.abort(new IcbError('interrupted'));
        return [];
      },
      exit: { killedBy: 'SIGTERM' },
    });

    await expect(toolsWith(buggy).opatch(['lsinventory'], neverAborted)).rejects.toThrow('bug');
    await expect(toolsWith(interrupted).opatch(['lsinventory'], abort.signal)).rejects.toThrow('interrupted');
  });
});
