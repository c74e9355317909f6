// A standby can only be given what its primary provides. What is missing there `config` tells, and leaves to the DBA.

import type { ArchiveDestinations } from '#oracle/archive-destinations.ts';
import { queryRedoTransport, transportTrouble } from '#oracle/redo-transport.ts';
import { queryLoggingState } from '#oracle/unrecoverable-changes.ts';
import type { BackupRun } from './backup-run.ts';

export async function tellDutiesOfPrimary({ database, facts, oracle, log, signal }: BackupRun): Promise<void> {
  const { primaryTns, recoveryWindowDays } = database;
  log.info(`for the primary ${primaryTns}, where icb changes nothing: configure archivelog deletion policy to applied on all standby; configure retention policy to recovery window of ${recoveryWindowDays} days`);
  const transport = await queryRedoTransport(oracle, facts.dbUniqueName, signal);
  const trouble = transport === undefined ? undefined : transportTrouble(transport);
  if (transport === undefined) log.warn(`no LOG_ARCHIVE_DEST_n of the primary names ${facts.dbUniqueName} by DB_UNIQUE_NAME: without redo transport nothing gets into this backup`);
  if (trouble !== undefined) log.warn(`redo transport to ${facts.dbUniqueName} does not work: ${trouble}; a deferred destination also lets the primary delete logs that are still needed here`);
  const { forced } = await queryLoggingState(oracle, signal);
  if (!forced) log.warn('FORCE LOGGING is off at the primary: NOLOGGING changes never reach a standby, so they are in no backup taken here (alter database force logging)');
}

/** At a primary: whether the archived logs are safe that a standby still needs. */
export function tellOfStandbys({ database, log }: BackupRun, { slots, states }: ArchiveDestinations): void {
  if (database.hasDataGuard && database.primaryTns === database.name) {
    log.info(`after a switchover ${database.name} is a standby: set primarytns in [${database.name}] to a service that runs on the primary only, then its backups go on`);
  }
  for (const [slot, value] of slots) {
    if (!/^\s*service\s*=/i.test(value)) continue;
    const state = states.get(slot);
    const trouble = state === undefined ? undefined : transportTrouble({ slot: String(slot), ...state });
    if (!database.hasDataGuard) log.warn(`log_archive_dest_${slot} ships redo to another database, but hasdataguard is false: archived logs older than the recovery window are deleted (FORCE) even when they were not applied there; set hasdataguard: true in [${database.name}]`);
    else if (trouble !== undefined) log.warn(`redo does not reach a standby: ${trouble}; RMAN keeps no archived logs for a destination that is deferred`);
  }
}
