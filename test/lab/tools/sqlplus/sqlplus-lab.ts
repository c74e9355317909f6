import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DateTime } from 'luxon';
import { databaseKinds, type DatabaseKindName } from '#lab/database-kind.ts';
import { sqlnet, tnsNames } from '#lab/lab-configuration.ts';
import { openLabClock } from '#lab/lab-clock.ts';
import type { LabClock } from '#lab/lab-clock.ts';
import { createDatabase } from '#lab/oracle/create-database.ts';
import type { LabDatabase } from '#lab/oracle/database.ts';
import { openDatabase } from '#lab/oracle/open-database.ts';
import { runSqlplus } from '#lab/tools/sqlplus/run-sqlplus.ts';
import type { ToolCall } from '#lab/tools/tool-call.ts';
import { withWorldLock } from '#lab/world-lock.ts';

export interface SqlplusRun {
  readonly output: string;
  readonly exitCode: number;
}

/** A simulated database without the appliance beside it, and its SQL*Plus. */
export interface SqlplusLab extends Disposable {
  readonly labDir: string;
  readonly clock: LabClock;
  readonly env: Readonly<Record<string, string>>;
  /** Runs a script silently as SYSDBA, with headings and pages off unless it says otherwise. */
  run(script: string, call?: Partial<Pick<ToolCall, 'args' | 'env' | 'signal'>>): Promise<SqlplusRun>;
  /** Values of one query, one text per row. */
  query(statement: string): Promise<string[]>;
  /** Looks at or changes the simulated database directly. */
  inDatabase<Result>(work: (db: LabDatabase) => Result): Result;
}

export const quiet = 'set pagesize 0 linesize 32767 feedback off trimspool on tab off';

export function createSqlplusLab(kind: DatabaseKindName = '19c'): SqlplusLab {
  const labDir = mkdtempSync(join(tmpdir(), 'icb-sqlplus-'));
  for (const folder of ['world', 'tns', 'dbhost/fast_recovery_area', 'oracle_home/bin']) mkdirSync(join(labDir, folder), { recursive: true });
  const start = DateTime.fromISO('2026-03-01T10:00:00', { zone: 'local' }).toUTC() as DateTime<true>;
  const clock = openLabClock(labDir, { now: () => start });
  createDatabase(labDir, { name: 'orcl', dbid: 1_433_672_784, kind: databaseKinds[kind], seed: 1, clock });
  writeFileSync(join(labDir, 'tns', 'sqlnet.ora'), sqlnet(labDir));
  writeFileSync(join(labDir, 'tns', 'tnsnames.ora'), tnsNames({ databases: [{ name: 'orcl' }], listenerPort: 1521 }));
  const env = {
    ORACLE_HOME: join(labDir, 'oracle_home'),
    TNS_ADMIN: join(labDir, 'tns'),
    NLS_LANG: 'AMERICAN_AMERICA.AL32UTF8',
    NLS_DATE_FORMAT: 'yyyy-mm-dd hh24:mi:ss',
  };

  async function run(script: string, call: Partial<Pick<ToolCall, 'args' | 'env' | 'signal'>> = {}): Promise<SqlplusRun> {
    let output = '';
    const exitCode = await runSqlplus({
      labDir,
      args: ['-L', '-S', '/@orcl as sysdba'],
      env,
      signal: new AbortController().signal,
      ...call,
      stdin: script,
      stdout: (chunk) => {
        output += chunk;
      },
      clock,
    });
    return { output, exitCode };
  }

  return {
    labDir,
    clock,
    env,
    run,
    query: async (statement) => {
      const { output } = await run(`${quiet}\n${statement};\n`);
      return output.split('\n').slice(0, -1);
    },
    inDatabase: (work) =>
      withWorldLock(labDir, () => {
        using db = openDatabase(labDir, 'orcl', clock);
        return work(db);
      }),
    [Symbol.dispose]() {
      chmodSync(labDir, 0o700);
      rmSync(labDir, { recursive: true, force: true });
    },
  };
}
