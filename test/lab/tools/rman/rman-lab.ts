import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DateTime } from 'luxon';
import type { Clock } from '#core/clock.ts';
import { databaseKinds, type DatabaseKindName } from '#lab/database-kind.ts';
import { createDatabase } from '#lab/oracle/create-database.ts';
import type { LabDatabase } from '#lab/oracle/database.ts';
import { openDatabase } from '#lab/oracle/open-database.ts';
import { runTool } from '#lab/tools/run-tool.ts';
import { ToolKilled } from '#lab/tools/tool-call.ts';
import { runWorkload } from '#lab/workload.ts';
import { withWorldLock } from '#lab/world-lock.ts';

/** How a run of the simulated RMAN ended, and what it printed. */
export interface RmanRun {
  readonly exitCode: number | string;
  readonly output: string;
}

export interface RmanOptions {
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly stdin?: string;
  readonly signal?: AbortSignal;
  readonly onOutput?: (chunk: string) => void;
}

/** A small lab: a database, a backup area, TNS files, and a clock that only moves when it is told to. */
export class RmanLab implements Disposable {
  readonly dir = mkdtempSync(join(tmpdir(), 'icb-rman-'));
  readonly area = join(this.dir, 'area');
  readonly tnsAdmin = join(this.dir, 'tns');
  #now = DateTime.fromISO('2016-11-08T21:53:37') as DateTime<true>;

  constructor(kind: DatabaseKindName = '19c') {
    for (const folder of [this.area, join(this.area, 'archivelog'), this.tnsAdmin]) mkdirSync(folder);
    writeFileSync(join(this.tnsAdmin, 'sqlnet.ora'), 'WALLET_LOCATION = (SOURCE = (METHOD = FILE))\nSQLNET.WALLET_OVERRIDE = TRUE\n');
    writeFileSync(join(this.tnsAdmin, 'tnsnames.ora'), `${entry('ORCL', 'orcl')}${entry('RMAN', 'rman')}${entry('GONE', 'gone')}`);
    createDatabase(this.dir, { name: 'orcl', dbid: 1_433_672_784, kind: databaseKinds[kind], seed: 1, clock: this.clock });
  }

  get clock(): Clock {
    return { now: () => this.#now.toUTC(), sleep: async () => undefined };
  }

  advance(duration: { readonly seconds?: number; readonly minutes?: number; readonly hours?: number; readonly days?: number }): void {
    this.#now = this.#now.plus(duration);
  }

  get env(): Readonly<Record<string, string>> {
    return { ORACLE_HOME: join(this.dir, 'oracle_home'), TNS_ADMIN: this.tnsAdmin, NLS_DATE_FORMAT: 'yyyy-mm-dd hh24:mi:ss' };
  }

  /** Runs a command file as icb does. */
  async runFile(script: string, options: RmanOptions = {}): Promise<RmanRun> {
    const path = join(this.dir, 'script.rman');
    writeFileSync(path, script);
    return await this.run({ args: ['target', '/@orcl', `cmdfile=${path}`], ...options });
  }

  async run(options: RmanOptions): Promise<RmanRun> {
    let output = '';
    const stdout = options.onOutput ?? ((chunk: string) => void (output += chunk));
    const { args = ['target', '/@orcl'], env = this.env, stdin = '', signal = new AbortController().signal } = options;
    try {
      const exitCode = await runTool('rman', { labDir: this.dir, args, env, stdin, stdout, clock: this.clock, signal });
      return { exitCode, output };
    } catch (error) {
      if (error instanceof ToolKilled) return { exitCode: error.signalName, output };
      throw error;
    }
  }

  /** Output with /lab for the lab's folder. */
  neutral(output: string): string {
    return output.replaceAll(this.dir, '/lab');
  }

  /** Looks into, or changes, the database. */
  inDatabase<Result>(work: (db: LabDatabase) => Result): Result {
    return withWorldLock(this.dir, () => {
      using db = openDatabase(this.dir, 'orcl', this.clock);
      return work(db);
    });
  }

  /** Where a file lies that the database names so. */
  pathOf(name: string | null | undefined): string {
    return this.inDatabase((db) => db.files.path(name ?? ''));
  }

  commit(transactions: number): void {
    runWorkload(this.dir, { transactions, seed: transactions, clock: { ...this.clock, advance: () => undefined } });
  }

  [Symbol.dispose](): void {
    rmSync(this.dir, { recursive: true, force: true });
  }
}

export const tag = 'image_copy_backup';

/** The refresh icb sends. */
export function refreshScript(area: string): string {
  return `set echo on;
run {
  backup incremental level 1 for recover of copy with tag '${tag}' database;
  recover copy of database with tag '${tag}';
  delete noprompt backupset tag '${tag}';
  delete noprompt force archivelog until time 'sysdate-2';
  backup spfile tag '${tag}';
  backup current controlfile format '${area}/after_backup_controlfile.cf' reuse tag '${tag}';
  delete noprompt obsolete recovery window of 2 days;
  show all;
}
`;
}

/** The configuration icb makes. */
export function configureScript(area: string, parallel = 2): string {
  return `set echo on;
configure archivelog deletion policy to none;
configure retention policy to recovery window of 2 days;
configure backup optimization on;
configure default device type to disk;
configure controlfile autobackup on;
configure controlfile autobackup format for device type disk to '${area}/%F';
configure device type disk parallelism ${parallel} backup type to backupset;
configure channel device type disk format '${area}/%U';
configure snapshot controlfile name to '${area}/snapcf_orcl.f';
`;
}

function entry(alias: string, service: string): string {
  return `# ${alias}\n${alias} =\n  (DESCRIPTION =\n    (ADDRESS = (PROTOCOL = TCP)(HOST = 127.0.0.1)(PORT = 1521))\n    (CONNECT_DATA = (SERVICE_NAME = ${service}))\n  )\n\n`;
}
