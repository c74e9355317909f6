// A database that opened is not yet a database that was restored: its files must all be there and consistent, and the newest
// time among its data must be near the target, in either direction.

import { DateTime } from 'luxon';
import type { RestoreSettings } from '#core/config/restore-settings.ts';
import { IcbError } from '#core/errors.ts';
import type { InstanceTools } from '#oracle/instance-tools.ts';
import { oracleName, sqlQuery } from '#oracle/quoting.ts';
import { OracleToolError } from '#oracle/programs/tool-error.ts';
import type { PluggableDatabase } from '#oracle/pluggable-databases.ts';
import type { ReachedState, RecoveryTarget } from '#reports/restore-test-result.ts';
import { liesInOneOf } from './interlock.ts';
import { requireContainerToAsk } from './open-containers.ts';

export interface VerifiedDatabase {
  readonly reached: ReachedState;
  /** Verified minus target. */
  readonly differenceSeconds: number;
  readonly oracleVersion: string;
  readonly datafiles: readonly OpenDatafile[];
}

export interface OpenDatafile {
  readonly file: number;
  /** The pluggable database it belongs to. */
  readonly container: string | undefined;
  readonly name: string;
  readonly blockSize: number;
  readonly blocks: number;
  readonly checkpointScn: bigint;
}

type RestoredFile = Readonly<Record<(typeof fileColumns)[number], string>>;

interface Verification {
  readonly settings: RestoreSettings;
  readonly tools: InstanceTools;
  readonly target: RecoveryTarget;
  /** Where the restored files may lie. */
  readonly ownFolders: readonly string[];
  /** Undefined in a database that is no container. */
  readonly containers: readonly PluggableDatabase[] | undefined;
}

const fileColumns = ['file', 'enabled', 'status', 'error', 'fuzzy', 'checkpointScn', 'checkpointTime', 'blockSize', 'blocks', 'lastScn', 'lastTime', 'tablespace', 'name'] as const;
const timeFormat = 'yyyy-MM-dd HH:mm:ss';

/** @throws {IcbError} when a file is missing, in error, elsewhere, or offline although it was online at the target, or the site's query gives no time */
export async function verifyDatabase({ settings, tools, target, ownFolders, containers }: Verification, signal: AbortSignal): Promise<VerifiedDatabase> {
  const rows = await tools.sql('restored-state.sql', { step: 'look at the restored files' }, signal);
  const files = rows.all('datafile', fileColumns);
  if (files.length === 0) throw new IcbError(`${settings.name}: the restored database has no datafiles`);
  // While a database is open for writing, its files are fuzzy by nature.
  const { mode, resetlogs } = rows.one('database', ['mode', 'resetlogs']);
  const mustBeConsistent = mode === 'READ ONLY';
  // Opening with resetlogs moved the checkpoints on.
  refuseOfflineSinceTarget({ settings, target }, files, mustBeConsistent ? newestCheckpoint(files) : BigInt(resetlogs));
  for (const { file, status, error, fuzzy, name } of files) {
    const where = `${settings.name}: restored datafile ${file} (${name})`;
    if (error !== '') throw new IcbError(`${where} is in error: ${error}`);
    if (!['SYSTEM', 'ONLINE', 'OFFLINE'].includes(status)) throw new IcbError(`${where} is in status ${status}`);
    if (fuzzy === 'YES' && mustBeConsistent && status !== 'OFFLINE') throw new IcbError(`${where} is fuzzy: it needs more redo`);
    if (!liesInOneOf(name, ownFolders)) throw new IcbError(`${where} lies outside the clone and the scratch folder`);
  }
  requireContainerToAsk(settings, containers);
  const verifiedLocalTime = await queryVerifiedTime(settings, tools, signal).catch((error: unknown) => {
    throw withContainerHint(error, settings, containers);
  });
  const verifiedTime = DateTime.fromFormat(verifiedLocalTime, timeFormat, { zone: target.zone }).toUTC();
  const open = files.map((row) => ({ file: Number(row.file), container: containerOf(Number(row.file), containers), name: row.name, blockSize: Number(row.blockSize), blocks: Number(row.blocks), checkpointScn: BigInt(row.checkpointScn) }));
  return {
    reached: { verifiedLocalTime, verifiedTime, scn: newestCheckpoint(files), datafiles: open.length, offlineTablespaces: offlineTablespaces(files, containers), pluggableDatabases: containers?.map(({ name, openMode }) => ({ name, openMode })) },
    differenceSeconds: Math.round(verifiedTime.diff(target.time).toMillis() / 1000),
    oracleVersion: rows.one('banner', ['banner']).banner,
    datafiles: open,
  };
}

function containerOf(file: number, containers: readonly PluggableDatabase[] = []): string | undefined {
  return containers.find(({ files }) => files.includes(file))?.name;
}

