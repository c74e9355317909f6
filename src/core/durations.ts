const secondMs = 1000;
const minuteMs = 60 * secondMs;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** A duration for people, in whole seconds: `0:03:57`, `2 days, 5:00:01`. */
export function formatDuration(durationMs: number): string {
  if (durationMs < 0) return `-${formatDuration(-durationMs)}`;
  const days = Math.floor(durationMs / dayMs);
  const hours = Math.floor((durationMs % dayMs) / hourMs);
  const minutes = twoDigits((durationMs % hourMs) / minuteMs);
  const seconds = twoDigits((durationMs % minuteMs) / secondMs);
  const dayPart = days === 0 ? '' : `${days} ${days === 1 ? 'day' : 'days'}, `;
  return `${dayPart}${hours}:${minutes}:${seconds}`;
}

/** Reads what {@link formatDuration} writes, in milliseconds; `undefined` for anything else. */
export function parseDuration(text: string): number | undefined {
  const match = /^(?<sign>-?)((?<days>\d+) days?, )?(?<hours>\d+):(?<minutes>[0-5]\d):(?<seconds>[0-5]\d)$/.exec(text.trim());
  if (match?.groups === undefined) return undefined;
  const { sign, days = '0', hours, minutes, seconds } = match.groups;
  const durationMs = Number(days) * dayMs + Number(hours) * hourMs + Number(minutes) * minuteMs + Number(seconds) * secondMs;
  return sign === '-' ? -durationMs : durationMs;
}

function twoDigits(value: number): string {
  return String(Math.floor(value)).padStart(2, '0');
}
