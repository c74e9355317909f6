import { NotStartedError, UsageError } from '#core/errors.ts';
import { isInstanceRunning } from '#core/running-instances.ts';

/** @throws {UsageError} unless it can name an instance on any system */
export function checkInstanceName(sid: string): string {
  if (/^[A-Za-z][A-Za-z0-9]{0,7}$/.test(sid)) return sid;
  throw new UsageError(`"${sid}" cannot be the name of an instance: allowed are at most 8 letters and digits, beginning with a letter`);
}

/** @throws {NotStartedError} when an instance of this name runs on this host */
export function refuseRunningInstance(sid: string): void {
  if (!isInstanceRunning(sid)) return;
  throw new NotStartedError(`an instance ${sid} runs on this host already`, { hint: 'choose another --sid, or shut that instance down first' });
}
