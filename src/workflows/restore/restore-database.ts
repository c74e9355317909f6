// A restore, step by step. Nothing is copied: the clone's image copies become the datafiles. Each step is a run of its own,
// and each is checked before the next.

import { join } from 'node:path';
import { DateTime } from 'luxon';
import { runBoundedScript } from '#core/bounded-script.ts';
import { RefusedError } from '#core/errors.ts';
import { isEnterpriseEdition } from '#oracle/database-facts.ts';
import type { Incarnation } from '#oracle/incarnations.ts';
import { createInstanceTools } from '#oracle/instance-tools.ts';
import type { InstanceTools } from '#oracle/instance-tools.ts';
import { watchRman } from '#oracle/rman-progress.ts';
import { integer, rmanPath, rmanTime, sqlFileName, sqlPath } from '#oracle/quoting.ts';
import type { PluggableDatabase } from '#oracle/pluggable-databases.ts';
import type { ScriptValue } from '#oracle/quoting.ts';
import type { RecoveryTarget } from '#reports/restore-test-result.ts';
import { instantOf } from '../database-zone.ts';
import type { BackupInClone } from './backup-in-clone.ts';
import { writeInitFile } from './init-file.ts';
import { liesInOneOf, refuseVisibleProduction } from './interlock.ts';
import { findKeystore, writeKeystoreLocation } from './keystore.ts';
import { openContainers } from './open-containers.ts';
import { openForUse } from './open-for-use.ts';
import { endOfLogs, findUnusedCopies, planRestore, queryRestorableFiles } from './restorable-files.ts';
import type { RestorableFiles, RestorePlan } from './restorable-files.ts';
import { startInstance } from './restored-instance.ts';
import type { RestoreRequest, RestoreRun, RestoredDatabase } from './restore-request.ts';
import type { RestoreSteps } from './restore-steps.ts';
import { incarnationToResetTo } from './target-incarnation.ts';
import { verifyDatabase } from './verify-database.ts';

const timeFormat = 'yyyy-MM-dd HH:mm:ss';
const areaLimitMs = 30_000;

/**
 * Restores, recovers, opens and verifies a database from mounted clones. What fails on the way leaves no instance behind. How
 * far the verified time may be from the target is the caller's to judge.
 * @throws {RefusedError} when production's files can be reached from this host
 * @throws {IcbError} when a step fails
 */
export async function restoreDatabase(run: RestoreRun, request: RestoreRequest, steps: RestoreSteps): Promise<RestoredDatabase> {
  const { settings, signal, log } = run;
  const { data } = request;
  const tools = instanceTools(run, request);
  await using stack = new AsyncDisposableStack();

  await refuseArea(run, data);
  const initFile = await steps.run('write the init file', async () => {
    const keystore = await findKeystore(settings, data.parameters, signal);
    await writeKeystoreLocation(keystore, request.scratchFolder);
    const file = await writeInitFile({ ...request, settings, parameters: data.parameters, keystore });
    log.debug(`init file ${file.path}`);
    log.toolOutput(file.content);
    return file.path;
  });
  const instance = await steps.run('start the instance', () => startInstance(tools, { sid: request.sid, initFile, log, signal }));
  stack.use(instance);
  await steps.run('restore the control file', () => restoreControlFile(tools, data, signal));
  const known = await steps.run('look for production files on this host', () => inspectKnownFiles(run, request, tools));
  await steps.run('catalog the clone', () => catalogClone({ run, request, tools, known }));
  const files = await queryRestorableFiles(tools, signal);
  const unusedCopies = await findUnusedCopies(data.dataFolders, files);
  for (const path of unusedCopies) log.warn(`image copy ${path} is no part of the restore`);
  const target = recoveryTarget(run, request, files);
  request.onTarget?.(target);
  const incarnation = incarnationToResetTo(settings.name, files, target);
  if (incarnation !== undefined) await steps.run(`go back to incarnation ${incarnation.key}, which ended with a resetlogs`, () => resetTo(tools, incarnation, signal));
  const plan = planRestore(settings.name, files, mountPoints(request));
  await steps.run('switch to the image copies', () => switchToCopies({ run, request, tools, known, plan }));
  await steps.run(`recover the database until ${describeTarget(target)}`, () => recover(run, tools, target));
  const containers = await steps.run(request.open === 'read only' ? 'open the database read only' : 'open the database with resetlogs', () =>
    openDatabase(run, request, tools));
  const verified = await steps.run('verify the database', () =>
    verifyDatabase({ settings, tools, target, ownFolders: ownFolders(request), containers }, signal),
  );
  for (const tablespace of verified.reached.offlineTablespaces ?? []) log.warn(`tablespace ${tablespace} was offline when the control file was backed up: its rows are not in the copy`);
  const kept = stack.move();
  return { target, ...verified, unusedCopies, tools, [Symbol.asyncDispose]: () => kept.disposeAsync() };
}

