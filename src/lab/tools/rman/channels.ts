/** A server session that RMAN lets do the work. */
export interface Channel {
  readonly name: string;
  readonly sid: number;
  /** Format of its own; absent: the configured one. */
  readonly format: string | undefined;
}

/**
 * The channels of a session: either allocated by hand, for one RUN block, or RMAN's own ORA_DISK_n, as many as the
 * configuration says, kept until the configuration changes.
 */
export class Channels {
  readonly #manual: Channel[] = [];
  #automatic: readonly Channel[] = [];

  /** The channels commands use now. */
  get current(): readonly Channel[] {
    return this.#manual.length > 0 ? this.#manual : this.#automatic;
  }

  allocate(name: string, format: string | undefined): Channel {
    const channel = { name, sid: sessionId(this.#manual.length), format };
    this.#manual.push(channel);
    return channel;
  }

  /** Whether there was such a channel. */
  release(name: string): boolean {
    const position = this.#manual.findIndex((channel) => channel.name === name);
    if (position >= 0) this.#manual.splice(position, 1);
    return position >= 0;
  }

  allocateAutomatic(count: number): readonly Channel[] {
    this.#automatic = Array.from({ length: count }, (_, index) => ({ name: `ORA_DISK_${index + 1}`, sid: sessionId(index), format: undefined }));
    return this.#automatic;
  }

  releaseManual(): readonly Channel[] {
    return this.#manual.splice(0);
  }

  releaseAutomatic(): readonly Channel[] {
    const released = this.#automatic;
    this.#automatic = [];
    return released;
  }
}

/** Session ids as a small instance gives them out: not in a row. */
function sessionId(index: number): number {
  return 46 + ((index * 19) % 53);
}
