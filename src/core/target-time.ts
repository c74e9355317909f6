// Points in time as operators type them.
import { DateTime } from 'luxon';
import { UsageError } from './errors.ts';

const localFormat = /^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d(?::\d\d)?)$/;
const withOffset = /^\d{4}-\d\d-\d\d[ T]\d\d:\d\d\S*(?:Z|[+-]\d\d(?::?\d\d)?)$/i;

const onlyDate = /^\d{4}-\d\d-\d\d$/;
const shape = 'write "yyyy-mm-dd hh:mm:ss" for local time, or ISO 8601 with an offset or Z: 2024-03-31T01:30:00Z';

/**
 * Reads `yyyy-mm-dd hh:mm:ss` in the given zone, or ISO 8601 with an offset or Z.
 * @throws {UsageError} for anything else, and for a local time that the change to or from summer time skips or repeats
 */
export function parseTargetTime(text: string, zone: string): DateTime<true> {
  // Our own lists write times with UTC behind them; they can be pasted.
  const trimmed = text.trim().replace(/ ?UTC$/, 'Z');
  const [, date, time] = localFormat.exec(trimmed) ?? [];
  if (date !== undefined && time !== undefined) return parseLocalTime(`${date}T${time}`, zone, trimmed);
  const instant = withOffset.test(trimmed) ? DateTime.fromISO(trimmed.replace(' ', 'T'), { setZone: true }) : undefined;
  if (onlyDate.test(trimmed)) throw new UsageError(`"${text}" is not a time but a date`, { hint: `put date and time in quotes, or the shell makes two words of them: "${trimmed} 14:30:00"` });
  if (instant?.isValid !== true) throw new UsageError(`"${text}" is not a time`, { hint: shape });
  return instant.toUTC();
}

function parseLocalTime(iso: string, zone: string, typed: string): DateTime<true> {
  const local = DateTime.fromISO(iso, { zone });
  if (!local.isValid) throw new UsageError(`"${typed}" is not a time: there is no such date or hour`, { hint: shape });
  // In a gap luxon moves the hands forward: what comes out reads differently from what was typed.
  const isSkipped = local.toFormat("yyyy-MM-dd'T'HH:mm:ss") !== iso.padEnd(19, ':00');
  const candidates = isSkipped ? aroundGap(local) : local.getPossibleOffsets();
  if (!isSkipped && candidates.length < 2) return local.toUTC();
  const [earlier = '', later = ''] = candidates.map((candidate) => candidate.toISO({ suppressMilliseconds: true }));
  const trouble = isSkipped ? 'does not exist in' : 'exists twice in';
  throw new UsageError(`local time "${typed}" ${trouble} ${local.zoneName}: it can be ${earlier} or ${later}`, {
    hint: 'give the one you mean with its offset',
  });
}

/** What the skipped time would be by the clock before the change, and by the one after it. */
function aroundGap(afterwards: DateTime<true>): DateTime<true>[] {
  const before = afterwards.minus({ hours: 24 });
  const jumpMinutes = afterwards.offset - before.offset;
  return [afterwards.minus({ minutes: jumpMinutes }), afterwards];
}
