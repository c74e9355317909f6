import { expect, it } from 'vitest';
import { didYouMean, nearestMatch } from '#core/nearest.ts';

const actions = ['config', 'imagecopywithsnap', 'backupimagecopy', 'missingarchlog'];

it.each([
  ['imagecopywithsnp', 'imagecopywithsnap'],
  ['imgecopywithsanp', 'imagecopywithsnap'],
  ['ConFig', 'config'],
  ['cnofig', 'config'],
  ['missing', 'missingarchlog'],
  ['backup', 'backupimagecopy'],
  ['restore', undefined],
  ['x', undefined],
  ['', undefined],
])('%j is nearest to %s', (word, expected) => {
  expect(nearestMatch(word, actions)).toBe(expected);
});

it('knows nothing near when nothing is allowed', () => {
  expect(nearestMatch('config', [])).toBeUndefined();
});

it('asks the question, or says nothing', () => {
  expect([didYouMean('confg', actions), didYouMean('restore', actions)]).toEqual([' (did you mean config?)', '']);
});
