// The destination that brings archived logs into the backup area. It is optional: when it fails, or someone deferred it, nothing
// stops, the logs just stay away. Backups copy what is missing, but redo made since the last one is then only at the database.

import { archivedLogFolder } from '#core/area-layout.ts';
import { destinationTrouble, queryArchiveDestinations, slotsInFolder, slotsInRecoveryArea } from '#oracle/archive-destinations.ts';
import type { ArchiveDestinations } from '#oracle/archive-destinations.ts';
import { integer } from '#oracle/quoting.ts';
import type { BackupRun } from './backup-run.ts';

/** After logs were missing in the area: says why they did not get there by themselves, where the database knows. */
export async function tellOfAreaDestination({ database, oracle, log, signal }: BackupRun): Promise<void> {
  const destinations = await queryArchiveDestinations(oracle, signal);
  const slots = slotsInFolder(destinations, archivedLogFolder(database.area));
  const trouble = slots.length === 0 ? `no log_archive_dest_n is ${archivedLogFolder(database.area)}` : destinationTrouble(destinations, slots);
  const isOfConfig = slots.length === 0 || slots.some((slot) => destinations.states.get(slot)?.status === 'DEFERRED');
  const remedy = isOfConfig ? `icb backup ${database.name} config sets the destination up` : tryAgain(slots);
  if (trouble === undefined) return;
  log.warn(`archived logs do not get into the backup area by themselves: ${trouble}; redo made since the last backup is not in it (${remedy})`);
}

/** Enables the area's destination where it is deferred, and tells of what only a DBA can judge. Returns what was changed. */
export async function mendDestinations(run: BackupRun, destinations: ArchiveDestinations): Promise<string[]> {
  const { database, oracle, log, signal } = run;
  const inArea = slotsInFolder(destinations, archivedLogFolder(database.area));
  const trouble = destinationTrouble(destinations, inArea);
  const deferred = inArea.find((slot) => destinations.states.get(slot)?.status === 'DEFERRED');
  const mandatory = inArea.find((slot) => /\bmandatory\b/i.test(destinations.slots.get(slot) ?? ''));
  if (mandatory !== undefined) log.warn(`log_archive_dest_${mandatory} is MANDATORY: while the backup area is away the database stops once its online logs are full; make it OPTIONAL`);
  const troubleOfRecoveryArea = destinationTrouble(destinations, slotsInRecoveryArea(destinations));
  if (troubleOfRecoveryArea !== undefined) log.warn(`nothing is archived to the recovery area: ${troubleOfRecoveryArea}; what does not reach the backup area is then nowhere`);
  if (trouble !== undefined && deferred === undefined) log.warn(`archived logs do not get into the backup area: ${trouble}; ${tryAgain(inArea)}`);
  if (trouble === undefined || deferred === undefined) return [];
  await oracle.sql('enable-archive-destination.sql', { step: 'enable the archive destination in the backup area', values: { slot: integer(deferred, 'slot') } }, signal);
  return [`enabled log_archive_dest_${deferred}, which was deferred`];
}

function tryAgain([slot]: readonly number[]): string {
  return `when its cause is mended, alter system set log_archive_dest_state_${slot} = enable lets the database try again at once`;
}
