import { isAtLeast } from '#oracle/oracle-version.ts';
import type { BackupRun } from './backup-run.ts';

/** Puts cluster configuration and patch inventory into the session log: who rebuilds the database later needs them. */
export async function logInventory({ database, facts, oracle, log, signal }: BackupRun): Promise<void> {
  // A missing srvctl is said once.
  const failures = new Set<string | undefined>();
  if (database.gridManaged) {
    // Before 12.1 srvctl has options of one letter only.
    const option = isAtLeast(facts.version, '12.1') ? '-db' : '-d';
    for (const what of ['database', 'service']) failures.add(await oracle.srvctl(['config', what, option, database.name], signal));
  }
  failures.add(await oracle.opatch(['lsinventory'], signal));
  for (const failure of failures) if (failure !== undefined) log.warn(`not in the log of this run: ${failure}`);
}
