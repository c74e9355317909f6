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

interface Verification {
  readonly settings: RestoreSettings;
  readonly tools: InstanceTools;
  readonly target: RecoveryTarget;
  /** Where the restored files may lie. */
  readonly ownFolders: readonly string[];
  /** Undefined in a database that is no container. */
  readonly containers: readonly PluggableDatabase[] | undefined;
}

const timeFormat = 'yyyy-MM-dd HH:mm:ss';

/** @throws {IcbError} when a file is missing, in error or elsewhere, or the site's query gives no time */
export async function verifyDatabase({ settings, tools, target, ownFolders, containers }: Verification, signal: AbortSignal): Promise<VerifiedDatabase> {
  const rows = await tools.sql('restored-state.sql', { step: 'look at the restored files' }, signal);
  const columns = ['file', 'enabled', 'status', 'error', 'fuzzy', 'checkpointScn', 'checkpointTime', 'blockSize', 'blocks', 'name'] as const;
  const files = rows.all('datafile', columns);
  if (files.length === 0) throw new IcbError(`${settings.name}: the restored database has no datafiles`);
  // While a database is open for writing, its files are fuzzy by nature.
  const mustBeConsistent = rows.one('database', ['mode', 'resetlogs']).mode === 'READ ONLY';
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
    reached: { verifiedLocalTime, verifiedTime, scn: newestCheckpoint(open), datafiles: open.length, pluggableDatabases: containers?.map(({ name, openMode }) => ({ name, openMode })) },
    differenceSeconds: Math.round(verifiedTime.diff(target.time).toMillis() / 1000),
    oracleVersion: rows.one('banner', ['banner']).banner,
    datafiles: open,
  };
}

function containerOf(file: number, containers: readonly PluggableDatabase[] = []): string | undefined {
  return containers.find(({ files }) => files.includes(file))?.name;
}

/** Read-only files keep an older one. */
function newestCheckpoint(files: readonly OpenDatafile[]): bigint {
  return files.map(({ checkpointScn }) => checkpointScn).reduce((one, other) => (other > one ? other : one));
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

async function queryVerifiedTime(settings: RestoreSettings, tools: InstanceTools, signal: AbortSignal): Promise<string> {
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
