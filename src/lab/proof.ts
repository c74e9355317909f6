// The lab's own judgement of icb's work: from snapshots alone, the lab recovers the database to any point of the range that
// the ledger promises, and to points between the ranges of two snapshots, and compares the rows with what the workload
// committed. It demands as well what a restore on another host relies on: the bounds in the snapshot's own autorestore.cfg,
// and a control file backup that knows the image copies as they are.

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DateTime } from 'luxon';
import { readJournal } from './oracle/journal.ts';
import { RestoredArea, type Comparison } from './restored-area.ts';

/** Snapshots recovered to one SCN. */
export interface SnapshotProof extends Comparison {
  /** The snapshot that gave the image copies. */
  readonly snapshotId: string;
  readonly scn: number;
  /** Instant of that SCN as ledger or journal have it, ISO 8601. */
  readonly time: string;
}

export interface ProofOptions {
  /** How many SCNs between the ends of a range are tried as well; absent: none. */
  readonly pointsBetween?: number;
  /** The appliance's name of the database's volume. */
  readonly share?: string;
}

/** A line of the ledger whose snapshot is still there. */
interface KeptSnapshot {
  readonly snapshotId: string;
  readonly dbid: string;
  readonly resetlogsId: string;
  readonly lowerScn: string;
  readonly lowerTime: string;
  readonly upperScn: string;
  readonly upperTime: string;
  /** No redo leads on from its range. */
  readonly redoLost?: boolean;
  readonly folder: string;
}

interface Point {
  readonly scn: number;
  readonly time: string;
}

/**
 * Every snapshot that the ledger names and the appliance still has, oldest first, at both ends of its range and in between.
 * @throws {Error} for a snapshot that cannot be recovered to a point it promises, or contradicts itself
 */
export function proveSnapshots(labDir: string, area: string, { pointsBetween = 0, share = 'orcl' }: ProofOptions = {}): readonly SnapshotProof[] {
  return keptSnapshots(labDir, area, share).flatMap((snapshot) => {
    const { snapshotId, folder, lowerScn, lowerTime, upperScn, upperTime } = snapshot;
    return explained(snapshotId, () => {
      const { copytime, lasttime } = requireSameBounds(snapshot);
      // A range within one second cannot be told by time.
      if (copytime < lasttime) requireRecoverable(labDir, folder, lasttime);
      const [lower, upper] = [{ scn: Number(lowerScn), time: lowerTime }, { scn: Number(upperScn), time: upperTime }];
      const points = [lower, ...between(labDir, [lower.scn, upper.scn], pointsBetween), upper];
      using restored = new RestoredArea(folder);
      return prove(labDir, snapshotId, { restored, points });
    });
  });
}

/**
 * The times between two snapshots' ranges, in which the refresh ran: image copies of the earlier and redo of both.
 * @throws {Error} when one of them cannot be reached
 */
export function proveRefreshWindows(labDir: string, area: string, { pointsBetween = 0, share = 'orcl' }: ProofOptions = {}): readonly SnapshotProof[] {
  const snapshots = keptSnapshots(labDir, area, share);
  return snapshots.slice(1).flatMap((later, index) => {
    const earlier = snapshots[index];
    if (earlier === undefined || earlier.redoLost === true || earlier.resetlogsId !== later.resetlogsId) return [];
    const [from, to] = [Number(earlier.upperScn), Number(later.lowerScn)];
    if (from >= to) return [];
    return explained(`${earlier.snapshotId} with the redo of ${later.snapshotId}`, () => {
      const points = [...between(labDir, [from, to], pointsBetween), { scn: to, time: later.lowerTime }];
      using restored = new RestoredArea(earlier.folder, { redoFolders: [earlier.folder, later.folder] });
      return prove(labDir, earlier.snapshotId, { restored, points });
    });
  });
}

/** The backup area itself, right after a run and without any snapshot: its own redo must make its image copies consistent. */
export function proveArea(labDir: string, area: string): Comparison {
  const lower = /^copyscn: (\d+)$/mu.exec(readFileSync(join(area, 'autorestore.cfg'), 'utf8'))?.[1];
  if (lower === undefined) throw new Error('autorestore.cfg has no copyscn');
  using restored = new RestoredArea(area);
  restored.recoverUntil({ scn: Number(lower) });
  return restored.compare(labDir, { scn: Number(lower) });
}

function prove(labDir: string, snapshotId: string, { restored, points }: { readonly restored: RestoredArea; readonly points: readonly Point[] }): SnapshotProof[] {
  return points.map(({ scn, time }) => {
    restored.recoverUntil({ scn });
    return { snapshotId, scn, time, ...restored.compare(labDir, { scn }) };
  });
}

/** A restore on another host knows no SCN, only the time in autorestore.cfg. */
function requireRecoverable(labDir: string, folder: string, time: string): void {
  using restored = new RestoredArea(folder);
  restored.recoverUntil({ time });
  const { differences } = restored.compare(labDir, { time });
  if (differences > 0) throw new Error(`recovered until ${time}, ${differences} rows are not what was committed`);
}

/** Compares autorestore.cfg in the snapshot with the ledger; returns its bounds in the database's local time. */
function requireSameBounds(snapshot: KeptSnapshot): { readonly copytime: string; readonly lasttime: string } {
  const lines = readFileSync(join(snapshot.folder, 'autorestore.cfg'), 'utf8').split('\n');
  const value = (key: string): string => lines.find((line) => line.startsWith(`${key}: `))?.slice(key.length + 2) ?? '';
  const zone = value('timezone');
  const instant = (key: string): number => DateTime.fromFormat(value(key), 'yyyy-MM-dd HH:mm:ss', { zone }).toMillis();
  const file = [value('copyscn'), value('lastscn'), value('resetlogsid'), instant('copytime'), instant('lasttime')];
  const { lowerScn, upperScn, resetlogsId, lowerTime, upperTime } = snapshot;
  const ledger = [lowerScn, upperScn, resetlogsId, Date.parse(lowerTime), Date.parse(upperTime)];
  if (file.join() !== ledger.join()) throw new Error(`its autorestore.cfg has ${file.join(', ')} where the ledger has ${ledger.join(', ')}`);
  return { copytime: value('copytime'), lasttime: value('lasttime') };
}

/** SCNs of commits in a range, evenly chosen. */
function between(labDir: string, [from, to]: readonly [number, number], count: number): readonly Point[] {
  const inside = readJournal(labDir).filter(({ scn }) => scn > from && scn < to);
  const wanted = Array.from({ length: Math.min(count, inside.length) }, (_, index) => Math.floor(((index + 0.5) * inside.length) / count));
  return wanted.flatMap((position) => inside.slice(position, position + 1)).map(({ scn, time }) => ({
    scn,
    time: DateTime.fromFormat(time, 'yyyy-MM-dd HH:mm:ss').toUTC().toISO() ?? '',
  }));
}

function keptSnapshots(labDir: string, area: string, share: string): readonly KeptSnapshot[] {
  const ledger = readFileSync(join(area, 'snapshots.jsonl'), 'utf8').trimEnd().split('\n');
  return ledger
    .map((line) => JSON.parse(line) as Omit<KeptSnapshot, 'folder'>)
    .map((line) => ({ ...line, folder: join(labDir, 'storage/snapshots', share, line.snapshotId) }))
    .filter(({ folder }) => existsSync(folder));
}

function explained<Result>(what: string, work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    throw new Error(`${what}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}
