const units = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'] as const;
const exponents: Readonly<Record<string, number>> = { '': 0, K: 1, M: 2, G: 3, T: 4, P: 5 };

/** A size for people, in whole units of 1024: `0B`, `276kB`, `177MB`. */
export function formatBytes(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (Math.abs(value) >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return `${value.toFixed(0)}${units[unit]}`;
}

/** Reads a size as Oracle writes it (`500M`, `1G`, `8192`), in bytes; `undefined` for anything else. */
export function parseBytes(text: string): number | undefined {
  const match = /^(?<amount>\d+)\s*(?<unit>[KMGTP]?)B?$/i.exec(text.trim());
  const exponent = exponents[match?.groups?.['unit']?.toUpperCase() ?? '?'];
  const bytes = Number(match?.groups?.['amount']) * 1024 ** (exponent ?? Number.NaN);
  return Number.isSafeInteger(bytes) ? bytes : undefined;
}
