import { setImmediate as nextTurn } from 'node:timers/promises';
import { oracleTime } from '#lab/lab-clock.ts';
import type { LabDatabase } from '#lab/oracle/database.ts';
import { findInstance, openTarget, type LabInstance, type LoginTarget } from '#lab/oracle/instance.ts';
import { withWorldLock } from '#lab/world-lock.ts';
import { ToolKilled } from '../tool-call.ts';
import type { ToolCall } from '../tool-call.ts';
import { BlockSettings } from './block-settings.ts';
import { Channels } from './channels.ts';
import { RmanFailure } from './failure.ts';
import { NlsDates } from './nls-date.ts';
import type { RmanOutput } from './output.ts';
import { SessionStatus } from './session-status.ts';

/** One RMAN session: what it is connected to, its channels, and its way into the simulated world. */
export class RmanSession {
  readonly call: ToolCall;
  readonly out: RmanOutput;
  readonly dates: NlsDates;
  readonly channels = new Channels();
  readonly status = new SessionStatus();
  /** A BACKUP has been made since the last autobackup of the control file. */
  autobackupDue = false;
  /** What SET said in the RUN block that is running. */
  blockSettings = new BlockSettings();
  #target: LoginTarget | undefined;
  #catalogConnected = false;
  #repositoryNamed = false;
  #echo = false;

  constructor(call: ToolCall, out: RmanOutput) {
    this.call = call;
    this.out = out;
    this.dates = new NlsDates(call.env);
  }

  get hasTarget(): boolean {
    return this.#target !== undefined;
  }

  /** The target has a control file to keep records in: an instance in NOMOUNT, or none, has not. */
  get isMounted(): boolean {
    if (this.#target?.kind !== 'instance') return this.hasTarget;
    const status = this.instance()?.status;
    return status !== undefined && status !== 'STARTED';
  }

  /** The instance on the restore host that is the target; nothing for the database host's, and for one that is not started. */
  instance(): LabInstance | undefined {
    const target = this.requireTarget();
    return target.kind === 'instance' ? findInstance(this.call.labDir, target.sid) : undefined;
  }

  /** SET ECHO: whether commands from standard input are shown. */
  get echo(): boolean {
    return this.#echo;
  }

  setEcho(on: boolean): void {
    this.#echo = on;
    this.out.lines(`echo set ${on ? 'on' : 'off'}`);
  }

  setCommandId(id: string): void {
    this.status.setCommandId(id);
    this.out.separate();
    this.out.lines('executing command: SET COMMAND ID');
  }

  get catalogConnected(): boolean {
    return this.#catalogConnected;
  }

  connectTarget(target: LoginTarget): void {
    this.#target = target;
  }

  connectCatalog(): void {
    this.#catalogConnected = true;
  }

  /** @throws {RmanFailure} RMAN-06171 without a target */
  requireTarget(): LoginTarget {
    if (this.#target === undefined) throw new RmanFailure(['RMAN-06171: not connected to target database']);
    return this.#target;
  }

  /**
   * One short piece of work on the target database, alone in the simulated world. Whatever was not done in such a step is
   * not done when the process is killed.
   */
  step<Result>(work: (db: LabDatabase) => Result): Result {
    const target = this.requireTarget();
    return withWorldLock(this.call.labDir, () => {
      using db = openTarget(this.call.labDir, target, this.call.clock);
      return work(db);
    });
  }

  /** The session ends: its row in V$RMAN_STATUS says how. */
  end(): void {
    if (this.isMounted) this.step((db) => this.status.end(db));
  }

  /** Between two steps: other sessions get their turn, and a signal is noticed. */
  async breathe(): Promise<void> {
    await nextTurn();
    if (this.call.signal.aborted) throw new ToolKilled('SIGTERM');
  }

  /** The host's time, as the database writes it. */
  time(): string {
    return oracleTime(this.call.clock.now());
  }

  now(): string {
    return this.dates.text(this.time());
  }

  /** RMAN says once per session where it keeps its records when there is no recovery catalog. */
  nameRepository(): void {
    if (this.#repositoryNamed || this.#catalogConnected) return;
    this.#repositoryNamed = true;
    this.out.lines('using target database control file instead of recovery catalog');
  }
}
