import type { Writable } from 'node:stream';
import { type Log, noProgress } from '#core/log.ts';
import { spellOut } from '#core/spelled-out.ts';
import type { GlobalOptions } from './context.ts';

/** For commands without a session log: warnings go to stderr, with `--verbose` everything, results stay alone on stdout. */
export function messageLog(stderr: Writable, { verbose }: Pick<GlobalOptions, 'verbose'>): Log {
  const say = (message: string): void => void stderr.write(`icb: ${spellOut(message, '     ')}\n`);
  const sayDetail = verbose ? say : (): void => {};
  return { debug: sayDetail, info: sayDetail, warn: say, error: say, toolOutput: (chunk) => void stderr.write(chunk), showProgress: noProgress };
}

/** For commands whose output must be a single line. */
export const silentLog: Log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {}, toolOutput: () => {}, showProgress: noProgress };
