// How a run ended, by the last lines of its session log: `done`, or an error; neither for a run that was killed, or goes on.
import { DateTime } from 'luxon';
import { parseRecord } from './log-line.ts';

export interface LogEnding {
  /** Time of the last line; undefined when none can be read. */
  readonly at: DateTime | undefined;
  readonly isDone: boolean;
  /** The last error, in one line. */
  readonly error: string | undefined;
}

/** @param end last lines of a log of either layout @param zone of the local times in the text layout */
export function readLogEnding(end: string, zone: string): LogEnding {
  const lines = end.split('\n').flatMap((line) => readLine(line, zone));
  const last = lines.at(-1);
  const isDone = last?.level === 'INFO' && last.text === 'done';
  return { at: last?.at, isDone, error: isDone ? undefined : lines.findLast(({ level }) => level === 'ERROR')?.text };
}

interface Line {
  readonly at: DateTime;
  readonly level: string;
  readonly text: string;
}

const textLine = /^(?<at>\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3}) (?<level>[A-Z]+) +\S+ +(?<text>.*)$/u;
const levels: Readonly<Record<number, string>> = { 30: 'INFO', 50: 'ERROR' };

/** Output of tools is none of ours, whatever it looks like in a text log; it never comes after `done`. */
function readLine(line: string, zone: string): Line[] {
  if (line.startsWith('{')) return readJsonLine(line);
  const { at, level, text } = textLine.exec(line)?.groups ?? {};
  if (at === undefined || level === undefined || text === undefined) return [];
  return [{ at: DateTime.fromFormat(at, 'yyyy-MM-dd HH:mm:ss,SSS', { zone }).toUTC(), level, text }];
}

function readJsonLine(line: string): Line[] {
  try {
    const { level, time, msg } = parseRecord(line);
    const at = DateTime.fromISO(time, { zone: 'utc' });
    return at.isValid && typeof msg === 'string' ? [{ at, level: levels[level] ?? '', text: msg }] : [];
  } catch {
    return [];
  }
}
