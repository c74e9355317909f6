import { ConfigurationError } from '#core/errors.ts';
import type { SnapHandlerContext } from './snap-handler.ts';

/**
 * For a system on which a database has one volume: a snapshot of one of several would be no backup, and nothing would tell.
 * @throws {ConfigurationError} when further volumes are configured
 */
export function requireOneVolume(context: SnapHandlerContext, system: string): void {
  if ((context.get('additionalvolumesuffixes') ?? '') === '') return;
  throw new ConfigurationError(`additionalvolumesuffixes of ${context.database}: several volumes for one database are not possible with storage ${system}`, {
    hint: 'keep the backups of this database in one volume, and take the setting away',
  });
}
