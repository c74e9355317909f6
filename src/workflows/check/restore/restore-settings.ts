import { InvalidConfigurationError } from '#core/config/problem.ts';
import type { RestoreTestSettings } from '#core/config/restore-settings.ts';
import type { CheckedDatabase } from '../checked-database.ts';

/** Undefined where restore tests are not set up; what is wrong with the values the check of the configuration tells. */
export function restoreSettingsOf({ configuration, settings: { name } }: CheckedDatabase): RestoreTestSettings | undefined {
  try {
    return configuration.restoreTestSettings(name);
  } catch (error) {
    if (error instanceof InvalidConfigurationError) return undefined;
    throw error;
  }
}
