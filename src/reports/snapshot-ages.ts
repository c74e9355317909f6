// The ages of the newest snapshots of several databases for Nagios: the worst state, one line of text with all performance data
// (Icinga misreads what comes on later lines), then a line for each database, the worst first.
import { ageJson, ageText, agePerformance, statusText, unknownJson } from './snapshot-age.ts';
import type { AgeFinding, AgeThresholds, NagiosStatus } from './snapshot-age.ts';

/** What the check of one database came to; `reason`: it could not be made. */
export type DatabaseAge =
  | { readonly database: string; readonly finding: AgeFinding; readonly thresholds: AgeThresholds }
  | { readonly database: string; readonly reason: string };

/** As the monitoring plugins have it: what is known to be bad comes before what is not known. */
const worstFirst = ['CRITICAL', 'WARNING', 'UNKNOWN', 'OK'] as const satisfies readonly NagiosStatus[];
/** So many are named on the first line, which is what a short message to a telephone holds. */
const namedAtMost = 5;

/** OK when there is nothing to check. */
export function worstStatus(ages: readonly DatabaseAge[]): NagiosStatus {
  return worstFirst.find((status) => ages.some((age) => statusOf(age) === status)) ?? 'OK';
}

export function agesLines(ages: readonly DatabaseAge[]): string {
  const counts = worstFirst.flatMap((status) => {
    const names = ages.filter((age) => statusOf(age) === status).map(({ database }) => statusText(database));
    return names.length === 0 ? [] : [`${names.length} ${status}${status === 'OK' ? '' : ` (${shortList(names)})`}`];
  });
  const performance = ages.flatMap((age) => ('finding' in age ? [agePerformance(age.finding, age.thresholds, label(age.database))] : []));
  const first = `${worstStatus(ages)}: ${ages.length} ${ages.length === 1 ? 'database' : 'databases'}: ${counts.join(', ')}${performance.length === 0 ? '' : ` | ${performance.join(' ')}`}`;
  const sorted = ages.toSorted((a, b) => worstFirst.indexOf(statusOf(a)) - worstFirst.indexOf(statusOf(b)));
  return [first, ...sorted.map((age) => `${statusOf(age)}: ${statusText(age.database)}: ${textOf(age)}`)].join('\n');
}

export function agesJson(ages: readonly DatabaseAge[]): object {
  return {
    status: worstStatus(ages),
    databases: ages.map((age) => ({ database: age.database, ...('finding' in age ? ageJson(age.finding, age.thresholds) : unknownJson(age.reason)) })),
  };
}

function statusOf(age: DatabaseAge): NagiosStatus {
  return 'finding' in age ? age.finding.status : 'UNKNOWN';
}

function textOf(age: DatabaseAge): string {
  return 'finding' in age ? ageText(age.finding) : statusText(age.reason);
}

function shortList(names: readonly string[]): string {
  const more = names.length - namedAtMost;
  return names.slice(0, namedAtMost).join(', ') + (more > 0 ? `, and ${more} more` : '');
}

/** A label with other characters would need quotes. */
function label(database: string): string {
  return `age_${database.replaceAll(/[^\w.-]/gu, '_')}`;
}
