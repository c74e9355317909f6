import { readdirSync, readFileSync } from 'node:fs';
import { NotStartedError, UsageError } from '#core/errors.ts';

/** @throws {UsageError} unless it can name an instance on any system */
export function checkInstanceName(sid: string): string {
  if (/^[A-Za-z][A-Za-z0-9]{0,7}$/.test(sid)) return sid;
  throw new UsageError(`"${sid}" cannot be the name of an instance: allowed are at most 8 letters and digits, beginning with a letter`);
}

/**
 * An instance is seen by its process monitor.
 * @throws {NotStartedError} when one of this name runs on this host
 */
export function refuseRunningInstance(sid: string, programs: readonly string[] = runningPrograms()): void {
  if (!programs.includes(`ora_pmon_${sid}`)) return;
  throw new NotStartedError(`an instance ${sid} runs on this host already`, { hint: 'choose another --sid, or shut that instance down first' });
}

/** First words of the command lines of all processes; the short names the kernel keeps are cut off. */
function runningPrograms(): readonly string[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.flatMap((pid) => {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0', 1);
    } catch {
      // It has ended meanwhile.
      return [];
    }
  });
}
