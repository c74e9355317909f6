import { expect, it } from 'vitest';
import { atMostAtOnce } from '#core/at-once.ts';

it('works on so many at once and no more, and keeps the order of the results', async () => {
  let working = 0;
  let most = 0;
  const work = async (item: number): Promise<number> => {
    working += 1;
    most = Math.max(most, working);
    for (let turn = 0; turn < 10 - item; turn += 1) await Promise.resolve();
    working -= 1;
    return item * 10;
  };

  const results = await atMostAtOnce(3, [1, 2, 3, 4, 5, 6, 7], work);

  expect(results).toEqual([10, 20, 30, 40, 50, 60, 70]);
  expect(most).toBe(3);
});