/** A mount command may have brought the backup area itself instead of a clone of it. @throws {RefusedError} */
async function refuseArea({ settings: { name, area, furtherAreas }, signal }: RestoreRun, { folder, dataFolders }: BackupInClone): Promise<void> {
  for (const one of [area ?? [], furtherAreas].flat()) await refuseOneArea({ name, area: one, folders: [folder, ...dataFolders] }, signal);
}

async function refuseOneArea({ name, area, folders }: { readonly name: string; readonly area: string; readonly folders: readonly string[] }, signal: AbortSignal): Promise<void> {
  const script = 'area=$1; shift; for folder; do if [ "$folder" -ef "$area" ]; then echo same; fi; done';
  const answer = await runBoundedScript({ script, args: [area, ...folders], timeoutMs: areaLimitMs, signal });
  // An area that does not answer is not what is mounted here: that did.
  if (answer === 'no answer' || answer.output === '') return;
  throw new RefusedError(`${name}: what is mounted is the backup area ${area} itself, not a clone of it`, { hint: 'recovery would destroy the backup: see what the mount command mounts' });
}

/** Tools at the instance of a restore; also to end one that a dead process left behind. */
export function instanceTools(run: RestoreRun, { sid, scratchFolder }: Pick<RestoreRequest, 'sid' | 'scratchFolder'>): InstanceTools {
  const { settings, launch, log, clock, temporaryFolder, newToken } = run;
  const { name: database, oracleHome, templateDir } = settings;
  return createInstanceTools({ database, oracleHome, templateDir, sid, tnsAdmin: scratchFolder, launch, log, clock, temporaryFolder, newToken });
}

async function restoreControlFile(tools: InstanceTools, { controlFileBackup }: BackupInClone, signal: AbortSignal): Promise<void> {
  const values = { piece: rmanPath(controlFileBackup, 'control file backup') };
  await tools.rman('restore-control-file.rman', { step: 'restore the control file', values }, signal);
}

/** What the control file says of itself. */
interface KnownDatabase {
  readonly isFlashbackOn: boolean;
  readonly changeTrackingFile: string | undefined;
  /** The software's edition: Standard Edition works with one channel only. */
  readonly isEnterprise: boolean;
}

async function inspectKnownFiles({ settings, signal }: RestoreRun, request: RestoreRequest, tools: InstanceTools): Promise<KnownDatabase> {
  const rows = await tools.sql('known-files.sql', { step: 'ask which files the control file knows' }, signal);
  const { dbid, name, flashback } = rows.one('database', ['dbid', 'name', 'flashback']);
  if (dbid !== settings.dbid) {
    throw new RefusedError(`${settings.name}: the clone holds database ${name} with DBID ${dbid}, the configuration says ${settings.dbid}`, {
      hint: `correct dbid in [${settings.name}], or look which volume the snapshot is of`,
    });
  }
  const files = rows.all('file', ['kind', 'name']);
  const areas = [settings.area ?? [], settings.furtherAreas].flat();
  await refuseVisibleProduction({ database: settings.name, files, ownFolders: ownFolders(request), areas, signal });
  const tracking = files.find(({ kind }) => kind === 'change tracking file')?.name;
  const isEnterprise = isEnterpriseEdition(rows.all('banner', ['banner']).map(({ banner }) => banner));
  return { isFlashbackOn: flashback !== 'NO', changeTrackingFile: tracking, isEnterprise };
}

async function catalogClone({ run: { settings, signal }, request, tools, known }: Omit<Switch, 'plan'>): Promise<void> {
  const { data, redo, scratchFolder } = request;
  const values = {
    snapshot_control_file: rmanPath(join(scratchFolder, 'snapcf.f'), 'scratch folder'),
    parallel: integer(known.isEnterprise ? settings.parallel : 1, 'parallel'),
  };
  await tools.rman('forget-production.rman', { step: "forget production's backups", values }, signal);
  const folders = [...data.archivedLogFolders, ...(redo?.archivedLogFolders ?? [])];
  const prefixes = [...folders.map((folder) => `${folder}/`), ...data.dataFolders.map((folder) => join(folder, 'data_'))];
  const catalog = prefixes.map((prefix) => ({ prefix: rmanPath(prefix, 'mount point') }));
  await tools.rman('catalog-files.rman', { step: 'catalog the clone', values: catalog }, signal);
}

interface Switch {
  readonly run: RestoreRun;
  readonly request: RestoreRequest;
  readonly tools: InstanceTools;
  readonly known: KnownDatabase;
  readonly plan: RestorePlan;
}

/** Values of a script that runs once for each file. */
function numbered(files: readonly string[]): ReadonlyArray<{ readonly file: ScriptValue }> {
  return files.map((file) => ({ file: integer(file, 'datafile number') }));
}

