// `checkage` of several databases in one process, for sites where a process for each would be too many.
import { mapBounded } from '#core/bounded-parallel.ts';
import type { Configuration } from '#core/config/configuration.ts';
import { switchValue } from '#core/config/value-type.ts';
import { ConfigurationError, UsageError } from '#core/errors.ts';
import { agesJson, agesLines, worstStatus } from '#reports/snapshot-ages.ts';
import type { DatabaseAge } from '#reports/snapshot-ages.ts';
import type { CommandContext } from '../context.ts';
import { databaseNames } from '../database-names.ts';
import { ageWithin, openOnce, reasonOf } from './check-age.ts';
import type { CheckResult } from './check-age.ts';

const atOnce = 8;
/** One that does not answer leaves time for the others. */
const shareOfLimit = 1 / 3;

/** The worst of their states. What cannot be checked is UNKNOWN, and hides nothing of the others. */
export async function checkAges(names: string | undefined, limitMs: number, context: CommandContext): Promise<CheckResult> {
  const configuration = openOnce(context);
  const databases = names === undefined ? snapshotted(configuration()) : listed(names);
  const { clock } = context.world;
  const deadline = clock.now().plus(limitMs);
  const ages = await mapBounded(databases, atOnce, async (database): Promise<DatabaseAge> => {
    const leftMs = deadline.diff(clock.now()).toMillis();
    if (leftMs <= 0) return { database, reason: `not asked: ${limitMs / 1000} s were over before its turn came` };
    try {
      return { database, ...(await ageWithin(Math.min(limitMs * shareOfLimit, leftMs), database, context, configuration)) };
    } catch (error) {
      return { database, reason: reasonOf(error) };
    }
  });
  return { status: worstStatus(ages), text: agesLines(ages), json: agesJson(ages) };
}

/** @throws {UsageError} when there is nothing to check: that would look like all is well */
function listed(list: string): readonly string[] {
  const names = databaseNames(list);
  if (names.length === 0) throw new UsageError(`there is no database in the list ${JSON.stringify(list)}`);
  return names;
}

/** @throws {ConfigurationError} likewise */
function snapshotted(configuration: Configuration): readonly string[] {
  const databases = configuration.databases.filter((name) => takesSnapshots(configuration, name));
  if (databases.length === 0) throw new ConfigurationError(`no database of ${configuration.file} takes snapshots`);
  return databases;
}

function takesSnapshots(configuration: Configuration, name: string): boolean {
  try {
    return switchValue(configuration.settingsFor(name)('dosnapshot', name) ?? '') !== false;
  } catch {
    // Its own check tells what is wrong with its section.
    return true;
  }
}
