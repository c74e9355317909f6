// All that the file alone tells about what is wrong with it; whether folders and appliances are there is asked elsewhere.
import { ConfigurationError } from '../errors.ts';
import type { Configuration } from './configuration.ts';
import { credentialsFileSettings } from './credentials.ts';
import { inspectDatabase } from './database-settings.ts';
import { settingOfKey, unknownKeyProblems, unlikelyDatabaseProblems } from './known-keys.ts';
import { InvalidConfigurationError } from './problem.ts';
import type { Problem } from './problem.ts';
import { restoreTestProblems } from './restore-reader.ts';
import { settingsSection } from './schema.ts';
import type { StorageSystem } from './schema.ts';
import type { DatabaseSettings } from './settings.ts';
import type { StorageChoice } from './storage-choice.ts';
import { valueProblem } from './value-type.ts';

/** Errors and warnings, in the order of the file. */
export function checkConfiguration(configuration: Configuration): Problem[] {
  return inFileOrder([
    ...configuration.interpolationProblems(),
    ...valueProblems(configuration),
    ...unknownKeyProblems(configuration),
    ...unlikelyDatabaseProblems(configuration),
    ...(configuration.databases.length === 0 ? [noDatabase] : []),
    ...configuration.databases.flatMap((name) => databaseProblems(configuration, name)),
  ]);
}

/** Sorted by line, what has none last, and each said once. */
export function inFileOrder(problems: readonly Problem[]): Problem[] {
  const distinct = new Map(problems.map((problem) => [`${String(problem.line)} ${problem.message}`, problem]));
  return [...distinct.values()].toSorted((a, b) => (a.line ?? Infinity) - (b.line ?? Infinity));
}

const noDatabase: Problem = {
  severity: 'warning',
  message: 'there is no section for a database yet',
  hint: 'add a section named by the DB_UNIQUE_NAME of each database',
};

function databaseProblems(configuration: Configuration, name: string): Problem[] {
  const { settings, problems } = inspectDatabase(configuration, name);
  const storage = settings.takeSnapshot ? storageProblems(configuration, name) : [];
  return [...problems, ...limitProblems(configuration, settings), ...storage, ...restoreTestProblems(configuration, name)];
}

/** Where a critical limit is below the limit that only warns, the warning never comes. */
function limitProblems(configuration: Configuration, { name }: DatabaseSettings): Problem[] {
  const pairs = [['criticalsnapage', 'warningsnapage'], ['rpocritical', 'rpowarning']] as const;
  return pairs.flatMap((keys) => {
    const [critical, warning] = keys.map((key) => Number(findUnlessBroken(configuration, key, 'generic', name)?.value ?? configuration.defaultOf(key, 'generic', name)));
    if (critical === undefined || warning === undefined || !(warning > critical)) return [];
    const found = keys.map((key) => findUnlessBroken(configuration, key, 'generic', name)).find((value) => value !== undefined);
    return [{ severity: 'warning', section: found?.section, line: found?.line, message: `${keys[0]} is below ${keys[1]}` } as const];
  });
}

/** Values of the wrong type, whether a database uses them or not. */
function valueProblems(configuration: Configuration): Problem[] {
  const sections = [...configuration.raw.sections.keys()].filter((section) => !configuration.isSiteSection(section));
  return sections.flatMap((section) =>
    [...configuration.entriesOf(section).keys()].flatMap((key) => {
      const setting = settingOfKey(key, section);
      const found = setting === undefined ? undefined : findUnlessBroken(configuration, key, section);
      const problem = setting === undefined || found === undefined || found.value === '' ? undefined : valueProblem(setting.type, found.value);
      if (problem === undefined) return [];
      return [{ severity: 'error', section, key, line: found?.line, message: `${key} in [${section}] ${problem}` } as const];
    }),
  );
}

function findUnlessBroken(configuration: Configuration, key: string, section: string, database?: string): ReturnType<Configuration['find']> {
  try {
    return configuration.find(key, section, database);
  } catch (error) {
    if (error instanceof InvalidConfigurationError) return undefined;
    throw error;
  }
}

/** What is missing for the storage system of a database. */
function storageProblems(configuration: Configuration, name: string): Problem[] {
  try {
    const choice = configuration.storageChoice(name);
    return 'builtIn' in choice ? missingStorageKeys(configuration, name, choice.builtIn) : [];
  } catch (error) {
    if (error instanceof InvalidConfigurationError) return [...error.problems];
    if (!(error instanceof ConfigurationError)) throw error;
    const line = configuration.raw.sections.get(name)?.line;
    return [{ severity: 'error', section: name, line, message: error.message, hint: error.hint }];
  }
}

/** The storage system of a database that takes snapshots, when there is nothing to say against it. */
export function usableStorage(configuration: Configuration, name: string): StorageChoice | undefined {
  const { settings } = inspectDatabase(configuration, name);
  const isUsable = settings.takeSnapshot && storageProblems(configuration, name).length === 0;
  return isUsable ? configuration.storageChoice(name) : undefined;
}

function missingStorageKeys(configuration: Configuration, name: string, system: StorageSystem): Problem[] {
  const { names = [], settings = [] } = settingsSection(system) ?? {};
  const section = names.find((known) => configuration.raw.sections.has(known)) ?? system;
  const line = configuration.raw.sections.get(section)?.line;
  const missing = settings.filter(({ key, required }) => required === true && (configuration.get(key, section, name) ?? '') === '');
  const besideLogin = missing.length === 0 ? {} : credentialsFileSettings(system, configuration.directory);
  return missing
    .filter(({ key }) => besideLogin[key] === undefined)
    .map(({ key }) => ({ severity: 'error', section, key, line, message: `${key} is missing in [${section}]` }));
}
