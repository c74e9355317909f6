// Which snapshots go. Going from oldest to newest, with age = now - creation:
//   younger than `expirationDays` stays; older than `expirationMonths` x 31 days goes; between the two the last
//   snapshot of each calendar month (UTC) stays. Without months everything past the days goes.
// Above all that, these always stay: the newest snapshot, one with a clone, one that is held or locked, and
// whatever icb did not make, and one whose date its name contradicts: a clock that starts in 1970 would take all with it. A snapshot that lacks a part is no backup: it is never the newest that stays, and keeps a month only
// where there is no whole one of that month. While there is no whole one at all it stays, for a wrong setting or a volume that is
// away makes whole ones look so.

import { timeInSnapshotName } from '#core/snapshot-name.ts';
import { counted } from '#core/counted.ts';

/** What retention needs to know of a snapshot. */
export interface ExpirableSnapshot {
  readonly id: string;
  readonly createdAt: Date;
  readonly cloneCount: number;
  readonly lockedUntil?: Date;
  /** Why nothing can be restored from it. */
  readonly defect?: string;
}

export interface ExpiryRules<S extends ExpirableSnapshot> {
  readonly snapshots: readonly S[];
  readonly now: { toMillis(): number };
  readonly expirationDays: number;
  /** 0: no monthly snapshots are kept. */
  readonly expirationMonths: number;
  /** Whether a snapshot is one of icb's; others are never dropped and do not count for the month rule. */
  readonly isOwn: (id: string) => boolean;
}

export interface Verdict<S extends ExpirableSnapshot> {
  readonly snapshot: S;
  readonly action: 'keep' | 'drop';
  /** Completes "stays because it ..." or "goes because it ...". */
  readonly reason: string;
}

const DAY_MS = 86_400_000;
/** Names have local time of the host, dates come from the clock of the appliance. */
const LARGEST_CONTRADICTION_MS = 2 * DAY_MS;
const MONTH_DAYS = 31;
/** Adapters give this year for a hold whose end the appliance does not tell. */
const NO_KNOWN_END_YEAR = 9999;

/** A verdict on every snapshot, oldest first (equal times by id). */
export function expireSnapshots<S extends ExpirableSnapshot>(rules: ExpiryRules<S>): Verdict<S>[] {
  assertNonNegative('expirationDays', rules.expirationDays);
  assertNonNegative('expirationMonths', rules.expirationMonths);
  const oldestFirst = inOrderOfCreation(rules.snapshots);
  const own = oldestFirst.filter(({ id, defect }) => defect === undefined && rules.isOwn(id));
  const nextNewer = new Map(own.map((snapshot, index) => [snapshot, own[index + 1]]));
  return oldestFirst.map((snapshot) => {
    if (!rules.isOwn(snapshot.id)) return { snapshot, action: 'keep', reason: 'was not made by icb' };
    if (isMisdated(snapshot)) return { snapshot, action: 'keep', reason: `is dated ${snapshot.createdAt.toISOString()}, which its name contradicts` };
    if (snapshot.defect !== undefined) return { snapshot, ...judgeDefective(snapshot, { oldestFirst, whole: own }, rules) };
    return { snapshot, ...judge(snapshot, nextNewer.get(snapshot), rules) };
  });
}

/** Whether a snapshot cannot have been created when the storage system says so. */
export function isMisdated({ id, createdAt }: Pick<ExpirableSnapshot, 'id' | 'createdAt'>): boolean {
  const named = timeInSnapshotName(id);
  return named !== undefined && Math.abs(createdAt.getTime() - named.toMillis()) > LARGEST_CONTRADICTION_MS;
}

/** Oldest first; snapshots of the same instant by id. */
export function inOrderOfCreation<S extends Pick<ExpirableSnapshot, 'id' | 'createdAt'>>(snapshots: readonly S[]): S[] {
  return [...snapshots].sort(
    (a, b) => a.createdAt.getTime() - b.createdAt.getTime() || (a.id < b.id ? -1 : Number(a.id > b.id)),
  );
}

