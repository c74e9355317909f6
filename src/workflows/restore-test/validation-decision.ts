// Whether a test reads every block of the restored database. On the validation days of the calendar it does. A validation day on
// which nobody did, or on which a block was bad, is made up by the next test, and the next, until one finds all blocks good: the
// certificates tell. Where no calendar is set, chance decides.
//
// A database counts from its first certificate on: a validation day before that is not missed, for nobody tested the database
// then. The same goes for a name that another database (another DBID) had before.
import type { DateTime } from 'luxon';
import type { RestoreTestSettings } from '#core/config/restore-settings.ts';
import { lastValidationDay, nextValidationDay } from '#core/validation-calendar.ts';
import type { ValidationRule } from '#core/validation-calendar.ts';
import type { BlockCheckResult } from '#reports/restore-test-result.ts';
import { readCertificates } from './certificate-store.ts';

const dayMs = 24 * 60 * 60 * 1000;

export type ValidationSettings = Pick<RestoreTestSettings, 'name' | 'dbid' | 'logFolder' | 'validationChance' | 'validationModulusDays' | 'validationText'>;

interface ValidationMoment {
  readonly now: DateTime;
  /** At least 0, less than 1. */
  readonly random?: () => number;
}

/**
 * Why the blocks are to be read, undefined when they are not. The calendar goes before chance.
 * @throws {IcbError} when the folder of the certificates cannot be read
 */
export async function decideBlockCheck(settings: ValidationSettings, { now, random = Math.random }: ValidationMoment): Promise<Exclude<BlockCheckResult['reason'], 'canary'> | undefined> {
  const { validationChance, validationModulusDays, validationText } = settings;
  if (validationModulusDays === 0) return validationChance > 0 && random() < 1 / validationChance ? 'chance' : undefined;
  const rule = { text: validationText, modulusDays: validationModulusDays };
  if (nextValidationDay(rule, now).daysAhead === 0) return 'validation day';
  return (await isOwed(settings, rule, now)) ? 'made up' : undefined;
}

/** Whether the last validation day still waits for a block check that found all blocks good. */
async function isOwed({ name, dbid, logFolder }: ValidationSettings, rule: ValidationRule, now: DateTime): Promise<boolean> {
  const due = lastValidationDay(rule, now).toMillis();
  let wasTestedThen = false;
  for await (const { certificate } of readCertificates(logFolder, name)) {
    if (certificate.dbid !== dbid) continue;
    const startedAt = Date.parse(certificate.startedAt);
    if (startedAt < due) return true;
    if (certificate.blockCheck?.passed === true) return false;
    wasTestedThen ||= startedAt < due + dayMs;
  }
  return wasTestedThen;
}
