import { noProgress } from '#core/log.ts';
import type { Log, LogFields } from '#core/log.ts';

/** A log of which only the warnings are heard: they are findings, all else was asked by nobody. */
export function warningsOnly(onWarning: (message: string, fields: LogFields) => void): Log {
  return { debug: nothing, info: nothing, error: nothing, toolOutput: nothing, showProgress: noProgress, warn: (message, fields = {}) => onWarning(message, fields) };
}

function nothing(): void {
  // Nobody asked for it.
}
