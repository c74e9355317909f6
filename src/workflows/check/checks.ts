// Every check, in the order in which they are run and shown: what others need goes first.

import type { CheckGroup } from './check.ts';
import type { CheckedDatabase, CheckSurroundings } from './checked-database.ts';
import { areaDestination } from './archiving/area-destination.ts';
import { recoveryAreaSpace } from './archiving/recovery-area-space.ts';
import { recoveryArea } from './archiving/recovery-area.ts';
import { redoTransport } from './archiving/redo-transport.ts';
import { configurationFile } from './configuration/file.ts';
import { archivedRedo } from './copies/archived-redo.ts';
import { corruptBlocks } from './copies/corrupt-blocks.ts';
import { datafileState } from './copies/datafile-state.ts';
import { uncopiedDatafiles } from './copies/uncopied-datafiles.ts';
import { unrecoverableChanges } from './copies/unrecoverable-changes.ts';
import { archiveMode } from './database/archive-mode.ts';
import { changeTracking } from './database/change-tracking.ts';
import { databaseClock } from './database/clock.ts';
import { dataGuardRole } from './database/data-guard-role.ts';
import { edition } from './database/edition.ts';
import { forceLogging } from './database/force-logging.ts';
import { identity } from './database/identity.ts';
import { recordKeepTime } from './database/record-keep-time.ts';
import { release } from './database/release.ts';
import { archiveFolder } from './host/archive-folder.ts';
import { areaOwner } from './host/area-owner.ts';
import { areaSpace } from './host/area-space.ts';
import { area } from './host/area.ts';
import { fstab } from './host/fstab.ts';
import { lock } from './host/lock.ts';
import { mountOptions } from './host/mount-options.ts';
import { login } from './network/login.ts';
import { tnsAlias } from './network/tns-alias.ts';
import { tnsFolder } from './network/tns-folder.ts';
import { wallet } from './network/wallet.ts';
import { keystore } from './restore/keystore.ts';
import { lastTest } from './restore/last-test.ts';
import { restoreFolders } from './restore/restore-folders.ts';
import { restoreMount } from './restore/restore-mount.ts';
import { resultCatalog } from './restore/result-catalog.ts';
import { verificationQuery } from './restore/verification-query.ts';
import { autobackup } from './rman/autobackup.ts';
import { channels } from './rman/channels.ts';
import { deletionPolicy } from './rman/deletion-policy.ts';
import { recoveryCatalog } from './rman/recovery-catalog.ts';
import { retentionPolicy } from './rman/retention-policy.ts';
import { snapshotControlFile } from './rman/snapshot-control-file.ts';
import { jobState } from './schedule/job-state.ts';
import { lastRun } from './schedule/last-run.ts';
import { scheduleTimes } from './schedule/schedule-times.ts';
import { scheduledObjects } from './schedule/scheduled-objects.ts';
import { scheduledProgram } from './schedule/scheduled-program.ts';
import { backupHooks, restoreTestHooks } from './software/hooks.ts';
import { oracleHome } from './software/oracle-home.ts';
import { sideTools } from './software/side-tools.ts';
import { siteScripts } from './software/site-scripts.ts';
import { certificate } from './storage/certificate.ts';
import { clones } from './storage/clones.ts';
import { ledger } from './storage/ledger.ts';
import { mountSource } from './storage/mount-source.ts';
import { snapshotAge } from './storage/snapshot-age.ts';
import { snapshotCount } from './storage/snapshot-count.ts';
import { snapshotRetention } from './storage/snapshot-retention.ts';
import { storageClock } from './storage/storage-clock.ts';
import { storageLogin } from './storage/storage-login.ts';
import { storageSettings } from './storage/storage-settings.ts';
import { storageSpace } from './storage/storage-space.ts';

/** Of the configuration as a whole. */
export const configurationChecks: readonly CheckGroup<CheckSurroundings>[] = [{ title: 'configuration', checks: [configurationFile] }];

/** Of each database. */
export const databaseChecks: readonly CheckGroup<CheckedDatabase>[] = [
  { title: 'backup area', checks: [area, areaSpace, archiveFolder, lock, fstab] },
  { title: 'Oracle software', checks: [oracleHome, sideTools, siteScripts, backupHooks, areaOwner] },
  { title: 'login', checks: [tnsFolder, tnsAlias, wallet, login] },
  { title: 'database', checks: [identity, archiveMode, release, edition, dataGuardRole, changeTracking, forceLogging, recordKeepTime, databaseClock, mountOptions] },
  { title: 'archived logs', checks: [recoveryArea, recoveryAreaSpace, areaDestination, redoTransport] },
  { title: 'RMAN', checks: [autobackup, retentionPolicy, deletionPolicy, channels, snapshotControlFile, recoveryCatalog] },
  { title: 'image copies', checks: [uncopiedDatafiles, datafileState, unrecoverableChanges, corruptBlocks, archivedRedo] },
  { title: 'storage system', checks: [storageSettings, storageLogin, certificate, storageClock, mountSource, clones, storageSpace, snapshotCount, snapshotAge, snapshotRetention, ledger] },
  { title: 'schedule', checks: [scheduledObjects, jobState, scheduledProgram, scheduleTimes, lastRun] },
  { title: 'restore tests', checks: [restoreFolders, restoreMount, restoreTestHooks, lastTest, keystore, verificationQuery, resultCatalog] },
];

/** A host for restores sees neither the databases nor, perhaps, their backup areas: what needs neither is left. */
export const restoreHostChecks: readonly CheckGroup<CheckedDatabase>[] = withoutNeedOf(['area', 'tns-folder', 'login']);

function withoutNeedOf(names: readonly string[]): readonly CheckGroup<CheckedDatabase>[] {
  const left = new Set(names);
  // What others need goes first.
  for (const { name, needs } of databaseChecks.flatMap(({ checks }) => checks)) if (needs.some((need) => left.has(need))) left.add(name);
  return databaseChecks.map(({ title, checks }) => ({ title, checks: checks.filter(({ name }) => !left.has(name)) }));
}
