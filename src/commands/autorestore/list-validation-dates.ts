import type { Configuration } from '#core/config/configuration.ts';
import { nextValidationDay } from '#core/validation-calendar.ts';
import type { CommandContext } from '../context.ts';

/** `icb autorestore --listvalidationdates`: on which UTC day every block of each database is read next. */
export function listValidationDates(configuration: Configuration, databases: readonly string[], { world, options }: CommandContext): number {
  const now = world.clock.now();
  const days = databases.flatMap((database) => {
    const { validationText: text, validationModulusDays: modulusDays } = configuration.restoreTestSettings(database);
    if (modulusDays === 0) return [];
    const { date, daysAhead } = nextValidationDay({ text, modulusDays }, now);
    return [{ database, date: date.toFormat('yyyy-MM-dd'), days: daysAhead }];
  });
  if (days.length === 0) (options.json ? world.stderr : world.stdout).write('no database has validation days, because autorestoremodulus is 0\n');
  if (options.json) world.stdout.write(`${JSON.stringify(days, undefined, 2)}\n`);
  else world.stdout.write(days.map(({ database, date, days: ahead }) => `${database}: ${date} (${distance(ahead)})\n`).join(''));
  return 0;
}

function distance(days: number): string {
  if (days === 0) return 'today';
  return days === 1 ? 'in 1 day' : `in ${days} days`;
}
