// The process that talks to the catalog's database. It is one of its own because client libraries, wallet and tnsnames.ora are
// found through the environment that the process was started with, and because a call into them can hang. It imports nothing of
// icb but types: it starts once for every result.

import { text } from 'node:stream/consumers';
import type oracledb from 'oracledb';
import type { Connection } from 'oracledb';
import type { ClientAnswer, ClientJob } from './client-job.ts';
import { createTable, lookAtTable, recordRows } from './catalog-statements.ts';

void main();

async function main(): Promise<void> {
  // A job of this process's parent; what is wrong in it is a bug.
  const job = JSON.parse(await text(process.stdin)) as ClientJob;
  // oxlint-disable-next-line unicorn/no-process-exit -- nobody listens any more, and a call that hangs cannot be unwound
  setTimeout(() => process.exit(1), job.limitMs).unref();
  try {
    const session = await connect(job);
    if (session === undefined) return;
    await perform(session, job);
    say({ kind: 'done' });
    await session.close().catch(() => undefined);
  } catch (error) {
    say({ kind: 'failed', ...describe(error) });
  }
  // oxlint-disable-next-line unicorn/no-process-exit -- a connection that broke may keep the process alive
  process.stdout.write('', () => process.exit());
}

async function perform(session: Connection, { task }: ClientJob): Promise<void> {
  if (task.kind === 'create') await createTable(session, report);
  else if (task.kind === 'look') await lookAtTable(session);
  else await recordRows(session, task, report);
}

function report(level: 'debug' | 'info' | 'warn', message: string, fields: Readonly<Record<string, unknown>>): void {
  say({ kind: 'log', level, message, fields });
}

/** Undefined when the client libraries of the Oracle home do not serve, which was said then. */
async function connect({ login, tnsAdmin }: ClientJob): Promise<Connection | undefined> {
  if (login.kind === 'password') {
    const { user, password, connect: connectString } = login;
    return await (await loadDriver()).getConnection({ user, password, connectString, configDir: tnsAdmin });
  }
  const driver = await loadClientLibraries();
  return await driver?.getConnection({ externalAuth: true, connectString: login.connect });
}

async function loadClientLibraries(): Promise<Driver | undefined> {
  try {
    const driver = await loadDriver();
    // Without libDir: on Linux the libraries are found through LD_LIBRARY_PATH, as it was when this process started.
    driver.initOracleClient();
    return driver;
  } catch (error) {
    say({ kind: 'unusable', reason: describe(error).message });
    return undefined;
  }
}

type Driver = typeof oracledb;

async function loadDriver(): Promise<Driver> {
  return (await import('oracledb')).default;
}

function describe(error: unknown): { readonly code: string; readonly message: string } {
  const message = error instanceof Error ? error.message : String(error);
  const [firstLine = ''] = message.split('\n');
  const code = /\b(?:ORA|NJS|DPI)-\d+/.exec(firstLine)?.[0] ?? (error instanceof Error && 'code' in error ? String(error.code) : '');
  return { code, message: firstLine.replace(/\.? See https:\S+.*$/, '') };
}

function say(answer: ClientAnswer): void {
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
