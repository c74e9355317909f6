const units = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['min', 60_000],
  ['s', 1000],
] as const;

/** A span of time in one or two units, for tables and sentences: `45 s`, `12 min`, `5 h 20 min`, `3 d 4 h`. */
export function spanWords(spanMs: number): string {
  if (spanMs < 0) return `-${spanWords(-spanMs)}`;
  const index = units.findIndex(([, ms]) => spanMs >= ms);
  const largest = units[index];
  if (largest === undefined) return '0 s';
  const [name, ms] = largest;
  const whole = `${Math.floor(spanMs / ms)} ${name}`;
  const next = units[index + 1];
  if (next === undefined || name === 'min') return whole;
  const rest = Math.floor((spanMs % ms) / next[1]);
  return rest === 0 ? whole : `${whole} ${rest} ${next[0]}`;
}
