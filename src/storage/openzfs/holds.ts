// Holds keep a snapshot from being destroyed. Those of icb tell by their tag until when; those of others stay until somebody
// releases them.
import { DateTime } from 'luxon';

/** For `lockedUntil` of a snapshot that others hold: zfs knows no end of a hold. */
const NO_KNOWN_END = new Date('9999-12-31T00:00:00Z');
const PREFIX = 'icb-until-';
const FORMAT = "yyyyMMdd'T'HHmmss'Z'";

/** `icb-until-20261221T120000Z`, for a time without a fraction of a second. */
export function lockTag(until: Date): string {
  return `${PREFIX}${DateTime.fromJSDate(until, { zone: 'utc' }).toFormat(FORMAT)}`;
}

/** Whether it is a hold of icb's whose time is over. */
export function isOver(tag: string, now: Date): boolean {
  const end = endOf(tag);
  return end !== undefined && end <= now;
}

/** Whether it is a hold of icb's that lasts so long. */
export function isLockUntil(tag: string, until: Date): boolean {
  const end = endOf(tag);
  return end !== undefined && end >= until;
}

/** The end of the last of them to end; undefined without any. */
export function lastEnd(tags: readonly string[]): Date | undefined {
  const ends = tags.map((tag) => endOf(tag) ?? NO_KNOWN_END);
  return ends.toSorted((a, b) => b.getTime() - a.getTime())[0];
}

/** What `zfs holds -H` prints: snapshot, tag, and a time for people. */
export function parseHolds(output: string): ReadonlyMap<string, readonly string[]> {
  const tags = new Map<string, string[]>();
  for (const line of output.split('\n')) {
    const [snapshot = '', tag] = line.split('\t');
    if (tag !== undefined) tags.set(snapshot, [...(tags.get(snapshot) ?? []), tag]);
  }
  return tags;
}

function endOf(tag: string): Date | undefined {
  const end = tag.startsWith(PREFIX) ? DateTime.fromFormat(tag.slice(PREFIX.length), FORMAT, { zone: 'utc' }) : undefined;
  return end?.isValid === true ? end.toJSDate() : undefined;
}
