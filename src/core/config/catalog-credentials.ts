import { join } from 'node:path';
import { ConfigurationError } from '../errors.ts';
import { openPrivateFile, type CredentialsPlace } from './credentials.ts';

interface FoundLogin {
  readonly place: string;
  readonly user: string | undefined;
  readonly password: string | undefined;
}

/**
 * Password of the result catalog's user: from ICB_CATALOG_PASSWORD, else from catalogcredentials.cfg beside the configuration.
 * @throws {ConfigurationError} when there is none, it belongs to another user, or others can read the file
 */
export function readCatalogPassword(user: string, { directory, env }: CredentialsPlace): string {
  const path = join(directory, 'catalogcredentials.cfg');
  const { place, user: owner, password } = fromEnvironment(env) ?? fromFile(path);
  if (password === undefined || password === '') {
    const hint = `write [credentials] with user and password into ${path}, mode 0600, or set ICB_CATALOG_PASSWORD`;
    throw new ConfigurationError(`no password for user ${user} of the result catalog in ${place}`, { hint });
  }
  if (owner !== undefined && owner !== '' && owner.toLowerCase() !== user.toLowerCase()) {
    const hint = 'name the same user in both places';
    throw new ConfigurationError(`${place} is for user ${owner}, but autorestorecatalog names user ${user}`, { hint });
  }
  return password;
}

function fromEnvironment(env: CredentialsPlace['env']): FoundLogin | undefined {
  const password = env['ICB_CATALOG_PASSWORD'];
  if (password === undefined || password === '') return undefined;
  return { place: 'the environment (ICB_CATALOG_USER)', user: env['ICB_CATALOG_USER'], password };
}

function fromFile(path: string): FoundLogin {
  const file = openPrivateFile(path);
  return { place: path, user: file?.get('user', 'credentials'), password: file?.get('password', 'credentials') };
}
