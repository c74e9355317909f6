// Pluggable databases stay closed when the root of a restored container database opens. All that can be opened must be: a file
// nobody opened was not tested.

import { IcbError } from '#core/errors.ts';
import type { RestoreSettings } from '#core/config/restore-settings.ts';
import type { Log } from '#core/log.ts';
import type { InstanceTools } from '#oracle/instance-tools.ts';
import { queryPluggableDatabases } from '#oracle/pluggable-databases.ts';
import type { PluggableDatabase } from '#oracle/pluggable-databases.ts';
import { exceptClause } from '#oracle/quoting.ts';

/** States in which Oracle refuses to open one (DBA_PDBS, Database Reference), and what a DBA would do. */
const neverOpen: Readonly<Record<string, string>> = {
  UNPLUGGED: 'it was unplugged, and can only be dropped',
  UNUSABLE: 'its creation did not finish, and it can only be dropped',
  RELOCATED: 'it moved to another container database',
};
const notReadOnly: Readonly<Record<string, string>> = { ...neverOpen, NEW: 'it has never been opened since it was created' };
const notForUse: Readonly<Record<string, string>> = { ...neverOpen, REFRESHING: 'it is refreshed from another one, and can only be read' };

/**
 * Opens the pluggable databases as the root is open, and returns what became of them.
 * @throws {IcbError} when one that can be opened is not
 */
export async function openContainers(
  tools: InstanceTools,
  { database, open, log }: { readonly database: string; readonly open: 'read only' | 'resetlogs'; readonly log: Log },
  signal: AbortSignal,
): Promise<readonly PluggableDatabase[]> {
  const reasons = open === 'read only' ? notReadOnly : notForUse;
  const before = await queryPluggableDatabases(tools, signal);
  const left = before.filter(({ status }) => Object.hasOwn(reasons, status));
  for (const { name, status } of left) log.warn(`pluggable database ${name} is not opened: ${reasons[status]}`);
  const script = open === 'read only' ? 'open-pluggable-databases-read-only.sql' : 'open-pluggable-databases.sql';
  const values = { except: exceptClause(left.map(({ name }) => name)) };
  const failure = left.length === before.length ? undefined : await errorOf(tools.sql(script, { step: `open the pluggable databases${open === 'read only' ? ' read only' : ''}`, values }, signal));
  signal.throwIfAborted();

  // Oracle opens all that it can, and does not say which one it could not.
  const after = await queryPluggableDatabases(tools, signal);
  const closed = after.filter(({ name, openMode }) => openMode === 'MOUNTED' && !left.some((other) => other.name === name)).map(({ name }) => name);
  if (closed.length > 0) throw notOpened(database, closed, failure);
  if (failure !== undefined) throw failure;
  for (const { name } of after.filter(({ isRestricted }) => isRestricted)) {
    log.warn(`pluggable database ${name} is open for administrators only: see PDB_PLUG_IN_VIOLATIONS in the source database`);
  }
  return after;
}

async function errorOf(work: Promise<unknown>): Promise<Error | undefined> {
  try {
    await work;
    return undefined;
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

function notOpened(database: string, names: readonly string[], cause: Error | undefined): IcbError {
  const noun = names.length === 1 ? 'pluggable database' : 'pluggable databases';
  const reason = cause === undefined ? '' : `: ${cause.message}`;
  const hint = (cause instanceof IcbError ? cause.hint : undefined) ?? 'look into the alert log of the restored instance';
  return new IcbError(`${database}: ${noun} ${names.join(', ')} could not be opened${reason}`, { hint, cause });
}

/**
 * Whether customverifydate can be asked where customverifypdb says.
 * @param containers undefined in a database that is no container
 * @throws {IcbError} with what is wrong with customverifypdb
 */
export function requireContainerToAsk({ name, customVerifyPdb }: Pick<RestoreSettings, 'name' | 'customVerifyPdb'>, containers: readonly PluggableDatabase[] | undefined): void {
  if (customVerifyPdb === undefined) return;
  const remedy = { hint: `correct customverifypdb in section [${name}]` };
  if (containers === undefined) throw new IcbError(`${name}: customverifypdb is ${customVerifyPdb}, but the database has no pluggable databases`, remedy);
  const asked = containers.find((container) => container.name === customVerifyPdb.toUpperCase());
  if (asked === undefined) {
    const others = containers.length === 0 ? 'there is none' : `there are ${containers.map((container) => container.name).join(', ')}`;
    throw new IcbError(`${name}: there is no pluggable database ${customVerifyPdb.toUpperCase()}, which customverifydate is to ask; ${others}`, remedy);
  }
  if (asked.openMode === 'MOUNTED') throw new IcbError(`${name}: pluggable database ${asked.name}, which customverifydate is to ask, is mounted, not open (status ${asked.status})`, remedy);
}
