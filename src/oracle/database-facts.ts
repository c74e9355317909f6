import { ConfigurationError, IcbError } from '#core/errors.ts';
import { readLocalTime, readScn, readUtcOffset } from './programs/printed-values.ts';
import type { OracleTools } from './tools.ts';

/** What kind of database a run deals with. */
export interface DatabaseFacts {
  readonly version: string;
  readonly hostName: string;
  readonly dbid: string;
  readonly dbUniqueName: string;
  readonly logMode: string;
  /** `PRIMARY`, `PHYSICAL STANDBY` ... */
  readonly role: string;
  readonly resetlogsId: string;
  /** The first SCN of this incarnation. */
  readonly resetlogsScn: bigint;
  /** The session is not in a pluggable database: there it would see, and take for all there is, the files of that one alone. */
  readonly seesAllFiles: boolean;
  /** Enterprise Edition, also under its cloud names ("EE Extreme Perf"): change tracking and several channels. */
  readonly enterpriseEdition: boolean;
}

/** Present instant of a database, as its own host sees it. */
export interface DatabaseTime {
  /** `yyyy-mm-dd hh24:mi:ss`, host's local time. */
  readonly time: string;
  readonly scn: bigint;
  /** Offset of that local time, `+02:00`. */
  readonly utcOffset: string;
  /** Block change tracking file; empty when tracking is off. */
  readonly changeTrackingFile: string;
}

/** @param at the primary of a standby is asked the same */
export async function queryDatabaseFacts(oracle: OracleTools, signal: AbortSignal, at: 'database' | 'primary' = 'database'): Promise<DatabaseFacts> {
  const step = at === 'database' ? 'log in and ask what database this is' : 'log in at the primary and ask what database that is';
  const rows = await oracle.sql('database-facts.sql', { step, at }, signal);
  const instance = rows.one('instance', ['version', 'hostName']);
  const database = rows.one('database', ['dbid', 'dbUniqueName', 'logMode', 'role']);
  const { resetlogsId, resetlogsScn } = rows.one('incarnation', ['resetlogsId', 'resetlogsScn']);
  const banners = rows.all('banner', ['banner']).map((row) => row.banner);
  return {
    ...instance,
    ...database,
    resetlogsId,
    resetlogsScn: readScn(resetlogsScn),
    seesAllFiles: rows.one('rootfiles', ['count']).count !== '0',
    enterpriseEdition: isEnterpriseEdition(banners),
  };
}

/** Told by the rows of V$VERSION; Oracle's cloud has names of its own for it. */
export function isEnterpriseEdition(banners: readonly string[]): boolean {
  return banners.some((banner) => /Enterprise Edition|\bEE (Extreme|High) Perf/.test(banner));
}

/** Asked at the primary: only there the current redo is written and switched. */
export async function queryDatabaseTime(oracle: OracleTools, signal: AbortSignal): Promise<DatabaseTime> {
  const rows = await oracle.sql('current-time.sql', { step: 'read time and SCN', at: 'primary' }, signal);
  const now = rows.one('now', ['time', 'scn', 'utcOffset']);
  const tracking = rows.all('changetracking', ['status', 'file'])[0];
  return {
    time: readLocalTime(now.time),
    scn: readScn(now.scn),
    utcOffset: readUtcOffset(now.utcOffset),
    changeTrackingFile: tracking?.status === 'ENABLED' ? tracking.file : '',
  };
}

/**
 * @throws {ConfigurationError} when the configuration is about another database
 * @throws {IcbError} when the database cannot be backed up online
 */
export function checkDatabaseFacts(facts: DatabaseFacts, expected: { readonly name: string; readonly dbid: string }): void {
  checkDatabaseIdentity(facts, expected);
  checkArchivelogMode(facts, expected.name);
}

/** @throws {ConfigurationError} when the configuration is about another database, or the alias leads into a pluggable one */
export function checkDatabaseIdentity(facts: DatabaseFacts, expected: { readonly name: string; readonly dbid: string }): void {
  if (facts.dbid !== expected.dbid) {
    throw new ConfigurationError(`database ${expected.name} has DBID ${facts.dbid}, but the configuration says ${expected.dbid}`, {
      hint: `check the TNS alias ${expected.name}, or set dbid: ${facts.dbid} in section [${expected.name}]`,
    });
  }
  if (!facts.seesAllFiles) {
    throw new ConfigurationError(`the TNS alias ${expected.name} leads into a pluggable database of ${facts.dbUniqueName}, where most of its files cannot be seen`, {
      hint: 'let the alias name a service of the root (CDB$ROOT): a container database is backed up as a whole',
    });
  }
}

/** @throws {IcbError} when the database cannot be backed up online */
export function checkArchivelogMode({ logMode }: Pick<DatabaseFacts, 'logMode'>, name: string): void {
  if (logMode !== 'ARCHIVELOG') {
    throw new IcbError(`database ${name} runs in ${logMode} mode and cannot be backed up while open`, {
      hint: 'mount the database and run: alter database archivelog',
    });
  }
}
