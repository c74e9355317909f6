import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { DateTime } from 'luxon';
import { describe, expect, it } from 'vitest';
import { openResultCatalog } from '#catalog/open-result-catalog.ts';
import type { SqlplusCatalog } from '#catalog/oracle-catalog.ts';
import type { ProgramLauncher } from '#catalog/program-launcher.ts';
import type { ResultCatalog, ResultRow } from '#catalog/result-catalog.ts';
import { IcbError } from '#core/errors.ts';
import { listFaults, setFault } from '#lab/faults.ts';
import { oracleEnvironment } from '#oracle/programs/environment.ts';
import { processLauncher } from '#oracle/programs/process-launcher.ts';
import { queueResult, sendQueuedResults } from '#workflows/restore-test/result-queue.ts';
import { fakeClock } from '../core/fake-clock.ts';
import { recordedLog } from '../core/recorded-log.ts';
import { openListener, openWithTable, type TestListener } from '../lab/listener/open-listener.ts';

const { signal } = new AbortController();
const zone = 'Europe/Berlin';

describe('the result catalog in an Oracle schema', () => {
  it('makes table and sequence, and leaves them as they are the second time', async () => {
    await using listener = await openListener();
    const { catalog, messages } = openCatalog(listener);

    await catalog.create(signal);
    await catalog.create(signal);

    expect(messages()).toEqual([
      'table RESTOREACTION created',
      'sequence RESTOREACTION_SEQ created',
      'table RESTOREACTION is there already and stays',
      'sequence RESTOREACTION_SEQ is there already and stays',
    ]);
  });

  it('can be looked at: a table that is not there is told with the command that makes it', async () => {
    await using listener = await openListener();
    const { catalog } = openCatalog(listener);

    await expect(catalog.look(signal)).rejects.toMatchObject({ message: expect.stringContaining('ORA-00942'), hint: expect.stringContaining('--createcatalog') });
    await catalog.create(signal);

    await expect(catalog.look(signal)).resolves.toBeUndefined();
  });

  it('stores a row once, in local time and with the text of its log', async () => {
    await using listener = await openListener();
    const { catalog } = openCatalog(listener);
    const row = newRow(listener, 'restored für immer\n');
    await catalog.create(signal);

    await catalog.record([row], signal);
    await catalog.record([row], signal);

    const columns = `id, db_unique_name, to_char(start_time, 'yyyy-mm-dd hh24:mi:ss'), to_char(finish_time, 'hh24:mi'), success, logfile, to_char(logfilecontents),
      verificationtimediffseconds, snapid, to_char(restore_target, 'yyyy-mm-dd hh24:mi:ss'), validated_corruption`;
    expect(await rowsOf(listener, columns)).toEqual([
      [1, 'orcl', '2026-11-20 12:00:00', '12:10', 1, row.logFile, 'restored für immer\n', -3, 'snap-1', '2026-11-19 23:00:00', 0],
    ]);
  });

  it('removes rows older than 100 days, and records a result whose log is gone', async () => {
    await using listener = await openListener();
    const { catalog, log } = openCatalog(listener);
    const row = { ...newRow(listener, undefined), restoreTarget: undefined, snapshotId: undefined, verificationDifferenceSeconds: undefined };
    await catalog.create(signal);

    await catalog.record([{ ...row, startedAt: row.startedAt.minus({ days: 101 }) }, { ...row, startedAt: row.startedAt.minus({ days: 99 }) }], signal);

    expect(await rowsOf(listener, "to_char(start_time, 'yyyy-mm-dd'), logfilecontents, snapid, restore_target")).toEqual([['2026-08-13', null, null, null]]);
    expect(log.lines).toContainEqual(expect.objectContaining({ level: 'warn', fields: { logFile: row.logFile, reason: 'it does not exist any more' } }));
  });

  it('carries a log of 20 MB', async () => {
    await using listener = await openListener();
    const { catalog } = openCatalog(listener);
    await catalog.create(signal);

    await catalog.record([newRow(listener, 'üx'.repeat(7_000_000))], signal);

    expect(await rowsOf(listener, 'length(logfilecontents)')).toEqual([[14_000_000]]);
  });

  it('works with a table whose times are timestamps and which has rows, but no sequence', async () => {
    await using listener = await openListener();
    await using session = await listener.connect();
    await session.run(`create table restoreaction (id number primary key, db_unique_name varchar2(30), start_time timestamp, finish_time timestamp, success number(1),
      logfile varchar2(255), logfilecontents clob, verificationtimediffseconds number, snapid varchar2(100), restore_target timestamp, validated_corruption number(1))`);
    await session.run("insert into restoreaction (id, db_unique_name, start_time) values (41, 'old', sysdate)", [], { autoCommit: true });
    const { catalog } = openCatalog(listener);
    const row = newRow(listener, 'restored\n');

    await catalog.create(signal);
    await catalog.record([row], signal);
    await catalog.record([row], signal);

    expect(await session.rows('select id, db_unique_name from restoreaction order by id')).toEqual([[41, 'old'], [42, 'orcl']]);
  });

  it('has one row when the connection breaks between commit and answer', async () => {
    await using listener = await openListener();
    const { catalog } = openCatalog(listener);
    const row = newRow(listener, 'restored\n');
    await catalog.create(signal);
    setFault(listener.labDir, { name: 'catalog-reset', afterEffect: true, times: 1 });

    await expect(catalog.record([row], signal)).rejects.toThrow('result catalog autorestore@AUTORESTORE cannot be reached: NJS-500');
    await catalog.record([row], signal);

    expect(await rowsOf(listener, 'db_unique_name')).toEqual([['orcl']]);
  });

  it('keeps results while the catalog is down, and sends them once later', async () => {
    await using listener = await openListener();
    const { catalog, log } = openCatalog(listener);
    const results = join(listener.labDir, 'log');
    await catalog.create(signal);
    await queueResult(results, newRow(listener, 'restored\n'));
    setFault(listener.labDir, { name: 'catalog-error', code: 'ORA-01033', match: 'connect', times: 1 });

    const first = await sendQueuedResults(results, catalog, { log, signal });
    const second = await sendQueuedResults(results, catalog, { log, signal });

    expect([first, second]).toEqual([{ sent: 0, left: 1 }, { sent: 1, left: 0 }]);
    expect(await rowsOf(listener, 'db_unique_name')).toEqual([['orcl']]);
  });

  it('gives up when the catalog does not answer in time', async () => {
    await using listener = await openWithTable();
    setFault(listener.labDir, { name: 'catalog-hang', times: 1 });
    const { catalog } = openCatalog(listener, { limitMs: 400 });

    await expect(catalog.record([newRow(listener, '')], signal)).rejects.toThrow('result catalog autorestore@AUTORESTORE did not answer within 0.4 s');
  });

  it('ends its process when the run is interrupted', async () => {
    await using listener = await openWithTable();
    setFault(listener.labDir, { name: 'catalog-hang', match: 'insert', times: 1 });
    const interruption = new AbortController();
    const { catalog } = openCatalog(listener);

    const [recorded] = await Promise.allSettled([catalog.record([newRow(listener, '')], interruption.signal), interruptWhenItHangs(listener, interruption)]);

    expect(recorded).toMatchObject({ status: 'rejected', reason: { message: 'interrupted' } });
    expect(await rowsOf(listener, 'id')).toEqual([]);
  });
});

