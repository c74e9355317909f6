import { PassThrough } from 'node:stream';
import { expect, it } from 'vitest';
import { showsColor } from '#commands/color.ts';

it.each<readonly [what: string, isTTY: boolean, env: Readonly<Record<string, string>>, colored: boolean]>([
  ['a terminal', true, { TERM: 'xterm' }, true],
  ['a terminal with an empty NO_COLOR', true, { NO_COLOR: '' }, true],
  ['a terminal with NO_COLOR', true, { NO_COLOR: '1' }, false],
  ['a terminal that is dumb', true, { TERM: 'dumb' }, false],
  ['a file or pipe', false, { TERM: 'xterm' }, false],
])('%s', (_, isTTY, env, colored) => {
  const stream = isTTY ? Object.assign(new PassThrough(), { isTTY }) : new PassThrough();

  expect(showsColor(stream, { env })).toBe(colored);
});
