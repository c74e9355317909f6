import { describe, expect, it } from 'vitest';
import { IcbError, InterruptedError } from '#core/errors.ts';
import { askedOnce } from '#workflows/check/asked-once.ts';
import { fail, ok, skip, warn } from '#workflows/check/check.ts';
import type { Check } from '#workflows/check/check.ts';
import { runChecks, skipChecks } from '#workflows/check/run-checks.ts';
import { neverAborted, stoppedClock } from '../../oracle/fake-tools.ts';

const run = { limitMs: 10_000, clock: stoppedClock, signal: neverAborted };

function check(name: string, work: Check<undefined>['run'], needs: readonly string[] = []): Check<undefined> {
  return { name, title: `about ${name}`, needs, remedy: `mend ${name}`, run: work };
}

async function resultsOf(checks: readonly Check<undefined>[], changes: Partial<typeof run> = {}): Promise<string[]> {
  const outcomes = await runChecks([{ title: 'group', checks }], undefined, { ...run, ...changes });
  return outcomes.map(({ name, status, finding, remedy }) => `${name} ${status} ${finding}${remedy === undefined ? '' : ` (${remedy})`}`);
}

describe('a run of checks', () => {
  it('tells the remedy of the finding, else that of the check, and none for what is in order', async () => {
    const checks = [check('a', () => warn('is slow')), check('b', () => fail('is broken', 'mend it so')), check('c', () => ok('is good')), check('d', () => skip('is not there'))];

    expect(await resultsOf(checks)).toEqual(['a WARN is slow (mend a)', 'b FAIL is broken (mend it so)', 'c OK is good', 'd SKIP is not there']);
  });

  it('takes what a check throws for a failure, with its hint, and a defect for one too', async () => {
    const checks = [
      check('a', () => Promise.reject(new IcbError('no login', { hint: 'set the password' }))),
      check('b', () => {
        throw new IcbError('no listener');
      }),
      check('c', () => Promise.reject(new TypeError('x is not a function'))),
    ];

    expect(await resultsOf(checks)).toEqual(['a FAIL no login (set the password)', 'b FAIL no listener (mend b)', 'c FAIL internal error, please report it: x is not a function (mend c)']);
  });

  it('leaves out what needs a check that failed, and names the first cause', async () => {
    const checks = [check('a', () => fail('away')), check('b', () => ok('fine'), ['a']), check('c', () => ok('fine'), ['b']), check('d', () => ok('fine'))];

    expect(await resultsOf(checks)).toEqual(['a FAIL away (mend a)', 'b SKIP needs a', 'c SKIP needs a', 'd OK fine']);
  });

  it('leaves out for the same reason what needs a check that does not apply', async () => {
    const checks = [check('a', () => skip('no snapshots are taken')), check('b', () => ok('fine'), ['a']), check('c', () => ok('fine'), ['b'])];

    const outcomes = await runChecks([{ title: 'group', checks }], undefined, run);

    expect(outcomes.map(({ status, finding, blockedBy }) => [status, finding, blockedBy])).toEqual(Array.from({ length: 3 }, () => ['SKIP', 'no snapshots are taken', undefined]));
  });

  it('goes on after a warning', async () => {
    const checks = [check('a', () => warn('soon')), check('b', () => ok('fine'), ['a'])];

    expect(await resultsOf(checks)).toEqual(['a WARN soon (mend a)', 'b OK fine']);
  });

  it('gives up a check that does not answer, and goes on', async () => {
    const checks = [check('a', () => new Promise(() => {})), check('b', () => ok('fine'))];

    expect(await resultsOf(checks, { limitMs: 20 })).toEqual([expect.stringMatching(/^a FAIL no answer within 0\.02 s \(find out what /), 'b OK fine']);
  });

  it('tells a failure that several checks share once', async () => {
    const ask = askedOnce(() => Promise.reject(new IcbError('ORA-00942')));
    const checks = [check('a', async (_, signal) => ok(await ask(signal))), check('b', async (_, signal) => ok(await ask(signal)))];

    expect(await resultsOf(checks)).toEqual(['a FAIL ORA-00942 (mend a)', 'b SKIP an earlier check asked the same and had no answer']);
  });

  it('ends when it is interrupted', async () => {
    const interrupted = new AbortController();
    const checks = [check('a', () => new Promise(() => interrupted.abort(new InterruptedError('SIGTERM', 15))))];

    await expect(resultsOf(checks, { signal: interrupted.signal })).rejects.toThrow('interrupted by SIGTERM');
  });

  it('can be left out as a whole', () => {
    const outcomes = skipChecks([{ title: 'group', checks: [check('a', () => ok('fine'))] }], 'configuration');

    expect(outcomes).toMatchObject([{ name: 'a', status: 'SKIP', finding: 'needs configuration', blockedBy: 'configuration' }]);
  });
});
