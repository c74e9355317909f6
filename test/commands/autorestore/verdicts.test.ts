import { expect, it } from 'vitest';
import { describeGivenBack, type Verdict } from '#commands/autorestore/verdicts.ts';
import { IcbError } from '#core/errors.ts';

function tested(isGivenBack: boolean): Verdict {
  const outcome = { isGivenBack, result: { logFile: '/log/a.log' } };
  return { database: 'orcl', outcome } as Partial<Verdict> as Verdict;
}

it.each<[string, Verdict, string]>([
  ['all is given back', tested(true), 'instance, mount, clone and lock are given back'],
  ['something is left', tested(false), 'not all of instance, mount and clone could be given back: the session log names what is left, the next test clears it: /log/a.log'],
  ['nothing had begun', { database: 'orcl', error: new IcbError('the lock is held') }, 'orcl was not tested, nothing had been set up'],
])('a test that a signal ended tells what is left of it: %s', (_, verdict, told) => {
  expect(describeGivenBack(verdict)).toBe(told);
});
