// User and password of an appliance: from the environment, else from a file beside the configuration that nobody else may
// read. They never pass through the configuration itself, so no command can print them.
import { join } from 'node:path';
import { ConfigurationError } from '../errors.ts';
import { readRegularFileSync, type RegularFile } from '../read-regular-file.ts';
import { systemErrorCode, systemErrorText } from '../system-error.ts';
import { parseConfiguration } from './configuration.ts';
import type { Configuration } from './configuration.ts';
import type { StorageSystem } from './schema.ts';

/** A login to an appliance. */
export interface Credentials {
  readonly user: string;
  readonly password: string;
}

/** Where credentials come from. */
export interface CredentialsPlace {
  /** Folder of the configuration file. */
  readonly directory: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

interface CredentialsFile {
  readonly file: string;
  readonly section: string;
  readonly userKey: string;
  readonly passwordKey: string;
  /** Names of the system in environment variables. */
  readonly variables: readonly string[];
  readonly overrideSections: readonly string[];
}

const plainFile = { section: 'credentials', userKey: 'user', passwordKey: 'password', overrideSections: [] } as const;

/** OpenZFS has none: its `zfs` runs here or over ssh. */
const files: Readonly<Record<StorageSystem, CredentialsFile | undefined>> = {
  zfssa: {
    file: 'zfscredentials.cfg',
    section: 'zfscredentials',
    userKey: 'zfsuser',
    passwordKey: 'zfspassword',
    variables: ['ZFSSA'],
    overrideSections: [],
  },
  ontap: {
    ...plainFile,
    file: 'netappcredentials.cfg',
    section: 'netappcredentials',
    variables: ['ONTAP', 'NETAPP'],
    overrideSections: ['netapp', 'ontap'],
  },
  softnas: { ...plainFile, file: 'softnascredentials.cfg', variables: ['SOFTNAS'] },
  dorado: { ...plainFile, file: 'huaweidoradocredentials.cfg', variables: ['DORADO', 'HUAWEIDORADO'] },
  openzfs: undefined,
};

/**
 * The login to a storage system. The environment goes before the file, each of user and password on its own.
 * @throws {ConfigurationError} when they are missing, or others can read the file
 */
export function readCredentials(system: StorageSystem, { directory, env }: CredentialsPlace): Credentials {
  const described = files[system];
  if (described === undefined) throw new Error(`${system} has no credentials`);
  const fromEnv = (word: string): string | undefined =>
    described.variables.map((name) => env[`ICB_${name}_${word}`]).find((value) => value !== undefined && value !== '');
  const user = fromEnv('USER');
  const password = fromEnv('PASSWORD');
  if (user !== undefined && password !== undefined) return { user, password };
  const path = join(directory, described.file);
  const file = openPrivateFile(path);
  if (file === undefined) throw missing(`no credentials for ${system}: ${path} does not exist`, system, path);
  const { section, userKey, passwordKey } = described;
  return { user: user ?? required(file, section, userKey), password: password ?? required(file, section, passwordKey) };
}

/**
 * Settings of the storage system that its credentials file gives, by key; they go before those of its section in the configuration.
 * @throws {ConfigurationError} when others can read the file
 */
export function credentialsFileSettings(system: StorageSystem, directory: string): Readonly<Record<string, string>> {
  const { file: name, overrideSections } = files[system] ?? { file: '', overrideSections: [] };
  const file = overrideSections.length === 0 ? undefined : openPrivateFile(join(directory, name));
  if (file === undefined) return {};
  return Object.fromEntries(
    overrideSections.flatMap((section) =>
      [...file.entriesOf(section).keys()].map((key) => [key, file.find(key, section)?.value ?? ''] as const).filter(([, value]) => value !== ''),
    ),
  );
}

function required(file: Configuration, section: string, key: string): string {
  const value = file.get(key, section) ?? '';
  if (value !== '') return value;
  throw new ConfigurationError(`${key} is missing in [${section}] of ${file.file}`);
}

function missing(message: string, system: StorageSystem, path: string): ConfigurationError {
  const variable = `ICB_${system.toUpperCase()}`;
  const hint = `create ${path} as in the folder config of icb, or set ${variable}_USER and ${variable}_PASSWORD`;
  return new ConfigurationError(message, { hint });
}

/**
 * A file with secrets; undefined where there is none. The permission is asked of the file that is read, not of its name, which
 * may by then be another file.
 * @throws {ConfigurationError} when others can read it
 */
export function openPrivateFile(path: string): Configuration | undefined {
  const found = read(path);
  if (found === undefined) return undefined;
  if ((found.mode & 0o066) !== 0) {
    const hint = `run: chmod 600 ${shellWord(path)}`;
    throw new ConfigurationError(`credentials file ${path} can be read or changed by other users`, { hint });
  }
  return parseConfiguration({ file: path, bytes: found.bytes });
}

function read(path: string): RegularFile | undefined {
  try {
    return readRegularFileSync(path);
  } catch (cause) {
    if (systemErrorCode(cause) === 'ENOENT') return undefined;
    throw new ConfigurationError(`credentials file ${path} cannot be read: ${systemErrorText(cause)}`, { cause });
  }
}

function shellWord(path: string): string {
  return /^[\w/.+-]+$/u.test(path) ? path : `'${path.replaceAll("'", String.raw`'\''`)}'`;
}
