import type { DateTime } from 'luxon';
import type { Clock } from '#core/clock.ts';
import { formatDuration } from '#core/durations.ts';

interface Fleet {
  readonly databases: number;
  /** At once. */
  readonly jobs: number;
  readonly clock: Pick<Clock, 'now'>;
}

/** How far an action on many databases has come, in one line. */
export class FleetProgress {
  readonly #fleet: Fleet;
  readonly #running = new Map<string, DateTime>();
  #done = 0;
  #failed = 0;
  #durationsMs = 0;

  constructor(fleet: Fleet) {
    this.#fleet = fleet;
  }

  begun(database: string): void {
    this.#running.set(database, this.#fleet.clock.now());
  }

  ended(database: string, isGood: boolean): void {
    this.#durationsMs += this.#elapsedMs(database);
    this.#running.delete(database);
    if (isGood) this.#done += 1;
    else this.#failed += 1;
  }

  /** `12 of 80 done, 1 FAILED, about 0:45:00 left; running: orcl 0:12:33, hr 0:00:07` */
  describe(): string {
    const running = [...this.#running.keys()].map((database) => `${database} ${formatDuration(this.#elapsedMs(database))}`);
    const counted = [`${this.#done} of ${this.#fleet.databases} done`, ...(this.#failed === 0 ? [] : [`${this.#failed} FAILED`]), ...this.#estimate()];
    return `${counted.join(', ')}${running.length === 0 ? '' : `; running: ${running.join(', ')}`}`;
  }

  /** As long as the average so far, so many at once; nothing before the first one has ended. */
  #estimate(): readonly string[] {
    const { databases, jobs } = this.#fleet;
    const ended = this.#done + this.#failed;
    if (ended === 0) return [];
    const averageMs = this.#durationsMs / ended;
    // One that takes longer than the average may end at any moment.
    const underWayMs = [...this.#running.keys()].reduce((sum, database) => sum + Math.max(0, averageMs - this.#elapsedMs(database)), 0);
    const waiting = databases - ended - this.#running.size;
    return [`about ${formatDuration((underWayMs + waiting * averageMs) / jobs)} left`];
  }

  #elapsedMs(database: string): number {
    const begunAt = this.#running.get(database);
    return begunAt === undefined ? 0 : this.#fleet.clock.now().diff(begunAt).toMillis();
  }
}