/** Read-only files keep an older one; one that is offline has nothing to do with how far recovery came. */
function newestCheckpoint(files: readonly RestoredFile[]): bigint {
  const scns = files.filter(({ status }) => !isOffline(status)).map(({ checkpointScn }) => BigInt(checkpointScn));
  return scns.reduce((one, other) => (other > one ? other : one), 0n);
}

function isOffline(status: string): boolean {
  return ['OFFLINE', 'RECOVER'].includes(status);
}

/**
 * The control file is as it was when it was backed up: recovery passes over a datafile that was offline by then, also when
 * it was online at the target, and nothing fails. Where nothing was written in between, the SCN that was reached may be that of a
 * change after both: then the times tell.
 * @throws {IcbError} naming the first of these
 */
function refuseOfflineSinceTarget({ settings, target }: Pick<Verification, 'settings' | 'target'>, files: readonly RestoredFile[], reachedScn: bigint): void {
  const { localTime } = target;
  const isLate = ({ lastScn, lastTime }: RestoredFile): boolean => (lastScn !== '' && BigInt(lastScn) > reachedScn) || (localTime !== undefined && lastTime >= localTime);
  const late = files.find((file) => isOffline(file.status) && isLate(file));
  if (late === undefined) return;
  const { file, name, tablespace, lastScn, lastTime } = late;
  const since = `SCN ${lastScn}${lastTime === '' ? '' : ` (${lastTime})`}`;
  throw new IcbError(
    `${settings.name}: datafile ${file} (${name}) of tablespace ${tablespace} was online at the target, ${localTime ?? `SCN ${String(reachedScn)}`}, but was not recovered and its rows are missing: the control file of the backup has it as offline since ${since}`,
    { hint: `tablespace ${tablespace} went offline before the backup of the control file: restore to a time after ${since}, or to one that an earlier snapshot serves` },
  );
}

/** Each once, with its pluggable database. */
function offlineTablespaces(files: readonly RestoredFile[], containers: readonly PluggableDatabase[] | undefined): readonly string[] {
  const names = files.filter(({ status }) => isOffline(status)).map(({ file, tablespace }) => {
    const container = containerOf(Number(file), containers);
    return container === undefined ? tablespace : `${tablespace} of ${container}`;
  });
  return [...new Set(names)];
}

/** @throws {IcbError} with what is wrong with the difference; an exact match is not asked for, since data is not written every second */
export function requireTolerance(settings: RestoreSettings, { reached, differenceSeconds }: VerifiedDatabase, target: RecoveryTarget): void {
  const toleranceSeconds = settings.toleranceMs / 1000;
  if (Math.abs(differenceSeconds) <= toleranceSeconds) return;
  const direction = differenceSeconds < 0 ? 'older' : 'newer';
  const verified = reached.verifiedLocalTime;
  const wanted = target.time.setZone(target.zone).toFormat(timeFormat);
  throw new IcbError(
    `${settings.name}: the newest data is of ${verified}, ${Math.abs(differenceSeconds)} s ${direction} than the target ${wanted}; allowed are ${toleranceSeconds} s`,
    { hint: 'let customverifydate ask a table that is written all the time, or raise autorestoremaxtoleranceminutes' },
  );
}

/** Newest time in the data, local time of the database host. @throws {IcbError} when the site's query gives none */
export async function queryVerifiedTime(settings: RestoreSettings, tools: Pick<InstanceTools, 'sql'>, signal: AbortSignal): Promise<string> {
  const step = 'ask for the newest time in the data';
  const query = sqlQuery(settings.customVerifyDate, 'customverifydate');
  const rows =
    settings.customVerifyPdb === undefined
      ? await tools.sql('verified-time.sql', { step, values: { query } }, signal)
      : await tools.sql('verified-time-in-pdb.sql', { step, values: { query, container: oracleName(settings.customVerifyPdb, 'customverifypdb') } }, signal);
  const { time } = rows.one('verified', ['time']);
  if (time !== '') return time;
  throw new IcbError(`${settings.name}: customverifydate found no time`, { hint: `look what this query gives in the source database: ${settings.customVerifyDate}` });
}

/** Tables of a pluggable database cannot be seen from the root. */
function withContainerHint(error: unknown, { name, customVerifyPdb }: RestoreSettings, containers: readonly PluggableDatabase[] | undefined): unknown {
  const isInvisible = error instanceof OracleToolError && error.codes.includes('ORA-00942') && containers !== undefined && customVerifyPdb === undefined;
  if (!isInvisible) return error;
  return new IcbError(`${name}: customverifydate asks for a table that the root of the container database does not have`, {
    cause: error,
    hint: `name the pluggable database that has it: customverifypdb in section [${name}]; there are ${containers.map((container) => container.name).join(', ')}`,
  });
}
