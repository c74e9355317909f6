import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { tableDefinition } from '#catalog/catalog-statements.ts';
import { createResultCatalogSql } from '#oracle/result-catalog-sql.ts';
import type { ToolExit, ToolInvocation } from '#oracle/programs/tool.ts';
import { openListener, type TestListener, type TestSession } from '../lab/listener/open-listener.ts';
import { recordedLog } from '../core/recorded-log.ts';
import { FakeTool, neverAborted, stoppedClock } from './fake-tools.ts';

const row = {
  database: 'orcl',
  started: '2026-11-20 12:00:00',
  finished: '2026-11-20 12:10:00',
  success: 1,
  logFile: "/log/o'rcl.log",
  difference: -3.5,
  snapshot: 'snap-1',
  target: '2026-11-19 23:00:00',
  validated: 0,
} as const;

describe('the result catalog through SQL*Plus', () => {
  it('makes table and sequence, and leaves them the second time', async () => {
    await using opened = await openCatalog();

    await opened.catalog.create(neverAborted);
    await opened.catalog.create(neverAborted);

    expect(opened.log.lines.filter(({ level }) => level === 'info').map(({ message }) => message)).toEqual([
      'table RESTOREACTION created',
      'sequence RESTOREACTION_SEQ created',
      'table RESTOREACTION is there already and stays',
      'sequence RESTOREACTION_SEQ is there already and stays',
    ]);
  });

  it('can be looked at', async () => {
    await using opened = await openCatalog();

    await expect(opened.catalog.look(neverAborted)).rejects.toThrow('ORA-00942');
    await opened.catalog.create(neverAborted);

    await expect(opened.catalog.look(neverAborted)).resolves.toBeUndefined();
  });

  it('stores a row once, and removes old ones', async () => {
    await using opened = await openCatalog();
    const { catalog, session } = opened;
    await catalog.create(neverAborted);
    const old = { ...row, started: '2026-08-01 12:00:00', difference: null, snapshot: null, target: null };

    await catalog.record([row, old], '2026-07-01 00:00:00', neverAborted);
    await catalog.record([row], '2026-08-12 13:00:00', neverAborted);

    const columns = `db_unique_name, to_char(start_time, 'yyyy-mm-dd hh24:mi:ss'), to_char(finish_time, 'hh24:mi'), success, logfile, logfilecontents,
      verificationtimediffseconds, snapid, to_char(restore_target, 'yyyy-mm-dd hh24:mi:ss'), validated_corruption`;
    expect(await session.rows(`select ${columns} from restoreaction`)).toEqual([
      ['orcl', '2026-11-20 12:00:00', '12:10', 1, "/log/o'rcl.log", null, -3.5, 'snap-1', '2026-11-19 23:00:00', 0],
    ]);
  });

  it('makes the very table that the driver makes', () => {
    const script = readFileSync(new URL('../../src/oracle/sql/create-result-table.sql', import.meta.url), 'utf8');

    expect(script).toBe(`-- Make the table of the result catalog.\n-- (no placeholders)\n${tableDefinition};\n`);
  });

  it('logs in as an ordinary user, and names the remedy for a missing table', async () => {
    const fake = new FakeTool({
      output: ({ input = '' }) => [`${/^prompt (ICB-SCRIPT-BEGINS .*)$/m.exec(input)?.[1]}\n`, 'ERROR at line 1:\nORA-00942: table or view does not exist\n'],
      exit: { exitCode: 1 },
    });
    const catalog = catalogOver(fake.launch, recordedLog());

    await expect(catalog.record([row], '2026-08-12 13:00:00', neverAborted)).rejects.toMatchObject({
      message: expect.stringContaining('ORA-00942'),
      hint: 'run: icb autorestore --createcatalog',
    });
    expect(fake.invocations[0]).toMatchObject({ program: '/u01/home/bin/sqlplus', args: ['-L', '-S', '/@autorestore'] });
  });
});

function catalogOver(launch: (invocation: ToolInvocation) => Promise<ToolExit>, log: ReturnType<typeof recordedLog>) {
  return createResultCatalogSql({
    connect: '/@autorestore',
    oracleHome: '/u01/home',
    tnsAdmin: '/u01/tns',
    templateDir: undefined,
    launch,
    log,
    clock: stoppedClock,
    temporaryFolder: '/tmp',
    newToken: () => 'token1',
  });
}

async function openCatalog() {
  const listener: TestListener = await openListener();
  const session = await listener.connect();
  const log = recordedLog();
  return {
    session,
    log,
    catalog: catalogOver(sqlplusOver(session), log),
    [Symbol.asyncDispose]: async () => {
      await session[Symbol.asyncDispose]();
      await listener[Symbol.asyncDispose]();
    },
  };
}

/** Runs a script's statements in a session of the simulated database, as SQL*Plus would. */
function sqlplusOver(session: TestSession): (invocation: ToolInvocation) => Promise<ToolExit> {
  return async ({ input = '', onOutput }) => {
    const [, begin = '', script = '', end = ''] = /^prompt (.*)\n[^]*?^set sqlblanklines on\n([^]*?)^prompt (.*)$/m.exec(input) ?? [];
    onOutput(`${begin}\n`);
    for (const statement of script.split(/;\n/).map((text) => text.trim())) {
      if (statement === '') continue;
      if (statement === 'commit') {
        await session.connection.commit();
        continue;
      }
      const { rows = [] } = await session.run(statement);
      for (const [line] of rows) onOutput(`${String(line)}\n`);
    }
    await session.connection.rollback();
    onOutput(`${end}\n`);
    return { exitCode: 0 };
  };
}
