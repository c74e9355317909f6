// What a site's own adapter returns, looked at before anything relies on it: a snapshot whose clones are not a number would
// pass for one without clones and be dropped, a name with a line break would put lines of its own into the ledger.
import type { Clone, Snapshot } from '../snap-handler.ts';

/** Why this is no list of snapshots, to be put behind the method's name. */
export function snapshotListFlaw(listed: unknown): string | undefined {
  if (!Array.isArray(listed)) return 'must return an array';
  return listed.map(snapshotFlaw).find((flaw) => flaw !== undefined);
}

/** Why this is no list of clones. */
export function cloneListFlaw(listed: unknown): string | undefined {
  if (!Array.isArray(listed)) return 'must return an array';
  return listed.map(cloneFlaw).find((flaw) => flaw !== undefined);
}

export function cloneFlaw(clone: Partial<Clone> | null | undefined): string | undefined {
  const { name, origin, mountPoint } = clone ?? {};
  if (!isPrintable(name)) return `returned a clone without ${printableOr('a name', name)}`;
  if (!isPrintable(origin)) return `returned clone ${name} without ${printableOr('an origin', origin)}`;
  return isPrintable(mountPoint) ? undefined : `returned clone ${name} without ${printableOr('a mountPoint', mountPoint)}`;
}

/** Text of one line that looks on every screen like what it is: no control characters, nothing invisible. */
export function isPrintable(text: unknown): text is string {
  return typeof text === 'string' && text !== '' && text === text.trim() && !/[\p{C}\p{Zl}\p{Zp}]/u.test(text);
}

/** A value that is not as it should be, for a message: escaped, and not without end. */
export function shown(value: unknown): string {
  if (typeof value !== 'string') return String(value);
  const escaped = JSON.stringify(value).replace(/[\p{C}\p{Zl}\p{Zp}]/gu, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`);
  return escaped.length > 80 ? `${escaped.slice(0, 80)}...` : escaped;
}

function snapshotFlaw(snapshot: Partial<Snapshot> | null | undefined): string | undefined {
  const { id, createdAt, cloneCount, totalBytes, uniqueBytes, lockedUntil, defect } = snapshot ?? {};
  if (!isPrintable(id)) return `returned a snapshot without ${printableOr('an id', id)}`;
  if (!isInstant(createdAt)) return `returned snapshot ${id} without a Date as createdAt`;
  if (!isCount(cloneCount)) return `returned snapshot ${id} without a whole number as cloneCount`;
  if (totalBytes !== undefined && !isCount(totalBytes)) return `returned snapshot ${id} with totalBytes ${shown(totalBytes)}`;
  if (uniqueBytes !== undefined && !isCount(uniqueBytes)) return `returned snapshot ${id} with uniqueBytes ${shown(uniqueBytes)}`;
  if (defect !== undefined && !isPrintable(defect)) return `returned snapshot ${id} with defect ${shown(defect)}`;
  return lockedUntil === undefined || isInstant(lockedUntil) ? undefined : `returned snapshot ${id} without a Date as lockedUntil`;
}

function printableOr(what: string, value: unknown): string {
  return value === undefined || value === '' ? what : `${what} that can be printed: ${shown(value)}`;
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}

function isInstant(value: unknown): value is Date {
  return value instanceof Date && !Number.isNaN(value.getTime());
}