async function switchToCopies({ run: { settings, signal }, request, tools, known, plan }: Switch): Promise<void> {
  if (known.isFlashbackOn) await tools.sql('flashback-off.sql', { step: 'turn flashback off' }, signal);
  const { changeTrackingFile } = known;
  if (changeTrackingFile !== undefined) {
    const values = {
      from: sqlFileName(changeTrackingFile, 'change tracking file'),
      to: sqlPath(join(request.scratchFolder, 'bct.bct'), 'scratch folder'),
    };
    await tools.sql('disable-change-tracking.sql', { step: 'disable block change tracking', values }, signal);
  }
  if (plan.switchToCopy.length > 0) await tools.rman('switch-to-copy.rman', { step: 'switch to the image copies', values: numbered(plan.switchToCopy) }, signal);
  if (plan.create.length > 0) await tools.rman('create-datafile.rman', { step: 'create the datafiles that are younger than the image copies', values: numbered(plan.create) }, signal);
  const rows = await tools.sql('datafile-names.sql', { step: 'look which files recovery is about to change' }, signal);
  const stray = rows.all('datafile', ['file', 'name']).find(({ name }) => !liesInOneOf(name, ownFolders(request)));
  if (stray === undefined) return;
  throw new RefusedError(`${settings.name}: datafile ${stray.file} is ${stray.name}, outside the clone and the scratch folder: recovery would change it`);
}

function recoveryTarget({ settings, log }: RestoreRun, { data, until }: RestoreRequest, files: RestorableFiles): RecoveryTarget {
  const { zone, isZoneKnown, upper } = data.parameters;
  if (!isZoneKnown) log.warn(`the clone does not say in which zone the database lives: its times are read in this host's, ${zone}`);
  if (until !== undefined) return timeTarget(until, zone);
  if (upper !== undefined && upper.scn !== undefined && existsTwice(upper.localTime, zone)) {
    log.warn(`${upper.localTime} exists twice in ${zone}: recovery goes by SCN ${upper.scn}`);
    return { localTime: undefined, scn: upper.scn, time: upper.time, zone };
  }
  if (upper !== undefined) return { localTime: upper.localTime, scn: undefined, time: upper.time, zone };
  const end = endOfLogs(settings.name, files.logs);
  return { localTime: undefined, scn: end.scn, time: instantOf(end.localTime, zone), zone };
}

/** In the hour that the end of summer time repeats, UNTIL TIME stops at the first pass. */
function existsTwice(localTime: string, zone: string): boolean {
  return DateTime.fromFormat(localTime, timeFormat, { zone }).getPossibleOffsets().length > 1;
}

function timeTarget(until: DateTime, zone: string): RecoveryTarget {
  return { localTime: until.setZone(zone).toFormat(timeFormat), scn: undefined, time: until.toUTC(), zone };
}

/** A time with its zone, which is the source database's, or an SCN. */
export function describeTarget({ localTime, zone, scn }: RecoveryTarget): string {
  return localTime === undefined ? `SCN ${String(scn)}` : `${localTime} ${zone}`;
}

async function recover({ log, clock, signal }: RestoreRun, tools: InstanceTools, { localTime, scn }: RecoveryTarget): Promise<void> {
  using watched = watchRman({ log, clock, sizes: new Map() });
  const options = { step: 'recover the database', onLine: watched.read };
  if (localTime !== undefined) await tools.rman('recover-until-time.rman', { ...options, values: { until: rmanTime(localTime) } }, signal);
  else await tools.rman('recover-until-scn.rman', { ...options, values: { scn: integer(scn ?? 0n, 'SCN') } }, signal);
}

async function resetTo(tools: InstanceTools, { key }: Incarnation, signal: AbortSignal): Promise<void> {
  await tools.rman('reset-to-incarnation.rman', { step: 'reset the incarnation', values: { incarnation: integer(key, 'incarnation') } }, signal);
}

/** Returns the pluggable databases of a container database. */
async function openDatabase({ settings, log, signal }: RestoreRun, request: RestoreRequest, tools: InstanceTools): Promise<readonly PluggableDatabase[] | undefined> {
  const isContainer = request.data.parameters.initialization['enable_pluggable_database']?.toUpperCase() === 'TRUE';
  if (request.open === 'resetlogs') await openForUse(tools, request.scratchFolder, signal);
  else await tools.sql('open-read-only.sql', { step: 'open the database read only' }, signal);
  return isContainer ? await openContainers(tools, { database: settings.name, open: request.open, log }, signal) : undefined;
}

function mountPoints({ data, redo }: RestoreRequest): readonly string[] {
  return redo === undefined ? [data.mountPoint] : [data.mountPoint, redo.mountPoint];
}

function ownFolders(request: RestoreRequest): readonly string[] {
  return [...mountPoints(request), request.scratchFolder];
}
