import type { BackupRun } from './backup-run.ts';

/** Puts cluster configuration and patch inventory into the session log: who rebuilds the database later needs them. */
export async function logInventory({ database, oracle, log, signal }: BackupRun): Promise<void> {
  // A missing srvctl is said once.
  const failures = new Set<string | undefined>();
  if (database.gridManaged) {
    // Option names since 12.1; before, srvctl takes -d.
    for (const what of ['database', 'service']) failures.add(await oracle.srvctl(['config', what, '-db', database.name], signal));
  }
  failures.add(await oracle.opatch(['lsinventory'], signal));
  for (const failure of failures) if (failure !== undefined) log.warn(`not in the log of this run: ${failure}`);
}
