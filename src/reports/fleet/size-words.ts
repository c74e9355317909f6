const units = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'] as const;

/** A size with two or three digits, in units of 1024, so that growth shows: `97.2 GB`, `2.4 TB`, `820 GB`. */
export function sizeWords(bytes: number): string {
  const exponent = bytes < 1024 ? 0 : Math.min(units.length - 1, Math.floor(Math.log2(bytes) / 10));
  const value = bytes / 1024 ** exponent;
  return `${exponent === 0 || value >= 100 ? value.toFixed(0) : value.toFixed(1)} ${units[exponent] ?? ''}`;
}
