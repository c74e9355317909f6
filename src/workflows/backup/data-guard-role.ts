// Roles change: what was a standby when the configuration was written may be the primary tonight, and the other way round. So
// each run asks the database itself and goes by the answer; the configuration only tells where the primary of a standby is.

import { ConfigurationError, IcbError } from '#core/errors.ts';
import type { DatabaseSettings } from '#core/config/settings.ts';
import type { DatabaseFacts } from '#oracle/database-facts.ts';
import { queryDatabaseFacts } from '#oracle/database-facts.ts';
import { OracleToolError } from '#oracle/programs/tool-error.ts';
import type { BackupRun } from './backup-run.ts';

/** Redo comes from a primary by transport, and nothing here can be changed but by applying it. */
export function isStandby({ role }: Pick<DatabaseFacts, 'role'>): boolean {
  return role === 'PHYSICAL STANDBY';
}

/** A standby needs the logs it has not applied; a primary those that its standby has not. */
export function keepsLogsForApply({ database, facts }: Pick<BackupRun, 'database' | 'facts'>): boolean {
  return database.hasDataGuard || isStandby(facts);
}

/**
 * The settings as they fit the role the database has now: a primary is its own primary, whatever `primarytns` says.
 * @throws {ConfigurationError} when `primarytns` does not lead to the primary of a standby
 * A primary that cannot be reached is a failure only where it is needed: what there is of a backup must be usable without it.
 * @throws {IcbError} for a logical or a snapshot standby
 */
export async function fitToRole(run: BackupRun, { needsPrimary }: { readonly needsPrimary: boolean }): Promise<DatabaseSettings> {
  const { database, facts, oracle, log, signal } = run;
  const { name, primaryTns } = database;
  if (facts.role === 'PRIMARY') {
    if (primaryTns === name) return database;
    log.info(`${name} is the primary now: primarytns ${primaryTns} is for when it is a standby; config sets what only a primary can have (retention policy, block change tracking)`);
    return { ...database, primaryTns: name };
  }
  if (!isStandby(facts)) {
    throw new IcbError(`${name} is a ${facts.role.toLowerCase()}: its blocks are not those of the primary, or will not stay so`, { hint: 'back up the primary or a physical standby' });
  }
  if (primaryTns === name) {
    throw new ConfigurationError(`${name} is a physical standby, and the configuration does not say where its primary is`, { hint: `set primarytns in [${name}] to the primary's name in tnsnames.ora` });
  }
  const primary = await queryDatabaseFacts(oracle, signal, 'primary').catch((error: unknown) => {
    if (needsPrimary || !(error instanceof OracleToolError) || signal.aborted) throw error;
    log.warn(`the primary ${primaryTns} cannot be asked; this action goes on without it: ${error.message}`);
    return undefined;
  });
  if (primary === undefined) return database;
  if (primary.dbid !== facts.dbid) throw new ConfigurationError(`primarytns ${primaryTns} leads to a database with DBID ${primary.dbid}, not to the primary of ${name}`, { hint: `correct primarytns in [${name}]` });
  if (primary.role !== 'PRIMARY') {
    throw new ConfigurationError(`primarytns ${primaryTns} leads to ${primary.dbUniqueName}, whose role is ${primary.role}: it is not the primary of ${name}`, { hint: `let primarytns in [${name}] name the present primary, best by a service that only runs there` });
  }
  log.info(`${name} is a physical standby of ${primary.dbUniqueName}`);
  return database;
}
