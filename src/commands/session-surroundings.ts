// What the sessions of all commands have in common: how their log is opened, what a signal is answered with at once, and the
// random words that mark their scripts.
import { randomUUID } from 'node:crypto';
import type { Log } from '#core/log.ts';
import type { SessionLogOptions } from '#core/log/session-log.ts';
import type { CommandContext } from './context.ts';

/** Everything of a session log but its file. */
export function sessionLogOptions(database: string, { world, options }: CommandContext): Omit<SessionLogOptions, 'file'> {
  return {
    database,
    clock: world.clock,
    screen: options.json ? world.stderr : world.stdout,
    streamToScreen: world.env['BACKUP_LOG_TO_SCREEN'] === 'TRUE',
    format: world.env['ICB_LOG_FORMAT'] === 'json' ? 'json' : 'text',
    quiet: options.quiet,
    verbose: options.verbose,
    color: options.color,
  };
}

/** Ending an Oracle program may take a minute: whoever sent the signal is told at once that it has been heard. */
export function announceInterruption(log: Log, signal: AbortSignal, whatHappensNow: string): Disposable {
  const announce = (): void => log.warn(`${signal.reason instanceof Error ? signal.reason.message : 'interrupted'}: ${whatHappensNow}`);
  signal.addEventListener('abort', announce, { once: true });
  return { [Symbol.dispose]: () => signal.removeEventListener('abort', announce) };
}

/** A new word of random letters and digits each time. */
export function newToken(): string {
  return randomUUID().replaceAll('-', '');
}

/** Zone of this host's clocks. */
export function hostZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}
