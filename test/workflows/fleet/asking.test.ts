import { expect, it } from 'vitest';
import { IcbError } from '#core/errors.ts';
import { Asking } from '#workflows/fleet/asking.ts';

it('lets neither a failure nor a defect at one place hide what others say', async () => {
  using asking = new Asking({ timeLimitMs: 60_000, signal: new AbortController().signal });

  const answers = await Promise.all([
    asking.ask('storage', Promise.reject(new TypeError('no such thing'))),
    asking.ask('backup area', Promise.reject(new IcbError('not here', { hint: 'mount it' }))),
    asking.ask('database', Promise.resolve(7)),
  ]);

  expect(answers).toEqual([undefined, undefined, 7]);
  expect(asking.failures).toEqual([
    { part: 'storage', message: 'the storage system: internal error, please report it: no such thing', hint: undefined },
    { part: 'backup area', message: 'not here', hint: 'mount it' },
  ]);
});
