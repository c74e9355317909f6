import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import oracledb from 'oracledb';
import { listenerService, type RunningListener, startListener } from '#lab/listener/server.ts';
import { fakeClock, type FakeClock } from '../../core/fake-clock.ts';
import { temporaryFolder } from '../../core/temporary-folder.ts';

export interface TestListener extends AsyncDisposable {
  readonly labDir: string;
  readonly port: number;
  readonly clock: FakeClock;
  /** Another listener for the same schema. */
  restart(): Promise<Pick<TestListener, 'connect' | typeof Symbol.asyncDispose>>;
  /** Opens a session of the schema's user; `options` go before what that takes. */
  connect(options?: oracledb.ConnectionAttributes): Promise<TestSession>;
}

export interface TestSession extends AsyncDisposable {
  readonly connection: oracledb.Connection;
  /** Rows of a query as arrays, or what a change has done. */
  run(sql: string, binds?: oracledb.BindParameters, options?: oracledb.ExecuteOptions): Promise<oracledb.Result<unknown[]>>;
  rows(sql: string, binds?: oracledb.BindParameters, options?: oracledb.ExecuteOptions): Promise<unknown[][]>;
}

export const credentials = { user: 'autorestore', password: 'Secret-1' };

export const createTable = `create table restoreaction (
  id number primary key,
  db_unique_name varchar2(30) not null,
  start_time date not null,
  finish_time date,
  success number(1) default 0 not null constraint success_flag check (success in (0, 1)),
  difference number(10,2),
  changed timestamp,
  logfile varchar2(255 char),
  logfilecontents clob,
  constraint one_test unique (db_unique_name, start_time)
)`;

/** A listener with an empty schema, at noon. */
export async function openListener({ sdu }: { readonly sdu?: number } = {}): Promise<TestListener> {
  const folder = temporaryFolder();
  mkdirSync(join(folder.path, 'world'));
  const clock = fakeClock('2026-11-20T12:00:00Z');
  const start = async (): Promise<RunningListener> => await startListener({ labDir: folder.path, clock, port: 0, credentials, ...(sdu === undefined ? {} : { sdu }) });
  const listener = await start();
  return {
    labDir: folder.path,
    port: listener.port,
    clock,
    connect: (options) => connect(listener.port, options),
    restart: async () => {
      const other = await start();
      return { connect: (options) => connect(other.port, options), [Symbol.asyncDispose]: () => other[Symbol.asyncDispose]() };
    },
    [Symbol.asyncDispose]: async () => {
      await listener[Symbol.asyncDispose]();
      folder[Symbol.dispose]();
    },
  };
}

/** The same with the table and its sequence. */
export async function openWithTable(options: { readonly sdu?: number } = {}): Promise<TestListener & { readonly session: TestSession }> {
  const listener = await openListener(options);
  const session = await listener.connect();
  await session.run(createTable);
  await session.run('create sequence restoreaction_seq');
  return {
    ...listener,
    session,
    [Symbol.asyncDispose]: async () => {
      await session[Symbol.asyncDispose]();
      await listener[Symbol.asyncDispose]();
    },
  };
}

/** Inserts a row that has only what it must have. */
export async function insertRow(session: TestSession, database: string): Promise<void> {
  await session.run('insert into restoreaction (id, db_unique_name, start_time) values (restoreaction_seq.nextval, :database, sysdate)', { database });
}

async function connect(port: number, options: oracledb.ConnectionAttributes = {}): Promise<TestSession> {
  return sessionOf(await oracledb.getConnection({ ...credentials, connectString: `127.0.0.1:${port}/${listenerService}`, ...options }));
}

function sessionOf(connection: oracledb.Connection): TestSession {
  const run: TestSession['run'] = async (sql, binds = [], options = {}) => await connection.execute<unknown[]>(sql, binds, options);
  return {
    connection,
    run,
    rows: async (sql, binds, options) => (await run(sql, binds, options)).rows ?? [],
    [Symbol.asyncDispose]: async () => {
      // A test may have broken the connection on purpose.
      if (connection.isHealthy()) await connection.close();
    },
  };
}
