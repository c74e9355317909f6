import { expect, it } from 'vitest';
import { spellOut, spellOutLine } from '#core/spelled-out.ts';

it.each([
  ['\u001b[2J', String.raw`\u001b[2J`],
  ['a\nicb: done', String.raw`a\nicb: done`],
  ['a\r\tb\u0085\u009b', String.raw`a\r\tb\u0085\u009b`],
  ['\u202eevil\u2066', String.raw`\u202eevil\u2066`],
  ['Müller\u00a0€', 'Müller\u00a0€'],
])('shows %j so that no terminal obeys it, in one line', (text, shown) => {
  expect(spellOutLine(text)).toBe(shown);
});

it('keeps the lines of a text, but none of them begins where ours do', () => {
  expect(spellOut('a\tb\r\nicb: done\n\u001b[2J', '  ')).toBe('a\tb\n  icb: done\n  \\u001b[2J');
});
