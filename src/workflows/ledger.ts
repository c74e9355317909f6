// The ledger <area>/snapshots.jsonl: one line per snapshot, saying which times a restore from it can serve. Lines are only
// ever appended; one for a snapshot that was dropped since does no harm.

import { join } from 'node:path';
import { appendLine } from '#core/atomic-file.ts';
import type { SnapshotBounds } from '#retention/snapshot-bounds.ts';

/** @throws {IcbError} when the area cannot be written */
export async function appendToLedger(area: string, bounds: SnapshotBounds): Promise<void> {
  await appendLine(ledgerFile(area), JSON.stringify(bounds, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value)));
}

function ledgerFile(area: string): string {
  return join(area, 'snapshots.jsonl');
}
