// What lies where in the backup area of a database, in one place: backups write it, restores and other hosts read it, and the
// toolset before icb used the same names.

import { join } from 'node:path';

/** Keeps two runs apart, on all hosts. */
export function lockFile(area: string): string {
  return join(area, 'backup.lck');
}

/** Where the database archives to. */
export function archivedLogFolder(area: string): string {
  return join(area, 'archivelog');
}

/** One log per run. */
export function sessionLogFolder(area: string): string {
  return join(area, 'backup_logs');
}

/** The ledger: one line per snapshot. */
export function ledgerFile(area: string): string {
  return join(area, 'snapshots.jsonl');
}

/** Names of icb's own snapshots, where the storage system chooses them. */
export function madeSnapshotsFile(area: string): string {
  return join(area, 'made-snapshots.txt');
}

/** What a restore on another host must know. */
export function restoreParametersFile(area: string): string {
  return join(area, 'autorestore.cfg');
}

/** The control file as the last refresh left it: a fixed name, found without a catalog. */
export function controlFileBackup(area: string): string {
  return join(area, 'after_backup_controlfile.cf');
}

/** RMAN's snapshot control file, on storage that all instances share. */
export function snapshotControlFile(area: string, database: string): string {
  return join(area, `snapcf_${database}.f`);
}

/** How to bring the database back by hand, for whoever has nothing but the area. */
export function runbookFile(area: string): string {
  return join(area, 'restore-runbook.txt');
}

/** What the database said of itself when that was written. */
export function runbookValuesFile(area: string): string {
  return join(area, 'restore-runbook.json');
}
