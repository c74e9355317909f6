// How far a long run of RMAN has come, by the lines it prints: on the terminal at any time, and in the log now and then.
import type { DateTime } from 'luxon';
import { formatBytes } from '#core/bytes.ts';
import type { Clock } from '#core/clock.ts';
import { formatDuration } from '#core/durations.ts';
import type { Log } from '#core/log.ts';

const milestoneMs = 600_000;
/** What has just begun says nothing about its end. */
const leastMsForEstimate = 5000;

/** Bytes of each datafile, by number; empty where they are not known. */
export type DatafileSizes = ReadonlyMap<number, number>;

export function sizesOf(datafiles: readonly { readonly fileNumber: number; readonly bytes: number }[]): DatafileSizes {
  return new Map(datafiles.map(({ fileNumber, bytes }) => [fileNumber, bytes]));
}

interface Surroundings {
  readonly log: Log;
  readonly clock: Clock;
  readonly sizes: DatafileSizes;
  /** What a run does that RMAN prints as a backup: `checking`. */
  readonly doing?: string;
  /** Whoever else reads the lines. */
  readonly reader?: (line: string) => void;
}

/** Give `read` every line of RMAN; disposing ends what the terminal shows. */
export interface WatchedRman extends Disposable {
  readonly read: (line: string) => void;
}

export function watchRman({ log, clock, sizes, doing, reader }: Surroundings): WatchedRman {
  const progress = new RmanProgress(clock, sizes, doing);
  const shown = log.showProgress(() => progress.describe());
  let toldAtMs = clock.now().toMillis();
  return {
    read: (line) => {
      reader?.(line);
      progress.read(line);
      // Without durations of luxon: there are millions of lines.
      const nowMs = clock.now().toMillis();
      if (nowMs - toldAtMs < milestoneMs) return;
      toldAtMs = nowMs;
      log.info(progress.describe());
    },
    [Symbol.dispose]: () => shown[Symbol.dispose](),
  };
}

/** Lines after which files are worked on in another way; an empty name stands for what the run does. */
const phases: readonly (readonly [pattern: RegExp, name: string])[] = [
  [/^channel \S+: starting incremental datafile backup set restore/, 'rolling forward'],
  [/^channel \S+: starting validation of datafile/, 'checking'],
  [/^channel \S+: starting .*datafile (?:backup set|copy)/, ''],
  [/^starting media recovery/, 'recovering'],
];

export class RmanProgress {
  readonly #clock: Clock;
  readonly #sizes: DatafileSizes;
  readonly #doing: string;
  readonly #openFiles = new Map<string, number[]>();
  #phase = 'working';
  #startedAt: DateTime;
  #channel = '';
  #doneFiles = new Set<number>();
  #logs = 0;
  #appliedLogs = 0;

  /** `doing` names what RMAN prints as a backup. */
  constructor(clock: Clock, sizes: DatafileSizes, doing = 'backing up') {
    this.#clock = clock;
    this.#doing = doing;
    this.#sizes = sizes;
    this.#startedAt = clock.now();
  }

  read(line: string): void {
    // A run prints millions of lines, and most of them start with something else.
    if (/^(?:channel |input datafile|recovering datafile|archived log |starting media)/.test(line)) this.#read(line);
  }

  /** `backing up: 312 of 1240 files, 210GB of 812GB, 290MB/s, 0:12:30, about 0:35:00 left` */
  describe(): string {
    const elapsedMs = this.#clock.now().diff(this.#startedAt).toMillis();
    const [parts, share] = this.#phase === 'recovering' ? this.#ofLogs() : this.#ofFiles(elapsedMs);
    const left = share > 0 && share < 1 && elapsedMs >= leastMsForEstimate ? [`about ${formatDuration((elapsedMs * (1 - share)) / share)} left`] : [];
    return `${this.#phase}: ${[...parts, formatDuration(elapsedMs), ...left].join(', ')}`;
  }

  #ofLogs(): readonly [parts: readonly string[], share: number] {
    const total = Math.max(this.#logs, this.#appliedLogs);
    return [[`${this.#appliedLogs} of ${total} archived logs`], total === 0 ? 0 : this.#appliedLogs / total];
  }

  #ofFiles(elapsedMs: number): readonly [parts: readonly string[], share: number] {
    const done = this.#doneFiles.size;
    const bytes = [...this.#doneFiles].reduce((sum, file) => sum + (this.#sizes.get(file) ?? 0), 0);
    const total = [...this.#sizes.values()].reduce((sum, size) => sum + size, 0);
    if (total === 0) return [[`${done} ${done === 1 ? 'file' : 'files'}`], 0];
    const rate = bytes > 0 && elapsedMs >= leastMsForEstimate ? [`${formatBytes((bytes * 1000) / elapsedMs)}/s`] : [];
    return [[`${done} of ${this.#sizes.size} files`, `${formatBytes(bytes)} of ${formatBytes(total)}`, ...rate], bytes / total];
  }

  #read(line: string): void {
    const [, name] = phases.find(([pattern]) => pattern.test(line)) ?? [];
    const phase = name === '' ? this.#doing : name;
    if (phase !== undefined && phase !== this.#phase) this.#enter(phase);
    this.#channel = /^channel (\S+):/.exec(line)?.[1] ?? this.#channel;
    const file = /^(?:input datafile|recovering datafile copy) file number=(\d+)/.exec(line)?.[1];
    if (file !== undefined) this.#openFiles.set(this.#channel, [...(this.#openFiles.get(this.#channel) ?? []), Number(file)]);
    if (/^channel \S+: .* complete, elapsed time/.test(line)) this.#closeFiles();
    if (/^archived log for thread .* is already on disk/.test(line)) this.#logs += 1;
    if (line.startsWith('archived log file name=')) this.#appliedLogs += 1;
  }

  /** A channel prints what it starts with, and at the end that it is done with all of it. */
  #closeFiles(): void {
    for (const file of this.#openFiles.get(this.#channel) ?? []) this.#doneFiles.add(file);
    this.#openFiles.delete(this.#channel);
  }

  #enter(phase: string): void {
    this.#phase = phase;
    this.#startedAt = this.#clock.now();
    this.#doneFiles = new Set();
    this.#openFiles.clear();
  }
}
