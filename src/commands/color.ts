import type { Writable } from 'node:stream';
import type { World } from './context.ts';

/** Whether a stream is to be coloured: a terminal that knows colours, whose user did not refuse them (no-color.org). */
export function showsColor(stream: Writable, { env }: Pick<World, 'env'>): boolean {
  const isRefused = (env['NO_COLOR'] ?? '') !== '' || env['TERM'] === 'dumb';
  return 'isTTY' in stream && stream.isTTY === true && !isRefused;
}
