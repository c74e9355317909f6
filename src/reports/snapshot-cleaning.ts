import { snapshotTitle } from './snapshot-list.ts';

/** What became of one snapshot when the expired ones were dropped. */
export interface CleanedSnapshot {
  readonly snapshot: { readonly id: string; readonly createdAt: Date };
  readonly action: 'keep' | 'drop';
  /** Completes "stays because it ..." or "goes because it ...". */
  readonly reason: string;
  /** It has been dropped. */
  readonly done: boolean;
  /** Why it could not be dropped. */
  readonly failure?: string;
}

/** One line per snapshot, oldest first, and a line with the totals. */
export function cleaningLines(snapshots: readonly CleanedSnapshot[], { dryRun }: { readonly dryRun: boolean }): string[] {
  const goes = dryRun ? 'would be dropped' : 'dropped';
  const gone = snapshots.filter(({ action, failure }) => action === 'drop' && failure === undefined).length;
  const lines = snapshots.map((cleaned) => `${snapshotTitle(cleaned.snapshot)} ${outcome(cleaned, goes)}`);
  return [...lines, `Snapshots kept: ${snapshots.length - gone}, ${goes}: ${gone}`];
}

export function cleaningJson(snapshots: readonly CleanedSnapshot[]): object[] {
  return snapshots.map((cleaned) => ({
    id: cleaned.snapshot.id,
    createdAt: cleaned.snapshot.createdAt.toISOString(),
    action: cleaned.action,
    reason: fullReason(cleaned),
    done: cleaned.done,
  }));
}

function outcome(cleaned: CleanedSnapshot, goes: string): string {
  if (cleaned.action === 'keep') return `kept, it ${cleaned.reason}`;
  return cleaned.failure === undefined ? `${goes}, it ${cleaned.reason}` : `not dropped: it ${fullReason(cleaned)}`;
}

function fullReason({ reason, failure }: CleanedSnapshot): string {
  return failure === undefined ? reason : `${reason}, but could not be dropped: ${failure}`;
}
