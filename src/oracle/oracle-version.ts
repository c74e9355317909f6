// Versions compare number by number: as text, 9.2 would be newer than 19.0 and 23.9 newer than 23.26.

import { IcbError } from '#core/errors.ts';

/** Negative when `a` is older than `b`, 0 when they agree as far as both go (19 and 19.3), positive when it is newer. */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [parse(a), parse(b)];
  const difference = left.findIndex((part, index) => right[index] !== undefined && part !== right[index]);
  return difference === -1 ? 0 : (left[difference] ?? 0) - (right[difference] ?? 0);
}

/** `isAtLeast('19.0.0.0.0', '12.1')` */
export function isAtLeast(version: string, minimum: string): boolean {
  return compareVersions(version, minimum) >= 0;
}

function parse(version: string): number[] {
  if (!/^\d+(?:\.\d+)*$/.test(version)) throw new IcbError(`not a version of Oracle: ${JSON.stringify(version)}`);
  return version.split('.').map(Number);
}
