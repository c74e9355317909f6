import { expect, it } from 'vitest';
import { IcbError, InterruptedError } from '#core/errors.ts';
import { failuresIn } from '#core/failures-in.ts';
import { OracleToolError } from '#oracle/programs/tool-error.ts';
import { describeFailure } from '#workflows/restore-test/test-failure.ts';
import { testSid } from '#workflows/restore-test/test-instance.ts';

function failing(message: string): AsyncDisposable {
  return { [Symbol.asyncDispose]: () => Promise.reject(new IcbError(message)) };
}

it('names what failed first, and then what failed while it was being cleared up', async () => {
  let caught: unknown;
  try {
    await using stack = new AsyncDisposableStack();
    stack.use(failing('clone cannot be dropped'));
    stack.use(failing('device is busy'));
    throw new IcbError('recovery failed');
  } catch (error) {
    caught = error;
  }

  expect(describeFailure(failuresIn(caught), 'recover the database')).toEqual({
    step: 'recover the database',
    message: 'recovery failed; while clearing up: device is busy; while clearing up: clone cannot be dropped',
    errorStack: [],
  });
});

it('has what the tool said, however it was put into other words', () => {
  const said = new OracleToolError({ tool: 'RMAN', database: 'orcl', step: 'recover', exit: { exitCode: 1 }, tail: ['RMAN-06054: no log'], failure: undefined });

  expect(describeFailure([new IcbError('in other words', { cause: said })], 'recover')?.errorStack).toEqual(['RMAN-06054: no log']);
});

it('says so when a signal ended the test', () => {
  expect(describeFailure([new InterruptedError('SIGTERM', 15)], 'recover the database')).toMatchObject({ step: 'recover the database (interrupted)', message: 'interrupted by SIGTERM' });
});

it('makes a SID of at most 8 letters and digits, the same every night, another for another configuration', () => {
  const sids = [testSid('orcl', '/log1'), testSid('orcl', '/log2'), testSid('orcl_standby_2', '/log1'), testSid('9$#', '/log1')];

  expect(sids.every((sid) => /^[A-Z][A-Z0-9]{0,7}$/u.test(sid))).toBe(true);
  expect(new Set(sids).size).toBe(4);
  expect(testSid('orcl', '/log1')).toBe(sids[0]);
});
