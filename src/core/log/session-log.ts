// The log of one run: everything goes to a file of its own, what people want to see at once to the screen. pino makes the
// records (levels, fields, secrets taken out) in this process and hands each line over before the call returns; a worker
// thread would lose the last lines of a run that is killed, and those are the ones that are read.
import type { Writable } from 'node:stream';
import type { DateTime } from 'luxon';
import { pino, type Logger, type LoggerOptions } from 'pino';
import type { Clock } from '#core/clock.ts';
import type { IcbError } from '#core/errors.ts';
import { type Log, type LogFields, noProgress } from '#core/log.ts';
import { JsonLayout } from './json-layout.ts';
import type { LogLayout, LogOutlets } from './layout.ts';
import { createLogFile } from './log-file.ts';
import { parseRecord, renderMessage } from './log-line.ts';
import { Screen } from './screen.ts';
import { TextLayout } from './text-layout.ts';

export interface SessionLogOptions {
  /** Absent: the screen only. */
  readonly file?: {
    /** Created when missing, but nothing above it. */
    readonly folder: string;
    /** Called with the local time of the start; once more with a later second when that name is taken. */
    readonly name: (startedAt: DateTime) => string;
  };
  /** Name in the third column; commands that concern no database say `icb`. */
  readonly database: string;
  readonly clock: Clock;
  /** IANA name; the host's own zone when absent. */
  readonly timeZone?: string;
  readonly screen: Writable;
  /** BACKUP_LOG_TO_SCREEN=TRUE: the screen gets all that the file gets, as it comes. */
  readonly streamToScreen: boolean;
  /** ICB_LOG_FORMAT. */
  readonly format: 'text' | 'json';
  /** Warnings and errors only on the screen; stronger than the other two. */
  readonly quiet: boolean;
  /** Debug lines on the screen, too. */
  readonly verbose: boolean;
  readonly color: boolean;
}

/** Disposing ends the file and waits until the screen's reader has taken all. */
export interface SessionLog extends Log, AsyncDisposable {
  readonly filePath: string | undefined;
  /** Why the file is incomplete, once it is; a warning has been on the screen then. */
  readonly fileFailure: IcbError | undefined;
  /** How many warnings there have been so far. */
  readonly warningCount: number;
  /** The first of them, as the screen showed them: what is said at the end of a run must not scroll away before it. */
  readonly warnings: readonly string[];
}

const maxKeptWarnings = 20;

const levels = { debug: 20, info: 30, warn: 40 } as const;

const secretNames = ['password', 'passwd', 'authorization', 'Authorization', 'secret', 'token', 'cookie', 'zfspassword', 'X-Auth-Key', 'X-Auth-Session'];

/** A field of such a name, or in a value or a value's value, is a secret. Slow: not for the lines of tools, which have no fields. */
const redact = { paths: secretNames.flatMap((name) => [`["${name}"]`, `*["${name}"]`, `*.*["${name}"]`]), censor: '***' };

/** Keys of every record, which a field of the same name would duplicate. */
const recordKeys = new Set(['level', 'time', 'database', 'source', 'msg']);

/**
 * Opens the log of a run.
 * @throws {NotStartedError} when its file cannot be created; a failure later on only makes the file incomplete
 */
export function openSessionLog(options: SessionLogOptions): SessionLog {
  const { clock, screen: stream, database } = options;
  const timeZone = options.timeZone ?? 'local';
  const file = options.file && createLogFile(options.file.folder, clock.now().setZone(timeZone), options.file.name);
  const screen = new Screen(stream, file);
  const streamToScreen = options.streamToScreen && !options.quiet;
  const outlets: LogOutlets = { file, screen, screenLevel: screenLevel(options), streamToScreen };
  const layout = options.format === 'json' ? createJsonLayout(outlets, options) : new TextLayout(outlets, { timeZone, color: options.color });
  const warnings: string[] = [];
  let warningCount = 0;
  const logger = createLogger({ database }, clock, { redact }, (json) => {
    if (json.startsWith(`{"level":${levels.warn},`) && warnings.length < maxKeptWarnings) warnings.push(renderMessage(parseRecord(json)));
    layout.record(json);
  });
  const warn: SessionLog['warn'] = (message, fields) => {
    warningCount += 1;
    logger.warn(plain(fields, database), message);
  };
  if (file !== undefined) file.onFailure = (failure) => warn(`${failure.message}; going on without it`);
  return {
    debug: (message, fields) => logger.debug(plain(fields, database), message),
    info: (message, fields) => logger.info(plain(fields, database), message),
    warn,
    error: (message, fields) => logger.error(plain(fields, database), message),
    toolOutput: (chunk) => layout.toolOutput(chunk),
    // Among a tool's own lines it would only flicker, and programs read JSON.
    showProgress: options.quiet || streamToScreen || options.format === 'json' ? noProgress : (describe) => screen.showProgress(describe),
    filePath: file?.path,
    get fileFailure() {
      return file?.failure;
    },
    get warningCount() {
      return warningCount;
    },
    warnings,
    [Symbol.asyncDispose]: async () => {
      layout.end();
      file?.sync();
      await screen.close();
      file?.close();
    },
  };
}

function screenLevel({ quiet, verbose, streamToScreen }: SessionLogOptions): number {
  if (quiet) return levels.warn;
  return verbose || streamToScreen ? levels.debug : levels.info;
}

function createJsonLayout(outlets: LogOutlets, { database, clock }: SessionLogOptions): LogLayout {
  const toolLogger = createLogger({ database, source: 'tool' }, clock, {}, (json) => layout.toolRecord(json));
  const layout = new JsonLayout(outlets, (line) => toolLogger.debug(line));
  return layout;
}

function createLogger(base: Readonly<Record<string, string>>, clock: Clock, options: LoggerOptions, write: (json: string) => void): Logger {
  return pino({ ...options, level: 'debug', base, timestamp: () => `,"time":"${clock.now().toISO()}"` }, { write });
}

/** Fields as JSON can hold them: an SCN as its decimal digits, an error as its message. */
function plain(fields: LogFields | undefined, database: string): Record<string, unknown> {
  const entries = Object.entries(fields ?? {}).filter(([key, value]) => key !== 'database' || value !== database);
  return Object.fromEntries(entries.map(([key, value]) => [recordKeys.has(key) ? `${key}_` : key, plainValue(value)]));
}

function plainValue(value: unknown): unknown {
  if (typeof value === 'bigint') return value.toString();
  return value instanceof Error ? value.message : value;
}
