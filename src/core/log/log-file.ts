import { chmodSync, closeSync, constants, fsyncSync, mkdirSync, openSync, readSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { DateTime } from 'luxon';
import { IcbError, NotStartedError } from '#core/errors.ts';
import { systemErrorCode, systemErrorText } from '#core/system-error.ts';

/** A stretch of the file's bytes. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

const attemptsPerName = 60;

/**
 * The session log on disk, written synchronously: a line is in the file before the next step starts, and the tools are
 * slowed down to what the disk can take. After a failure it takes nothing more.
 */
export class LogFile {
  readonly path: string;
  readonly #descriptor: number;
  /** One buffer for all: a buffer for each chunk of a long log would be memory in waiting for the collector. */
  readonly #scratch = Buffer.alloc(64 * 1024);
  readonly #encoder = new TextEncoder();
  #size = 0;
  #failure: IcbError | undefined;
  #onFailure: (failure: IcbError) => void = () => undefined;

  constructor(path: string, descriptor: number) {
    this.path = path;
    this.#descriptor = descriptor;
  }

  /** Why the file is incomplete, once it is. */
  get failure(): IcbError | undefined {
    return this.#failure;
  }

  /** Called once, when the file has become incomplete. */
  set onFailure(listener: (failure: IcbError) => void) {
    this.#onFailure = listener;
  }

  /** Where the text now lies in the file; `undefined` when it could not be written, now or earlier. */
  write(text: string): ByteRange | undefined {
    if (this.#failure !== undefined) return undefined;
    const start = this.#size;
    try {
      for (let rest = text; rest !== '';) {
        const { read, written } = this.#encoder.encodeInto(rest, this.#scratch);
        this.#writeScratch(written);
        rest = rest.slice(read);
      }
      return { start, end: this.#size };
    } catch (error) {
      this.#fail(error);
      return undefined;
    }
  }

  /** At most `limit` bytes of a stretch, from its start; `undefined` when they can no longer be read. */
  read({ start, end }: ByteRange, limit: number): Buffer | undefined {
    try {
      const buffer = Buffer.alloc(Math.min(limit, end - start));
      const length = readSync(this.#descriptor, buffer, 0, buffer.length, start);
      return length === 0 ? undefined : buffer.subarray(0, length);
    } catch {
      return undefined;
    }
  }

  /** Forces everything to disk: on NFS a full volume may show only now. */
  sync(): void {
    if (this.#failure !== undefined) return;
    try {
      fsyncSync(this.#descriptor);
    } catch (error) {
      this.#fail(error);
    }
  }

  close(): void {
    try {
      closeSync(this.#descriptor);
    } catch (error) {
      this.#fail(error);
    }
  }

  /** A full disk takes a part, and refuses the rest at the next call. */
  #writeScratch(length: number): void {
    for (let done = 0; done < length;) {
      const written = writeSync(this.#descriptor, this.#scratch, done, length - done);
      done += written;
      this.#size += written;
    }
  }

  #fail(error: unknown): void {
    if (this.#failure !== undefined) return;
    this.#failure = new IcbError(`cannot write the log ${this.path}: ${systemErrorText(error)}`, { cause: error });
    this.#onFailure(this.#failure);
  }
}

/**
 * Creates the log in `folder`, and the folder itself, but nothing above it: an area that is not mounted must not come into
 * being on the local disk. When that second's name is taken, the next free second's is used.
 * @throws {NotStartedError} when the file cannot be created
 */
export function createLogFile(folder: string, startedAt: DateTime, name: (startedAt: DateTime) => string): LogFile {
  try {
    makeFolder(folder);
    for (let attempt = 0; ; attempt += 1) {
      const path = join(folder, name(startedAt.plus({ seconds: attempt })));
      const descriptor = tryCreate(path, attempt === attemptsPerName);
      if (descriptor !== undefined) return new LogFile(path, descriptor);
    }
  } catch (error) {
    throw new NotStartedError(`cannot create a session log in ${folder}: ${systemErrorText(error)}`, {
      cause: error,
      hint: 'check that the folder above it exists, has room, and can be written by the user icb runs as',
    });
  }
}

/** Whatever the umask: one too strict would shut out the group of DBAs, one too loose would let others in. */
function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, 0o750);
    chmodSync(folder, 0o750);
  } catch (error) {
    if (systemErrorCode(error) !== 'EEXIST') throw error;
  }
}

function tryCreate(path: string, isLast: boolean): number | undefined {
  try {
    return openSync(path, constants.O_RDWR | constants.O_CREAT | constants.O_EXCL | constants.O_APPEND, 0o640);
  } catch (error) {
    if (systemErrorCode(error) === 'EEXIST' && !isLast) return undefined;
    throw error;
  }
}
