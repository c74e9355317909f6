import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { applyRedo } from '#lab/oracle/redo/apply-redo.ts';
import { runJob } from '#lab/oracle/backup/block-job.ts';
import { backupControlFile, extractControlFile } from '#lab/oracle/backup/control-file-backup.ts';
import type { LabDatabase } from '#lab/oracle/database.ts';
import { beginDatafileCopy } from '#lab/oracle/backup/datafile-copy-job.ts';
import { datafiles } from '#lab/oracle/datafiles.ts';
import { openTarget } from '#lab/oracle/instance.ts';
import type { Until } from '#lab/oracle/journal.ts';
import { archiveLogCurrent } from '#lab/oracle/redo/log-switch.ts';
import { withWorldLock } from '#lab/world-lock.ts';
import type { ToolCall } from '#lab/tools/tool-call.ts';
import { work } from '../../oracle/test-database.ts';
import { createSqlplusLab, quiet } from './sqlplus-lab.ts';
import type { SqlplusLab, SqlplusRun } from './sqlplus-lab.ts';

/** A lab whose database was backed up, with a scratch folder on the restore host and an init file for an instance RST. */
export interface InstanceLab extends Disposable {
  readonly lab: SqlplusLab;
  readonly scratch: string;
  readonly pfile: string;
  /** Image copies, one after the other while rows changed. */
  readonly copies: readonly string[];
  /** Runs a script as `/ as sysdba` with ORACLE_SID=RST. */
  run(script: string, call?: Partial<Pick<ToolCall, 'args' | 'env' | 'signal'>>): Promise<SqlplusRun>;
  /** What a statement prints, without blank lines around it. */
  answer(statement: string): Promise<string>;
  query(statement: string): Promise<string[]>;
  /** What a statement prints that must not fail. */
  execute(statement: string): Promise<string>;
  /** The error stack of a statement that must fail. */
  failureOf(statement: string): Promise<string>;
  /** Writes the init file: the usual parameters with these instead. */
  writeInitFile(parameters?: Readonly<Record<string, string>>, path?: string): void;
  /** STARTUP NOMOUNT, the control file is restored and mounted; datafiles have the names of the copies. */
  mount(change?: (db: LabDatabase) => void): Promise<void>;
  /** Work in the mounted database, as the engine does it. */
  inInstance<Result>(work: (db: LabDatabase) => Result): Result;
  /** Media recovery of the copies. */
  recover(until?: Until): void;
  /** Online logs get names in the scratch folder: `redo1.log` and so on. */
  moveLogs(db: LabDatabase): void;
  /** From nothing to a recovered database that is open read only. */
  openReadOnly(): Promise<void>;
  /** From nothing to a recovered database that is open for changes. */
  openResetlogs(): Promise<void>;
}

export function createInstanceLab(): InstanceLab {
  const lab = createSqlplusLab();
  const { labDir, clock } = lab;
  const scratch = join(labDir, 'scratch');
  const area = join(labDir, 'area');
  for (const folder of [scratch, area]) mkdirSync(folder);
  const pfile = join(scratch, 'init.ora');
  const controlFile = join(scratch, 'restore.cf');
  const piece = join(area, 'control.piece');
  const { copies, logs } = lab.inDatabase((db) => ({ copies: copyWhileChanging(db, area), logs: archivedLogs(db) }));
  lab.inDatabase((db) => backupControlFile(db, { path: piece, tag: null }));

  const instance: InstanceLab = {
    lab,
    scratch,
    pfile,
    copies,
    run: (script, call = {}) => lab.run(script, { args: ['-L', '-S', '/ as sysdba'], env: { ...lab.env, ORACLE_SID: 'RST' }, ...call }),
    answer: async (statement) => (await instance.run(`${statement};\n`)).output.trim(),
    query: async (statement) => (await instance.run(`${quiet}\n${statement};\n`)).output.split('\n').slice(0, -1),
    async execute(statement) {
      const { output, exitCode } = await instance.run(`whenever sqlerror exit failure\n${statement};\n`);
      expect({ output, exitCode }).toMatchObject({ exitCode: 0 });
      return output.trim();
    },
    async failureOf(statement) {
      const { output, exitCode } = await instance.run(`whenever sqlerror exit failure\n${statement};\n`);
      expect({ output, exitCode }).toMatchObject({ exitCode: 1 });
      return output.split('\n').slice(3).join('\n').trim();
    },
    writeInitFile(parameters = {}, path = pfile) {
      const usual = { db_name: "'orcl'", db_unique_name: "'RST'", control_files: `'${controlFile}'`, db_create_file_dest: `'${scratch}'`, sga_target: '3G' };
      writeFileSync(path, Object.entries({ ...usual, ...parameters }).map(([name, value]) => `*.${name}=${value}\n`).join(''));
    },
    async mount(change) {
      await instance.run(`startup nomount pfile='${pfile}'\n`);
      extractControlFile(piece, controlFile);
      await instance.run('alter database mount;\n');
      instance.inInstance((db) => {
        for (const [index, name] of copies.entries()) db.sql.run('update datafile set name = ? where file = ?', name, index + 1);
        change?.(db);
      });
    },
    inInstance: (change) =>
      withWorldLock(labDir, () => {
        using db = openTarget(labDir, { kind: 'instance', sid: 'RST' }, clock);
        return change(db);
      }),
    recover(until) {
      applyRedo({ copies, logs, ...(until === undefined ? {} : { until }) });
    },
    moveLogs(db) {
      db.sql.run("update online_log set member = ? || '/redo' || group_no || '.log'", scratch);
    },
    async openReadOnly() {
      await instance.mount();
      instance.recover();
      await instance.execute('alter database open read only');
    },
    async openResetlogs() {
      await instance.mount((db) => instance.moveLogs(db));
      instance.recover();
      await instance.execute('alter database open resetlogs');
    },
    [Symbol.dispose]: () => lab[Symbol.dispose](),
  };
  instance.writeInitFile();
  return instance;
}

function copyWhileChanging(db: LabDatabase, area: string): readonly string[] {
  const copies = datafiles(db).map(({ file }) => {
    work(db, 5, file);
    const path = join(area, `data_FNO-${file}`);
    runJob(db, beginDatafileCopy(db, { file, path, tag: 'copies', level: 0 }));
    return path;
  });
  work(db, 5, 99);
  archiveLogCurrent(db);
  return copies;
}

function archivedLogs(db: LabDatabase): readonly string[] {
  return db.sql.all<{ name: string }>('select name from archived_log order by recid').map(({ name }) => db.files.path(name));
}