describe('a failure of the result catalog', () => {
  it('names the remedy for a table that is missing', async () => {
    await using listener = await openListener();
    const { catalog } = openCatalog(listener);

    await expect(catalog.record([newRow(listener, '')], signal)).rejects.toMatchObject({
      message: expect.stringMatching(/^result catalog autorestore@AUTORESTORE lacks table or sequence: ORA-00942/),
      hint: 'run: icb autorestore --createcatalog',
    });
  });

  it.each([
    ['of a listener that is down', { port: 1 }, /^result catalog autorestore@AUTORESTORE cannot be reached: NJS-5/],
    ['of a name nobody knows', { setting: 'autorestore/Secret-1@NOWHERE' }, /^result catalog autorestore@NOWHERE has a name that cannot be resolved: NJS-5/],
    ['of a wrong password', { setting: 'autorestore/Wrong-1@AUTORESTORE' }, /^result catalog autorestore@AUTORESTORE refuses user or password: ORA-01017/],
  ])('%s repeats no password', async (_, options, message) => {
    await using listener = await openListener();
    const { catalog } = openCatalog(listener, options);

    const created = catalog.create(signal);

    await expect(created).rejects.toThrow(message);
    await expect(created).rejects.not.toThrow(/Secret-1|Wrong-1/);
  });

  it('says how the process ended that gave no answer', async () => {
    await using listener = await openListener();
    const { catalog } = openCatalog(listener, { launch: crash });

    await expect(catalog.create(signal)).rejects.toThrow('ended without an answer: exit code 134, RangeError: out of *** memory');
  });

  it('is the want of a password', async () => {
    await using listener = await openListener();
    const { catalog } = openCatalog(listener, { env: {} });

    await expect(catalog.create(signal)).rejects.toThrow('no password for user autorestore of the result catalog');
  });

  it.each(['orcl', '@orcl', 'autorestore@'])('refuses the setting %s', async (setting) => {
    await using listener = await openListener();

    expect(() => openCatalog(listener, { setting })).toThrow('autorestorecatalog is neither /@name, user@name nor sqlite:PATH');
  });
});

