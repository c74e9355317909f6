import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { clearFault, setFault } from '#lab/faults.ts';
import { createTablespace, dropTablespace, resizeDatafile, setTablespaceOnline, setTablespaceReadOnly } from '#lab/oracle/datafile-administration.ts';
import type { LabDatabase } from '#lab/oracle/database.ts';
import { applicationFiles, isMoving } from '#lab/oracle/datafiles.ts';
import type { Datafile } from '#lab/oracle/datafiles.ts';
import { openResetlogs } from '#lab/oracle/instance/open-resetlogs.ts';
import { seededRandom } from '#lab/seeded-random.ts';
import type { SeededRandom } from '#lab/seeded-random.ts';
import { runWorkload, setBusy } from '#lab/workload.ts';
import { inDatabase } from './judged-lab.ts';
import type { TestLab } from './test-lab.ts';

const minuteMs = 60_000;

/** One run of `icb backup orcl imagecopywithsnap` in a history. */
export interface HistoricRun {
  readonly succeeded: boolean;
  readonly output: string;
  readonly scnBefore: number;
  readonly scnAfter: number;
  /** Lines of the ledger afterwards. */
  readonly snapshots: number;
}

export interface LedgerLine {
  readonly snapshotId: string;
  readonly lowerScn: string;
  readonly upperScn: string;
}

/** What a database and its DBA may do to each other in some days and nights; the same for the same seed. */
export class RandomHistory {
  /** What happened, for whoever looks for the reason of a failure. */
  readonly trace: string[] = [];
  readonly runs: HistoricRun[] = [];
  readonly #lab: TestLab;
  readonly #random: SeededRandom;
  #tablespaces = 0;

  constructor(lab: TestLab, seed: number) {
    this.#lab = lab;
    this.#random = seededRandom(seed);
  }