function judge<S extends ExpirableSnapshot>(
  snapshot: S,
  newer: S | undefined,
  { now, expirationDays, expirationMonths }: ExpiryRules<S>,
): Omit<Verdict<S>, 'snapshot'> {
  const ageMs = now.toMillis() - snapshot.createdAt.getTime();
  const keepMonthsMs = expirationMonths * MONTH_DAYS * DAY_MS;
  if (newer === undefined) return { action: 'keep', reason: 'is the newest' };
  if (snapshot.cloneCount > 0) return { action: 'keep', reason: 'has a clone' };
  if (isLocked(snapshot, now)) return { action: 'keep', reason: lockReason(snapshot) };
  if (ageMs < expirationDays * DAY_MS) return { action: 'keep', reason: `is younger than ${counted(expirationDays, 'day')}` };
  if (expirationMonths === 0) return { action: 'drop', reason: `is older than ${counted(expirationDays, 'day')}` };
  if (ageMs > keepMonthsMs) return { action: 'drop', reason: `is older than ${counted(expirationMonths, 'month')} of 31 days` };
  return monthOf(newer) === monthOf(snapshot)
    ? { action: 'drop', reason: `is not the last one of ${monthOf(snapshot)}` }
    : { action: 'keep', reason: `is the last one of ${monthOf(snapshot)}` };
}

/** It is no backup; yet a wrong setting may make a whole one look so. */
function judgeDefective<S extends ExpirableSnapshot>(snapshot: S, others: Others<S>, { now, expirationDays, expirationMonths, isOwn }: ExpiryRules<S>): Omit<Verdict<S>, 'snapshot'> {
  const ageMs = now.toMillis() - snapshot.createdAt.getTime();
  const incomplete = `is incomplete (${snapshot.defect ?? ''})`;
  if (snapshot.cloneCount > 0) return { action: 'keep', reason: 'has a clone' };
  if (isLocked(snapshot, now)) return { action: 'keep', reason: lockReason(snapshot) };
  if (ageMs < expirationDays * DAY_MS) return { action: 'keep', reason: `${incomplete}, and younger than ${counted(expirationDays, 'day')}` };
  if (others.whole.length === 0) return { action: 'keep', reason: `${incomplete}, and there is no complete one` };
  if (ageMs > expirationMonths * MONTH_DAYS * DAY_MS) return { action: 'drop', reason: incomplete };
  const lastOfMonth = others.oldestFirst.findLast((one) => isOwn(one.id) && monthOf(one) === monthOf(snapshot));
  const isOnlyOne = lastOfMonth === snapshot && others.whole.every((one) => monthOf(one) !== monthOf(snapshot));
  return isOnlyOne ? { action: 'keep', reason: `${incomplete}, and there is no complete one of ${monthOf(snapshot)}` } : { action: 'drop', reason: incomplete };
}

interface Others<S> {
  readonly oldestFirst: readonly S[];
  /** Of icb's own those that lack nothing. */
  readonly whole: readonly S[];
}

function isLocked({ lockedUntil }: ExpirableSnapshot, now: { toMillis(): number }): boolean {
  return lockedUntil !== undefined && lockedUntil.getTime() > now.toMillis();
}

function lockReason({ lockedUntil }: ExpirableSnapshot): string {
  if (lockedUntil === undefined || lockedUntil.getUTCFullYear() >= NO_KNOWN_END_YEAR) return 'is held';
  return `is locked until ${lockedUntil.toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

/** `2024-02`, in UTC. */
function monthOf({ createdAt }: ExpirableSnapshot): string {
  return createdAt.toISOString().slice(0, 7);
}

// A number that is no number would make every comparison false and drop everything.
function assertNonNegative(name: string, value: number): void {
  if (!Number.isFinite(value) || value < 0) throw new RangeError(`${name} must be 0 or more, not ${value}`);
}
