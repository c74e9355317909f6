// How one record of pino reads in the session log and on the screen. Further lines of a record are indented.
import { DateTime } from 'luxon';
import { spellOut } from '#core/spelled-out.ts';

/** The levels of the log, by pino's numbers and under the names the Python toolset gave them. */
const levelNames: Readonly<Record<number, string>> = { 20: 'DEBUG', 30: 'INFO', 40: 'WARNING', 50: 'ERROR' };
const levelColors: Readonly<Record<number, string>> = { 20: '\u001b[2m', 40: '\u001b[33m', 50: '\u001b[31m' };
const colorEnd = '\u001b[0m';

/** One line of pino's JSON, taken apart. */
export interface LogRecord {
  readonly level: number;
  /** ISO 8601, UTC. */
  readonly time: string;
  readonly database: string;
  readonly msg: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** Takes a line of pino's apart. */
export function parseRecord(json: string): LogRecord {
  const { level, time, database, msg, ...fields } = JSON.parse(json) as Omit<LogRecord, 'fields'> & Record<string, unknown>;
  return { level, time, database, msg, fields };
}

/** `2016-11-08 21:53:35,592 DEBUG    orcl            text`, without the line break. */
export function renderFileLine(record: LogRecord, timeZone: string): string {
  return render(record, localTime(record, timeZone, 'yyyy-MM-dd HH:mm:ss,SSS'), levelName(record));
}

/** `21:53:35 INFO     orcl            text`, without the line break. */
export function renderScreenLine(record: LogRecord, timeZone: string, color: boolean): string {
  const start = color ? levelColors[record.level] : undefined;
  const level = start === undefined ? levelName(record) : `${start}${levelName(record)}${colorEnd}`;
  return render(record, localTime(record, timeZone, 'HH:mm:ss'), level);
}

/** What a record says, without when and where: `archived log is missing thread=1 sequence=7`. */
export function renderMessage({ msg, fields }: LogRecord): string {
  return msg + Object.entries(fields).map(([key, value]) => ` ${key}=${renderValue(value)}`).join('');
}

function render(record: LogRecord, time: string, level: string): string {
  return `${time} ${level} ${record.database.padEnd(15)} ${spellOut(renderMessage(record), '    ')}`;
}

function localTime({ time }: LogRecord, timeZone: string, format: string): string {
  return DateTime.fromISO(time, { zone: timeZone }).toFormat(format);
}

function levelName({ level }: LogRecord): string {
  return (levelNames[level] ?? String(level)).padEnd(8);
}

/** Bare where that is clear, JSON elsewhere. */
function renderValue(value: unknown): string {
  if (typeof value === 'string' && /^[^\s"'={}[\]\p{C}]+$/u.test(value)) return value;
  return JSON.stringify(value);
}