  async live(days: number): Promise<void> {
    for (let day = 1; day <= days; day += 1) {
      this.#work();
      for (let events = this.#random.below(3); events > 0; events -= 1) this.#oneOf([...this.#ddl(), ...this.#misfortunes()]);
      if (this.#random.below(3) === 0) this.#work();
      if (this.#random.below(2) === 0) this.#setFault();
      await this.#backup();
    }
    clearFault(this.#lab.directory);
    this.trace.push('no more faults');
    for (let night = 1; night <= 2; night += 1) {
      this.#work();
      await this.#backup();
    }
  }

  ledger(): readonly LedgerLine[] {
    const lines = readLines(join(this.#lab.area, 'snapshots.jsonl'));
    return lines.map((line) => JSON.parse(line) as LedgerLine);
  }

  #work(): void {
    const transactions = 1 + this.#random.below(40);
    const spreadOverMs = (1 + this.#random.below(20 * 60)) * minuteMs;
    this.trace.push(`${transactions} transactions in ${spreadOverMs / minuteMs} minutes`);
    const { directory, clock } = this.#lab;
    runWorkload(directory, { transactions, spreadOverMs, switchEvery: 1 + this.#random.below(20), seed: this.#random.below(1e6), clock });
  }

  #ddl(): (() => string | undefined)[] {
    return [
      () => {
        const name = `ts${(this.#tablespaces += 1)}`;
        return `file ${this.#inDatabase((db) => createTablespace(db, name, 10 + this.#random.below(20)))} born in ${name}`;
      },
      () => this.#withFile(() => true, (db, { tablespace }) => dropTablespace(db, tablespace), 'dropped'),
      () => this.#withFile(isMoving, (db, { file, blocks }) => resizeDatafile(db, file, blocks + 1 + this.#random.below(30)), 'resized'),
      () => this.#withFile(isMoving, (db, { tablespace }) => setTablespaceReadOnly(db, tablespace, true), 'read only'),
      () => this.#withFile(({ enabled }) => enabled === 'READ ONLY', (db, { tablespace }) => setTablespaceReadOnly(db, tablespace, false), 'read write'),
      () => this.#withFile(isMoving, (db, { tablespace }) => setTablespaceOnline(db, tablespace, false), 'offline'),
      () => this.#withFile(({ status }) => status === 'OFFLINE', (db, { tablespace }) => setTablespaceOnline(db, tablespace, true), 'online'),
    ];
  }

  #misfortunes(): (() => string | undefined)[] {
    const { directory, area } = this.#lab;
    return [
      () => {
        const busy = this.#random.below(2);
        setBusy(directory, busy);
        return `busy ${busy}`;
      },
      () => {
        setFault(directory, { name: 'archive-dest-error', dest: 2, times: 1 });
        return 'a hole in the next archived logs';
      },
      () => {
        const logs = readdirSync(join(area, 'archivelog')).toSorted();
        const victim = logs[this.#random.below(logs.length)];
        if (victim === undefined) return undefined;
        rmSync(join(area, 'archivelog', victim));
        return `${victim} removed`;
      },
      () => {
        // Often enough only here: a new incarnation changes the meaning of every log sequence.
        if (this.#random.below(3) > 0) return undefined;
        this.#inDatabase(openResetlogs);
        return 'opened with resetlogs';
      },
    ];
  }

  #setFault(): void {
    const commands = ['backup-database', 'recover-copy', 'delete-backupset', 'delete-archived-log', 'backup-spfile', 'backup-control-file', 'delete-obsolete', 'show'];
    const at = commands[this.#random.below(commands.length)] ?? '';
    const stack = ['ORA-19502: write error on file "x", block number 1 (block size=8192)'];
    const faults = [
      { name: 'rman-error', at, stack },
      { name: 'rman-die', at },
      { name: 'rman-die', at: this.#random.below(2) === 0 ? 'backup-database' : 'recover-copy', afterBlocks: 1 + this.#random.below(60) },
      { name: 'rman-merge-nothing' },
      { name: 'rman-channel-error', channel: 'ORA_DISK_1', at: 'recover-copy', stack },
      { name: 'sqlplus-error', match: 'archive log current', lines: ['ORA-16038: log 1 sequence# 1 cannot be archived'] },
    ];
    const fault = { ...(faults[this.#random.below(faults.length)] ?? { name: 'none' }), times: 1 };
    setFault(this.#lab.directory, fault);
    this.trace.push(`fault ${JSON.stringify(fault)}`);
  }

  async #backup(): Promise<void> {
    const scnBefore = this.#scn();
    const { exitCode, stdout, stderr } = await this.#lab.icb('backup', 'orcl', 'imagecopywithsnap');
    const run = { succeeded: exitCode === 0, output: stdout + stderr, scnBefore, scnAfter: this.#scn(), snapshots: this.ledger().length };
    this.runs.push(run);
    this.trace.push(`backup from SCN ${scnBefore} to ${run.scnAfter}: exit code ${exitCode}, ${run.snapshots} snapshots`);
  }

  #scn(): number {
    return this.#inDatabase((db) => db.sql.one<{ scn: number }>('select current_scn as scn from database').scn);
  }

  #oneOf(events: readonly (() => string | undefined)[]): void {
    const happened = events[this.#random.below(events.length)]?.();
    if (happened !== undefined) this.trace.push(happened);
  }

  /** Does something to one of the application's datafiles that fit. */
  #withFile(fits: (file: Datafile) => boolean, change: (db: LabDatabase, file: Datafile) => void, what: string): string | undefined {
    return this.#inDatabase((db) => {
      const files = [...applicationFiles(db).values()].filter(fits);
      const file = files[this.#random.below(files.length)];
      if (file === undefined) return undefined;
      change(db, file);
      return `file ${file.file} in ${file.tablespace} ${what}`;
    });
  }

  #inDatabase<Result>(work: (db: LabDatabase) => Result): Result {
    return inDatabase(this.#lab, work);
  }
}

function readLines(file: string): string[] {
  try {
    return readFileSync(file, 'utf8').split('\n').filter((line) => line !== '');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
