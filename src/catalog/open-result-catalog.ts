import { readCatalogPassword } from '#core/config/catalog-credentials.ts';
import type { CredentialsPlace } from '#core/config/credentials.ts';
import { ConfigurationError } from '#core/errors.ts';
import { oracleCatalog, type OracleCatalogSurroundings } from './oracle-catalog.ts';
import type { ResultCatalog } from './result-catalog.ts';
import { sqliteCatalog } from './sqlite-catalog.ts';

export interface CatalogSurroundings extends OracleCatalogSurroundings {
  /** Where the password of `user@name` is. */
  readonly credentials: CredentialsPlace;
}

/**
 * The result catalog as autorestorecatalog names it: `/@name` with a login from the wallet, `user@name` with a password from its
 * private file, `user/password@name`, or `sqlite:PATH` with an absolute path. Nothing is opened yet.
 * @throws {ConfigurationError} for anything else
 */
export function openResultCatalog(setting: string, surroundings: CatalogSurroundings): ResultCatalog {
  if (setting.startsWith('sqlite:')) return sqliteCatalog(setting.slice('sqlite:'.length), surroundings);
  const at = setting.lastIndexOf('@');
  const login = setting.slice(0, Math.max(at, 0));
  const connect = setting.slice(at + 1);
  if (login === '/') return oracleCatalog(setting, () => ({ kind: 'wallet', connect }), surroundings);
  const [, user, password] = /^([^/]+)(?:\/(.+))?$/s.exec(login) ?? [];
  if (user === undefined || connect === '') {
    throw new ConfigurationError('autorestorecatalog is neither /@name, user@name nor sqlite:PATH', { hint: 'correct it in the configuration' });
  }
  const { credentials } = surroundings;
  return oracleCatalog(`${user}@${connect}`, () => ({ kind: 'password', user, password: password ?? readCatalogPassword(user, credentials), connect }), surroundings);
}
