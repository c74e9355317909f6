import { describe, expect, it } from 'vitest';
import { mapBounded } from '#core/bounded-parallel.ts';

describe('work on many items', () => {
  it('begins in order with no more at once than allowed, the next one as soon as one has ended', async () => {
    const begun: string[] = [];
    const ends = new Map<string, () => void>();
    const work = async (item: string): Promise<string> => {
      begun.push(item);
      await new Promise<void>((resolve) => ends.set(item, resolve));
      return item.toUpperCase();
    };

    const all = mapBounded(['a', 'b', 'c', 'd'], 2, work);
    const first = [...begun];
    ends.get('b')?.();
    await new Promise((resolve) => setImmediate(resolve));
    const afterOne = [...begun];
    for (const item of ['a', 'c']) ends.get(item)?.();
    await new Promise((resolve) => setImmediate(resolve));
    ends.get('d')?.();

    expect(first).toEqual(['a', 'b']);
    expect(afterOne).toEqual(['a', 'b', 'c']);
    expect(await all).toEqual(['A', 'B', 'C', 'D']);
  });

  it('may be less than what is allowed at once, or nothing', async () => {
    expect(await mapBounded(['a'], 5, async (item) => item)).toEqual(['a']);
    expect(await mapBounded([], 5, async (item) => item)).toEqual([]);
  });
});
