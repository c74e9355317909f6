// What a restore sets up on its way and leaves to the DBA in the end: clones, mounts, an instance. When the restore fails all
// of it is given back, newest first; what cannot be given back is named with the commands that do it, and so is what it needs.
// A journal is told of each thing before it is made, for the case that nobody lives to give it back.

import type { Log } from '#core/log.ts';

export interface Held {
  /** `clone restore_orcl_20261121_051848` */
  readonly what: string;
  /** Commands by which a DBA gives it back, in order. */
  readonly commands: readonly string[];
  /** What must stay as long as this does. */
  readonly uses: readonly Held[];
  /** Takes no cancel signal. Resolves to false when there was nothing to give back. */
  readonly giveBack: () => Promise<boolean | void>;
}

type Journal = (held: readonly Pick<Held, 'what' | 'commands'>[]) => Promise<void>;

export class HeldResources {
  readonly #log: Log;
  readonly #journal: Journal;
  #held: readonly Held[] = [];
  /** What is being made now. */
  #making: readonly Held[] = [];

  /** @param journal told, oldest first, of all that is held or about to be made */
  constructor(log: Log, journal: Journal = async () => undefined) {
    this.#log = log;
    this.#journal = journal;
  }

  /**
   * Makes a thing and holds it. A maker that fails must have left nothing.
   * @throws what the maker throws, {IcbError} when the journal cannot be written: nothing is made then
   */
  async make<Made>(held: Held, maker: () => Promise<Made>): Promise<Made> {
    this.#making = [...this.#making, held];
    try {
      await this.#write();
      const made = await maker();
      this.#held = [...this.#held, held];
      this.#tell(held);
      return made;
    } finally {
      this.#making = this.#making.filter((other) => other !== held);
      if (!this.#held.includes(held)) await this.#writeIfPossible();
    }
  }

  /** Holds what is about to be made by somebody else, or may be. */
  async add(held: Held): Promise<Held> {
    this.#held = [...this.#held, held];
    this.#tell(held);
    await this.#write();
    return held;
  }

  /** Holds a thing under what it turned out to be. */
  async replace(held: Held, actual: Held): Promise<Held> {
    this.#held = this.#held.map((other) => (other === held ? actual : other));
    this.#tell(actual);
    await this.#write();
    return actual;
  }

  /** Forgets what has been given back already. */
  async remove(held: Held): Promise<void> {
    this.#held = this.#held.filter((other) => other !== held);
    await this.#writeIfPossible();
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
        const wasThere = await held.giveBack();
        await this.remove(held);
        if (wasThere === false) this.#log.info(`nothing to give back: ${held.what}`);
        else this.#log.info(`given back: ${held.what}`);
      } catch (error) {
        this.#log.warn(`${held.what} could not be given back: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
  }

  #tell({ what, commands }: Held): void {
    for (const command of commands) this.#log.debug(`to give back ${what}: ${command}`);
  }

  async #write(): Promise<void> {
    await this.#journal([...this.#held, ...this.#making]);
  }

  /** A journal that says too much is no reason to fail. */
  async #writeIfPossible(): Promise<void> {
    await this.#write().catch((error: unknown) => this.#log.warn(`the journal still names what is given back: ${error instanceof Error ? error.message : String(error)}`));
  }
}
