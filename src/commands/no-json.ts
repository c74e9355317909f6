import { UsageError } from '#core/errors.ts';
import type { GlobalOptions } from './context.ts';

/** @throws {UsageError} for a command that tells people a story and programs nothing */
export function refuseJson({ json }: GlobalOptions, command: string): void {
  if (json) throw new UsageError(`icb ${command} has no JSON output`, { hint: 'leave out --json' });
}
