// What a restore sets up on its way and leaves to the DBA in the end: clones, mounts, an instance. When the restore fails all
// of it is given back, newest first; what cannot be given back is named with the commands that do it, and so is what it needs.

import type { Log } from '#core/log.ts';

export interface Held {
  /** `clone restore_orcl_20261121_051848` */
  readonly what: string;
  /** Commands by which a DBA gives it back, in order. */
  readonly commands: readonly string[];
  /** What must stay as long as this does. */
  readonly uses: readonly Held[];
  /** Takes no cancel signal. */
  readonly giveBack: () => Promise<void>;
}

export class HeldResources {
  readonly #log: Log;
  #held: readonly Held[] = [];

  constructor(log: Log) {
    this.#log = log;
  }

  add(held: Held): Held {
    this.#held = [...this.#held, held];
    return held;
  }

  /** Forgets what has been given back already. */
  remove(held: Held): void {
    this.#held = this.#held.filter((other) => other !== held);
  }

  /** How to give everything back, in the order in which to do it. */
  get commands(): readonly string[] {
    return this.#held.toReversed().flatMap(({ commands }) => commands);
  }

  /** What is held now, oldest first. */
  get names(): readonly string[] {
    return this.#held.map(({ what }) => what);
  }

  /** Gives back what can be given back, each thing on its own, and holds on to the rest. */
  async giveBack(): Promise<void> {
    for (const held of this.#held.toReversed()) {
      if (this.#held.some(({ uses }) => uses.includes(held))) continue;
      try {
        await held.giveBack();
        this.remove(held);
        this.#log.info(`given back: ${held.what}`);
      } catch (error) {
        this.#log.warn(`${held.what} could not be given back: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
  }
}
