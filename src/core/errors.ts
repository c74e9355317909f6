// Every failure icb raises on purpose. The class decides the exit code; the message says what and where, the hint what to do.

/** A failure icb raises on purpose. Anything else that reaches the top is a bug and prints its stack. */
export class IcbError extends Error {
  readonly exitCode: number = 1;
  readonly hint: string | undefined;
  constructor(message: string, options: { cause?: unknown; hint?: string } = {}) {
    super(message, 'cause' in options ? { cause: options.cause } : {});
    this.name = new.target.name;
    this.hint = options.hint;
  }
}

/** Nothing was started: wrong usage, or a condition the operator must mend first. Exit code 2. */
export class NotStartedError extends IcbError {
  override readonly exitCode: number = 2;
}

/** Wrong words on the command line. */
export class UsageError extends NotStartedError {}

/** The configuration cannot be used as it is. */
export class ConfigurationError extends NotStartedError {}

/** Another run holds the database's lock. */
export class LockNotObtainedError extends NotStartedError {}

/** Refused because going on would be dangerous. Exit code 3. */
export class RefusedError extends IcbError {
  override readonly exitCode: number = 3;
}

/** A signal ended the run; everything that was set up has been given back. Exit code 128 + signal number. */
export class InterruptedError extends IcbError {
  override readonly exitCode: number;
  readonly #signal: readonly [name: string, number: number];

  constructor(signalName: string, signalNumber: number, options: { hint?: string } = {}) {
    super(`interrupted by ${signalName}`, options);
    this.#signal = [signalName, signalNumber];
    this.exitCode = 128 + signalNumber;
  }

  /** The same, with a sentence about what it means for the work that was under way. */
  withMeaning(meaning: string): InterruptedError {
    return new InterruptedError(...this.#signal, { hint: meaning });
  }
}