describe('a login from the wallet', () => {
  it('takes SQL*Plus where the client libraries do not serve, and says so once', async () => {
    await using listener = await openListener();
    const { catalog, log, sqlplusCalls } = openCatalog(listener, { setting: '/@AUTORESTORE' });
    const row = newRow(listener, 'restored\n');

    await catalog.create(signal);
    await catalog.record([row], signal);

    expect(sqlplusCalls).toEqual([
      '/@AUTORESTORE create',
      ['/@AUTORESTORE', [expect.objectContaining({ database: 'orcl', started: '2026-11-20 12:00:00', logFile: row.logFile })], '2026-08-12 13:00:00'],
    ]);
    expect(log.lines).toMatchObject([{ level: 'warn', message: expect.stringContaining('the text of logs is not stored'), fields: { reason: expect.stringContaining('DPI-1047') } }]);
  });

  it('gives SQL*Plus the same time, and no more', async () => {
    await using listener = await openListener();
    const { catalog } = openCatalog(listener, { setting: '/@AUTORESTORE', launch: lackLibraries, limitMs: 50, sqlplus: { create: untilEnded, look: async () => undefined, record: async () => undefined } });

    await expect(catalog.create(signal)).rejects.toThrow('result catalog /@AUTORESTORE did not answer within 0.05 s');
  });
});

interface CatalogOptions {
  readonly setting?: string;
  readonly limitMs?: number;
  readonly launch?: ProgramLauncher;
  readonly env?: Readonly<Record<string, string>>;
  readonly port?: number;
  readonly sqlplus?: SqlplusCatalog;
}

function openCatalog(listener: TestListener, options: CatalogOptions = {}) {
  const { setting = 'autorestore@AUTORESTORE', limitMs = 25_000, launch = processLauncher(), env = { ICB_CATALOG_PASSWORD: 'Secret-1' }, port = listener.port } = options;
  const tnsAdmin = join(listener.labDir, 'tns');
  mkdirSync(tnsAdmin, { recursive: true });
  const names = `AUTORESTORE = (DESCRIPTION = (ADDRESS = (PROTOCOL = TCP)(HOST = 127.0.0.1)(PORT = ${port}))(CONNECT_DATA = (SERVICE_NAME = autorestore)))\n`;
  writeFileSync(join(tnsAdmin, 'tnsnames.ora'), names);
  const log = recordedLog();
  const sqlplusCalls: unknown[] = [];
  const recordedSqlplus = (connect: string): SqlplusCatalog => ({
    create: async () => void sqlplusCalls.push(`${connect} create`),
    look: async () => void sqlplusCalls.push(`${connect} look`),
    record: async (rows, oldest) => void sqlplusCalls.push([connect, rows, oldest]),
  });
  const catalog: ResultCatalog = openResultCatalog(setting, {
    log,
    clock: fakeClock('2026-11-20T12:00:00Z'),
    hostZone: zone,
    oracleEnvironment: oracleEnvironment({ oracleHome: join(listener.labDir, 'oracle_home'), tnsAdmin }),
    tnsAdmin,
    launch,
    node: process.execPath,
    limitMs,
    sqlplus: (connect) => options.sqlplus ?? recordedSqlplus(connect),
    credentials: { directory: listener.labDir, env },
  });
  return { catalog, log, sqlplusCalls, messages: () => log.lines.filter(({ level }) => level === 'info').map(({ message }) => message) };
}

function newRow(listener: TestListener, logText: string | undefined): ResultRow {
  const logFile = join(listener.labDir, 'orcl.log');
  if (logText !== undefined) writeFileSync(logFile, logText);
  return {
    database: 'orcl',
    startedAt: DateTime.fromISO('2026-11-20T11:00:00Z', { zone: 'utc' }),
    finishedAt: DateTime.fromISO('2026-11-20T11:10:00Z', { zone: 'utc' }),
    success: true,
    logFile,
    verificationDifferenceSeconds: -3,
    snapshotId: 'snap-1',
    restoreTarget: DateTime.fromISO('2026-11-19T22:00:00Z', { zone: 'utc' }),
    validatedCorruption: false,
  };
}

async function rowsOf(listener: TestListener, columns: string): Promise<unknown[][]> {
  await using session = await listener.connect();
  return await session.rows(`select ${columns} from restoreaction order by id`);
}

const lackLibraries: ProgramLauncher = async ({ onOutput }) => {
  onOutput('{"kind":"unusable","reason":"DPI-1047: no client"}\n');
  return { exitCode: 0 };
};

async function untilEnded(ending: AbortSignal): Promise<void> {
  await once(ending, 'abort');
  throw new IcbError('SQL*Plus was killed by SIGTERM');
}

const crash: ProgramLauncher = async ({ onOutput }) => {
  onOutput('node:internal\nRangeError: out of Secret-1 memory\n');
  return { exitCode: 134 };
};

async function interruptWhenItHangs(listener: TestListener, interruption: AbortController): Promise<void> {
  while (listFaults(listener.labDir).length > 0) await nextTurn();
  interruption.abort(new Error('interrupted'));
}
