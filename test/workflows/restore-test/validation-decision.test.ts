import { join } from 'node:path';
import { DateTime } from 'luxon';
import { describe, expect, it } from 'vitest';
import type { BlockCheckResult, RestoreTestResult } from '#reports/restore-test-result.ts';
import { writeCertificate } from '#workflows/restore-test/certificate-store.ts';
import { decideBlockCheck } from '#workflows/restore-test/validation-decision.ts';
import type { ValidationSettings } from '#workflows/restore-test/validation-decision.ts';
import { temporaryFolder } from '../../core/temporary-folder.ts';
import { checkedTest, failedTest, passedTest } from '../../reports/restore-test-results.ts';

// hash('foo') = -4177197833195190597, whose remainder by 30 is 3: 2026-11-06 and 2026-12-06 are validation days.
const calendar = { name: 'orcl', dbid: passedTest.dbid, validationChance: 0, validationModulusDays: 30, validationText: 'foo' };
const at = (iso: string): DateTime => DateTime.fromISO(iso, { zone: 'utc' });
const never = (): number => {
  throw new Error('chance was asked');
};

/** A night's test that ended in this certificate. */
type Night = readonly [startedAt: string, result: RestoreTestResult];

async function decide(nights: readonly Night[], now: string, settings: Partial<ValidationSettings> = {}): ReturnType<typeof decideBlockCheck> {
  using folder = temporaryFolder();
  for (const [index, [startedAt, result]] of nights.entries()) {
    await writeCertificate(folder.path, { ...result, startedAt: at(startedAt), logFile: join(folder.path, `20261101T00000${index}-orcl.log`) });
  }
  return await decideBlockCheck({ ...calendar, logFolder: folder.path, ...settings }, { now: at(now), random: never });
}

function checked(check: Partial<BlockCheckResult>): RestoreTestResult {
  return { ...passedTest, blockCheck: { reason: 'validation day', files: 7, blocks: 1000, corrupt: [], canary: undefined, ...check } };
}

const tested: Night = ['2026-11-05T02:00:00Z', passedTest];
const corrupt = { ...checked({ corrupt: [{ file: 4, block: 7, blocks: 1, type: 'CHECKSUM' }] }), failure: { step: 'check every block', message: '1 corrupt block', errorStack: [] } };

describe('with a calendar, blocks are read', () => {
  it.each<readonly [string, readonly Night[], string, string | undefined]>([
    ['on the validation day', [tested], '2026-11-06T02:00:00Z', 'validation day'],
    ['on the validation day, the second time as well', [tested, ['2026-11-06T02:00:00Z', checkedTest]], '2026-11-06T22:00:00Z', 'validation day'],
    ['on the validation day of a database never tested before', [], '2026-11-06T02:00:00Z', 'validation day'],
    ['not the day before', [tested], '2026-11-05T23:59:59Z', undefined],
    ['not the day after, when all were good', [tested, ['2026-11-06T02:00:00Z', checkedTest]], '2026-11-07T02:00:00Z', undefined],
    ['the day after, when no test ran on the day', [tested], '2026-11-07T02:00:00Z', 'made up'],
    ['a month after, when no test ran at all since', [tested], '2026-12-05T23:59:00Z', 'made up'],
    ['the day after, when the test of the day failed before it came to it', [['2026-11-06T02:00:00Z', failedTest]], '2026-11-07T02:00:00Z', 'made up'],
    ['the day after, when blocks were corrupt', [['2026-11-06T02:00:00Z', corrupt]], '2026-11-07T02:00:00Z', 'made up'],
    ['the day after, when not every file was read', [['2026-11-06T02:00:00Z', checked({ files: 6 })]], '2026-11-07T02:00:00Z', 'made up'],
    ['the day after, when the canary was not found', [['2026-11-06T02:00:00Z', checked({ canary: { file: 1, block: 2, found: false } })]], '2026-11-07T02:00:00Z', 'made up'],
    ['not once it was made up', [tested, ['2026-11-08T02:00:00Z', checked({ reason: 'made up' })]], '2026-11-09T02:00:00Z', undefined],
    ['not once a canary was found since, for all others were read with it', [tested, ['2026-11-08T02:00:00Z', checked({ reason: 'canary', canary: { file: 1, block: 2, found: true } })]], '2026-11-09T02:00:00Z', undefined],
    ['not when all were good and the test failed at something else', [['2026-11-06T02:00:00Z', { ...checkedTest, failure: { step: 'drop the clone', message: 'appliance is down', errorStack: [] } }]], '2026-11-07T02:00:00Z', undefined],
    ['again, when all were good only before the day', [['2026-11-05T23:59:59Z', checkedTest]], '2026-11-07T02:00:00Z', 'made up'],
    ['not for a day before the first test of the database', [['2026-11-07T00:00:00Z', passedTest]], '2026-11-08T02:00:00Z', undefined],
    ['not for a database never tested before', [], '2026-11-07T02:00:00Z', undefined],
    ['whatever other databases did', [tested, ['2026-11-06T02:00:00Z', { ...checkedTest, database: 'sales' }]], '2026-11-07T02:00:00Z', 'made up'],
    ['not for what an earlier database of the same name missed', [['2026-11-05T02:00:00Z', { ...passedTest, dbid: '1' }]], '2026-11-07T02:00:00Z', undefined],
  ])('%s', async (_when, nights, now, expected) => {
    expect(await decide(nights, now)).toBe(expected);
  });

  it('every time with a modulus of one day', async () => {
    expect(await decide([tested], '2026-11-20T02:00:00Z', { validationModulusDays: 1 })).toBe('validation day');
  });

  it('never by chance', async () => {
    expect(await decide([], '2026-11-07T02:00:00Z', { validationChance: 1 })).toBeUndefined();
  });
});

describe('without a calendar, blocks are read by chance', () => {
  it.each([
    [0, 0, undefined],
    [1, 0.999, 'chance'],
    [4, 0, 'chance'],
    [4, 0.2499, 'chance'],
    [4, 0.25, undefined],
  ])('in one of %i tests, with %d drawn: %s', async (validationChance, drawn, expected) => {
    const settings = { ...calendar, logFolder: '/nowhere', validationModulusDays: 0, validationChance };

    expect(await decideBlockCheck(settings, { now: at('2026-11-06T02:00:00Z'), random: () => drawn })).toBe(expected);
  });
});
