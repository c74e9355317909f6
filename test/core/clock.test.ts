import { describe, expect, it } from 'vitest';
import { systemClock } from '#core/clock.ts';

describe('the system clock', () => {
  it('wakes a sleeper with the reason of the cancellation', async () => {
    const controller = new AbortController();
    const reason = new Error('interrupted by SIGINT');

    const sleeping = systemClock.sleep(600_000, controller.signal);
    controller.abort(reason);

    await expect(sleeping).rejects.toBe(reason);
  });

  it('tells the time in UTC', () => {
    const now = systemClock.now();

    expect(now.zoneName).toBe('UTC');
  });
});
