import { describe, expect, it } from 'vitest';
import { withinLimit } from '#storage/time-limit.ts';

/** Ends with an error of its own making when its signal is aborted, as a library may. */
async function stubborn(signal: AbortSignal): Promise<never> {
  await new Promise((resolve) => signal.addEventListener('abort', resolve));
  throw new Error('the operation was aborted');
}

describe('an operation under a time limit', () => {
  it('gives its result', async () => {
    const result = await withinLimit({ limitMs: 1000, doing: 'list' }, undefined, async () => 'done');

    expect(result).toBe('done');
  });

  it('ends with a sentence about the limit, whatever it throws itself', async () => {
    const operation = withinLimit({ limitMs: 1, doing: 'list the snapshots' }, undefined, stubborn);

    await expect(operation).rejects.toMatchObject({
      name: 'StorageUnreachableError',
      message: 'cannot list the snapshots: gave up after 0.001 s',
    });
  });

  it('ends with the reason of the caller, whatever it throws itself', async () => {
    const interrupt = new AbortController();

    const operation = withinLimit({ limitMs: 60_000, doing: 'list' }, interrupt.signal, stubborn);
    interrupt.abort(new Error('interrupted by SIGHUP'));

    await expect(operation).rejects.toThrow('interrupted by SIGHUP');
  });
});
