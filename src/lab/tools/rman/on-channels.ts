import type { BlockJob } from '#lab/oracle/backup/block-job.ts';
import type { LabDatabase } from '#lab/oracle/database.ts';
import { resetlogsId } from '#lab/oracle/resetlogs-id.ts';
import { backgroundActivity } from '#lab/workload.ts';
import { ToolKilled } from '../tool-call.ts';
import type { Channel } from './channels.ts';
import { elapsedText } from './elapsed.ts';
import { asFailure, channelLine, RmanFailure } from './failure.ts';
import { channelFailure, deadlyBlock } from './faults.ts';
import type { RmanSession } from './session.ts';
import { writingTo } from './write-error.ts';

/** A file that some channel takes on. */
export interface ChannelWork<Result> {
  /** @throws {OracleError} when the channel cannot even begin */
  begin(db: LabDatabase, channel: Channel, now: string): StartedWork<Result>;
}

export interface StartedWork<Result> {
  /** The file that is written. */
  readonly path: string;
  readonly job: BlockJob<Result>;
  readonly startedLines: readonly string[];
  finishedLines(result: Result, end: WorkEnd): readonly string[];
}

/** When work ended, as its messages say it. */
export interface WorkEnd {
  readonly now: string;
  readonly stamp: number;
  readonly elapsed: string;
}

/** The channels there are, and what they are to do. */
export interface Assignment<Result> {
  readonly channels: readonly Channel[];
  readonly work: readonly ChannelWork<Result>[];
}

/** What the work belongs to, for messages and faults. */
export interface ChannelCommand {
  readonly verb: string;
  readonly kind: string;
}

interface Running<Result> extends StartedWork<Result> {
  readonly channel: Channel;
  readonly startedAtMs: number;
}

/** Small enough that other sessions write between two steps, so that a hot copy is really hot. */
const blocksPerStep = 48;

/**
 * Shares work out among channels, which take turns step by step. When one fails, RMAN says so and lets the others go on;
 * the command fails at the end.
 * @throws {RmanFailure} with every channel's failure
 */
export async function runOnChannels<Result>(
  session: RmanSession,
  command: ChannelCommand,
  assignment: Assignment<Result>,
): Promise<readonly Result[]> {
  return await new SharedWork(session, command, assignment).run();
}

class SharedWork<Result> {
  readonly #session: RmanSession;
  readonly #command: ChannelCommand;
  readonly #waiting: ChannelWork<Result>[];
  readonly #idle: Channel[];
  #running: readonly Running<Result>[] = [];
  readonly #results: Result[] = [];
  readonly #failures: RmanFailure[] = [];
  #blocksDone = 0;

  constructor(session: RmanSession, command: ChannelCommand, { channels, work }: Assignment<Result>) {
    this.#session = session;
    this.#command = command;
    this.#waiting = [...work];
    this.#idle = [...channels];
  }

  async run(): Promise<readonly Result[]> {
    try {
      await this.#workThrough();
    } catch (error) {
      if (error instanceof ToolKilled && error.signalName === 'SIGTERM') this.#finishPieces();
      throw error;
    }
    if (this.#failures.length > 0) throw new RmanFailure(this.#failures.flatMap((failure) => this.#failureLines(failure)));
    return this.#results;
  }

  async #workThrough(): Promise<void> {
    const lastBlock = deadlyBlock(this.#session, this.#command.kind);
    while (this.#waiting.length + this.#running.length > 0) {
      await this.#beginWaiting();
      for (const running of this.#running) {
        this.#step(running);
        await this.#session.breathe();
        if (this.#blocksDone >= lastBlock) throw new ToolKilled('SIGKILL');
      }
    }
  }

  /** The client is gone, the server's channels finish what they are writing (law 47); a failure has nobody to be told to. */
  #finishPieces(): void {
    for (const { job, channel } of this.#running) {
      try {
        let result: Result | undefined;
        while (result === undefined) result = this.#session.step((db) => job.step(db, blocksPerStep));
      } catch (error) {
        asFailure(error, channel.name);
      }
    }
  }

  /** Every idle channel takes on the next file. */
  async #beginWaiting(): Promise<void> {
    while (this.#idle.length > 0 && this.#waiting.length > 0) {
      const [channel] = this.#idle.splice(0, 1);
      const [work] = this.#waiting.splice(0, 1);
      if (channel === undefined || work === undefined) return;
      this.#begin(channel, work);
      await this.#session.breathe();
    }
  }

  #begin(channel: Channel, work: ChannelWork<Result>): void {
    try {
      const failure = channelFailure(this.#session, this.#command.kind, channel.name);
      if (failure !== undefined) throw failure;
      const started = this.#session.step((db) => work.begin(db, channel, this.#session.now()));
      this.#session.out.lines(...started.startedLines);
      this.#running = [...this.#running, { ...started, channel, startedAtMs: this.#session.call.clock.now().toMillis() }];
    } catch (error) {
      this.#fail(error, channel);
      this.#idle.push(channel);
    }
  }

  #step(running: Running<Result>): void {
    const { job, channel } = running;
    const before = job.doneBlocks;
    try {
      const result = this.#session.step((db) => {
        const result = writingTo(running.path, job.doneBlocks, () => job.step(db, blocksPerStep));
        backgroundActivity(db);
        return result;
      });
      this.#blocksDone += job.doneBlocks - before;
      if (result === undefined) return;
      this.#results.push(result);
      this.#session.out.lines(...running.finishedLines(result, this.#endOf(running)));
    } catch (error) {
      this.#running = this.#running.filter((other) => other !== running);
      this.#fail(error, channel);
    }
    this.#running = this.#running.filter((other) => other !== running);
    this.#idle.push(channel);
  }

  #endOf({ startedAtMs }: Running<Result>): WorkEnd {
    const { call } = this.#session;
    return {
      now: this.#session.now(),
      stamp: resetlogsId(this.#session.time()),
      elapsed: elapsedText(call.clock.now().toMillis() - startedAtMs),
    };
  }

  #failureLines({ channel = '', lines }: RmanFailure): readonly string[] {
    return [channelLine(this.#command.verb, channel, this.#session.dates.textInStack(this.#session.time())), ...lines];
  }

  #fail(error: unknown, channel: Channel): void {
    const failure = asFailure(error, channel.name);
    this.#failures.push(failure);
    if (this.#waiting.length + this.#running.length === 0) return;
    this.#session.out.lines(...this.#failureLines(failure), 'continuing other job steps, job failed will not be re-run');
  }
}
