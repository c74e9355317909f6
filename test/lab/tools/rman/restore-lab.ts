import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { databaseKinds, type DatabaseKindName } from '#lab/database-kind.ts';
import { openTarget } from '#lab/oracle/instance.ts';
import { startInstance, stopInstance } from '#lab/oracle/instance/start.ts';
import type { LabDatabase } from '#lab/oracle/database.ts';
import { archiveLogCurrent } from '#lab/oracle/redo/log-switch.ts';
import { setParameter } from '#lab/oracle/parameters.ts';
import { withWorldLock } from '#lab/world-lock.ts';
import { configureScript, refreshScript, RmanLab } from './rman-lab.ts';
import type { RmanRun } from './rman-lab.ts';

/** A moment of the database host. */
export interface Moment {
  readonly scn: number;
  readonly time: string;
}

const sid = 'RST';

/**
 * A database that was backed up and changed on, a copy of its backup area as the restore host sees it, and an instance RST
 * there that is started and has no control file yet.
 */
export class RestoreLab implements Disposable {
  readonly lab: RmanLab;
  readonly clone: string;
  readonly scratch: string;
  readonly piece: string;
  readonly #kind: DatabaseKindName;

  private constructor(kind: DatabaseKindName) {
    this.#kind = kind;
    this.lab = new RmanLab(kind);
    this.clone = join(this.lab.dir, 'clone');
    this.scratch = join(this.lab.dir, 'scratch');
    this.piece = join(this.clone, 'after_backup_controlfile.cf');
  }

  /** @param change what happens on the database host after the backup, before the last log is archived */
  static async open(change: (lab: RestoreLab) => void | Promise<void> = () => undefined, kind: DatabaseKindName = '19c'): Promise<RestoreLab> {
    const restore = new RestoreLab(kind);
    const { lab } = restore;
    mkdirSync(restore.scratch);
    lab.inDatabase((db) => {
      setParameter(db, 'log_archive_dest_1', 'LOCATION=USE_DB_RECOVERY_FILE_DEST');
      setParameter(db, 'log_archive_dest_2', `LOCATION=${lab.area}/archivelog/ OPTIONAL`);
    });
    await lab.runFile(configureScript(lab.area));
    restore.work();
    await lab.runFile(refreshScript(lab.area));
    restore.work();
    await change(restore);
    restore.work();
    cpSync(lab.area, restore.clone, { recursive: true });
    restore.startInstance();
    return restore;
  }

  /** Some transactions, whose redo is archived. */
  work(): void {
    this.lab.advance({ minutes: 1 });
    this.lab.commit(10);
    this.lab.inDatabase(archiveLogCurrent);
  }

  /** Now, on the database host: what follows is later. */
  mark(): Moment {
    this.lab.advance({ minutes: 1 });
    return this.lab.inDatabase((db) => ({
      scn: db.sql.one<{ scn: number }>('update database set current_scn = current_scn + 1 returning current_scn as scn').scn,
      time: this.lab.clock.now().setZone('local').toFormat('yyyy-MM-dd HH:mm:ss'),
    }));
  }

  startInstance(parameters: Readonly<Record<string, string>> = {}): void {
    const { dir, clock } = this.lab;
    const pfile = join(this.scratch, 'init.ora');
    const usual = { db_name: 'orcl', db_unique_name: 'rst', control_files: join(this.scratch, 'restore.cf'), db_create_file_dest: this.scratch, enable_pluggable_database: String(databaseKinds[this.#kind].isContainer) };
    const lines = Object.entries({ ...usual, ...parameters }).filter(([, value]) => value !== '');
    writeFileSync(pfile, lines.map(([name, value]) => `*.${name}='${value}'\n`).join(''));
    withWorldLock(dir, () => startInstance(dir, { sid, oracleHome: join(dir, 'oracle_home'), pfile }, clock));
  }

  /** SHUTDOWN ABORT. */
  stopInstance(): void {
    withWorldLock(this.lab.dir, () => stopInstance(this.lab.dir, sid));
  }

  /** Runs a command file as `target /` with ORACLE_SID=RST. */
  async rman(script: string, signal = new AbortController().signal): Promise<RmanRun> {
    const path = join(this.scratch, 'script.rman');
    writeFileSync(path, script);
    return await this.lab.run({ args: ['target', '/', `cmdfile=${path}`], env: { ...this.lab.env, ORACLE_SID: sid }, signal });
  }

  /** What such a run prints, without its echo. @throws when it fails */
  async answer(script: string): Promise<string> {
    const { exitCode, output } = await this.rman(script);
    if (exitCode !== 0) throw new Error(`RMAN failed: ${output}`);
    return answerIn(script, output);
  }

  /** The error stack of a run that must fail, without its frame. */
  async failureOf(script: string): Promise<string> {
    const { exitCode, output } = await this.rman(script);
    if (exitCode !== 1) throw new Error(`RMAN did not fail: ${output}`);
    return output.slice(output.lastIndexOf('RMAN-00571: ')).split('\n').slice(1, -3).join('\n');
  }

  /** Mounts the restored control file. */
  async mount(): Promise<void> {
    await this.answer(`restore controlfile from '${this.piece}';\nalter database mount;\n`);
  }

  /** Mounted, production forgotten, and the clone's files known. */
  async catalog(): Promise<void> {
    await this.mount();
    await this.answer(`change archivelog all uncatalog;
change copy of database uncatalog;
catalog start with '${this.clone}/archivelog/' noprompt;
catalog start with '${this.clone}/data_' noprompt;
`);
  }

  /** Ready to be recovered. */
  async switch(): Promise<void> {
    await this.catalog();
    await this.answer('switch database to copy;\n');
  }

  inInstance<Result>(work: (db: LabDatabase) => Result): Result {
    return withWorldLock(this.lab.dir, () => {
      using db = openTarget(this.lab.dir, { kind: 'instance', sid }, this.lab.clock);
      return work(db);
    });
  }

  /** Text with /lab for the lab's folder. */
  neutral(text: string): string {
    return this.lab.neutral(text);
  }

  [Symbol.dispose](): void {
    this.lab[Symbol.dispose]();
  }
}

/** Between the echo of the script's last line and the end. */
function answerIn(script: string, output: string): string {
  const prompt = `${script.split('\n').length}> `;
  const start = output.indexOf('\n', output.indexOf(`\n${prompt}`) + 1) + 1;
  return output.slice(start, output.indexOf('\nRecovery Manager complete.'));
}
