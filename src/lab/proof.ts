// The lab's own judgement of icb's work: from a snapshot alone, its image copies and archived logs, the lab recovers the
// database to both ends of the range that the ledger promises, and compares the rows with what the workload committed.

import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { applyRedo } from './oracle/apply-redo.ts';
import { rowsByJournal } from './oracle/journal.ts';
import { readRowsOf } from './oracle/rows.ts';

/** One snapshot recovered to one SCN. */
export interface SnapshotProof {
  readonly snapshotId: string;
  readonly scn: number;
  /** Instant of that SCN as the ledger has it, ISO 8601. */
  readonly time: string;
  readonly rows: number;
  /** Rows that are missing, too many, or other than committed. */
  readonly differences: number;
}

interface LedgerLine {
  readonly snapshotId: string;
  readonly lowerScn: string;
  readonly lowerTime: string;
  readonly upperScn: string;
  readonly upperTime: string;
}

/** Both ends of every snapshot that the ledger names and the appliance still has, oldest first. */
export function proveSnapshots(labDir: string, area: string, share = 'orcl'): readonly SnapshotProof[] {
  const ledger = readFileSync(join(area, 'snapshots.jsonl'), 'utf8').trimEnd().split('\n');
  return ledger
    .map((line) => JSON.parse(line) as LedgerLine)
    .map((line) => ({ ...line, folder: join(labDir, 'zfssa/snapshots', share, line.snapshotId) }))
    .filter(({ folder }) => existsSync(folder))
    .flatMap(({ snapshotId, folder, lowerScn, lowerTime, upperScn, upperTime }) => [
      { snapshotId, ...recover(labDir, folder, Number(lowerScn)), scn: Number(lowerScn), time: lowerTime },
      { snapshotId, ...recover(labDir, folder, Number(upperScn)), scn: Number(upperScn), time: upperTime },
    ]);
}

/** @throws {OracleError} when the copies are past the SCN or a log is missing */
function recover(labDir: string, snapshotFolder: string, scn: number): Pick<SnapshotProof, 'rows' | 'differences'> {
  const scratch = mkdtempSync(join(tmpdir(), 'icb-proof-'));
  try {
    cpSync(snapshotFolder, scratch, { recursive: true });
    const copies = filesIn(scratch).filter((path) => path.startsWith(join(scratch, 'data_')));
    const { missing } = applyRedo({ copies, logs: filesIn(join(scratch, 'archivelog')), until: { scn } });
    if (missing !== undefined) throw new Error(`redo ends before SCN ${scn}: thread ${missing.thread} sequence ${missing.sequence} is missing`);
    const restored = new Map(readRowsOf(copies).map((row) => [`${row.file}/${row.key}`, row.text]));
    const committed = rowsByJournal(labDir, { scn });
    const wrong = committed.filter((row) => restored.get(`${row.file}/${row.key}`) !== row.text);
    const surplus = Math.max(0, restored.size - (committed.length - wrong.length));
    return { rows: restored.size, differences: Math.max(wrong.length, surplus) };
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

function filesIn(folder: string): string[] {
  return readdirSync(folder).map((name) => join(folder, name));
}
