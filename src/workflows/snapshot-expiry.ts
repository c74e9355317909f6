import type { Clock } from '#core/clock.ts';
import type { Log } from '#core/log.ts';
import { expireSnapshots, isMisdated, type Verdict } from '#retention/expire-snapshots.ts';
import type { Storage } from '#storage/adapter.ts';
import type { Snapshot } from '#storage/snap-handler.ts';

/** What dropping expired snapshots needs; a backup run has it all. */
export interface ExpiryRun {
  readonly database: { readonly snapshotExpirationDays: number; readonly snapshotExpirationMonths: number };
  readonly storage: Storage;
  readonly clock: Clock;
  readonly log: Log;
  readonly signal: AbortSignal;
}

/** What became of one snapshot. */
export interface SnapshotOutcome extends Verdict<Snapshot> {
  /** It has been dropped. */
  readonly done: boolean;
  /** Why it could not be dropped. */
  readonly failure?: string;
}

export interface ExpiryResult {
  readonly kept: number;
  readonly dropped: number;
  /** Snapshots that should have gone and could not be dropped. */
  readonly failed: number;
  /** Every snapshot there was, oldest first. */
  readonly outcomes: readonly SnapshotOutcome[];
}

/** Drops what retention lets go. One that cannot be dropped is reported and the rest goes on. */
export async function dropExpiredSnapshots(run: ExpiryRun): Promise<ExpiryResult> {
  const verdicts = await judgeSnapshots(run);
  const outcomes: SnapshotOutcome[] = [];
  for (const verdict of verdicts) outcomes.push(verdict.action === 'keep' ? { ...verdict, done: false } : await drop(run, verdict));
  const dropped = outcomes.filter(({ done }) => done).length;
  const failed = outcomes.filter(({ failure }) => failure !== undefined).length;
  return { kept: outcomes.length - dropped, dropped, failed, outcomes };
}

/** What {@link dropExpiredSnapshots} would do, oldest snapshot first. */
export async function judgeSnapshots({ database, storage, clock, log, signal }: ExpiryRun): Promise<Verdict<Snapshot>[]> {
  const { snapshotExpirationDays: expirationDays, snapshotExpirationMonths: expirationMonths } = database;
  const snapshots = await storage.listSnapshots(signal);
  const isOwn = (id: string): boolean => storage.ownsSnapshot(id);
  const verdicts = expireSnapshots({ snapshots, now: clock.now(), expirationDays, expirationMonths, isOwn });
  for (const { snapshot, action, reason } of verdicts) {
    log.debug(`snapshot ${snapshot.id}: ${action}, it ${reason}`);
    if (storage.ownsSnapshot(snapshot.id) && isMisdated(snapshot)) log.warn(`snapshot ${snapshot.id} never expires: it is dated ${snapshot.createdAt.toISOString()}, which its name contradicts`);
    if (snapshot.defect !== undefined) log.warn(`snapshot ${snapshot.id} is incomplete, nothing can be restored from it: ${snapshot.defect}`);
  }
  return verdicts;
}

async function drop({ storage, log, signal }: ExpiryRun, verdict: Verdict<Snapshot>): Promise<SnapshotOutcome> {
  const { snapshot, reason } = verdict;
  try {
    await storage.dropSnapshot(snapshot.id, signal);
    log.info(`snapshot dropped: ${snapshot.id}, it ${reason}`);
    return { ...verdict, done: true };
  } catch (error) {
    if (signal.aborted) throw error;
    const failure = error instanceof Error ? error.message : String(error);
    log.warn(`snapshot ${snapshot.id} could not be dropped: ${failure}`);
    return { ...verdict, done: false, failure };
  }
}
