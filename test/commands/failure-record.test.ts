import { describe, expect, it } from 'vitest';
import { IcbError, RefusedError } from '#core/errors.ts';
import type { SessionLog } from '#core/log/session-log.ts';
import { recordFailure } from '#commands/failure-record.ts';
import { recordedLog } from '../core/recorded-log.ts';

/** As scopes make it when giving back fails as well. */
async function failTwice(): Promise<unknown> {
  try {
    await using stack = new AsyncDisposableStack();
    stack.defer(() => Promise.reject(new IcbError('the clone is still mounted')));
    throw new RefusedError('something else got mounted');
  } catch (error) {
    return error;
  }
}

describe('a failure during whose clearing up another one happened', () => {
  it('keeps its message and exit code, and the other one is said', async () => {
    const log = recordedLog();

    const recorded = recordFailure(Object.assign(log, { filePath: undefined }) as unknown as SessionLog, await failTwice(), { signal: new AbortController().signal, givenBack: '' });

    expect(recorded).toMatchObject({ name: 'RefusedError', exitCode: 3, message: 'something else got mounted' });
    expect(log.lines).toContainEqual(expect.objectContaining({ level: 'warn', message: 'while clearing up: the clone is still mounted' }));
  });
});
