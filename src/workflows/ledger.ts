// The ledger <area>/snapshots.jsonl: one line per snapshot, saying which times a restore from it can serve. Lines are only
// ever appended; one for a snapshot that was dropped since does no harm.

import { DateTime } from 'luxon';
import { ledgerFile } from '#core/area-layout.ts';
import { appendLine } from '#core/atomic-file.ts';
import { runBoundedScript } from '#core/bounded-script.ts';
import type { SnapshotBounds } from '#retention/snapshot-bounds.ts';

/** A share that does not answer within this time is not there. */
const readTimeLimitMs = 10_000;

/** @throws {IcbError} when the area cannot be written */
export async function appendToLedger(area: string, bounds: SnapshotBounds): Promise<void> {
  await appendLine(ledgerFile(area), JSON.stringify(bounds, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value)));
}

/**
 * The bounds of every snapshot in the ledger; none where it cannot be read: on a restore host that does not see the area, or
 * before the first snapshot. A line that a crash cut off is passed over.
 */
export async function readLedger(area: string, signal: AbortSignal): Promise<readonly SnapshotBounds[]> {
  const answer = await runBoundedScript({ script: 'cat -- "$1"', args: [ledgerFile(area)], timeoutMs: readTimeLimitMs, signal });
  if (answer === 'no answer' || answer.exitCode !== 0) return [];
  return parseLedger(answer.output);
}

/** The bounds in the text of a ledger. */
export function parseLedger(text: string): readonly SnapshotBounds[] {
  return text.split('\n').flatMap(parseLine);
}

function parseLine(line: string): SnapshotBounds[] {
  let parsed: unknown;
  try {
    parsed = JSON.parse(line);
  } catch {
    return [];
  }
  const fields = typeof parsed === 'object' && parsed !== null ? (parsed as Readonly<Record<string, unknown>>) : {};
  const text = (name: string): string => (typeof fields[name] === 'string' ? fields[name] : '');
  const bounds = {
    snapshotId: text('snapshotId'),
    dbid: text('dbid'),
    resetlogsId: text('resetlogsId'),
    redoLost: fields['redoLost'] === true,
    lowerTime: DateTime.fromISO(text('lowerTime'), { zone: 'utc' }),
    upperTime: DateTime.fromISO(text('upperTime'), { zone: 'utc' }),
  };
  const isScn = (name: string): boolean => /^\d+$/.test(text(name));
  if (!isScn('lowerScn') || !isScn('upperScn') || !bounds.lowerTime.isValid || !bounds.upperTime.isValid) return [];
  const incarnation = isScn('resetlogsScn') ? { resetlogsScn: BigInt(text('resetlogsScn')) } : {};
  return [{ ...bounds, ...incarnation, lowerScn: BigInt(text('lowerScn')), upperScn: BigInt(text('upperScn')) }];
}
