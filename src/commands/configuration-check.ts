import { checkConfiguration, inFileOrder, usableStorage } from '#core/config/check.ts';
import { folderProblems } from '#core/config/check-folders.ts';
import type { Configuration } from '#core/config/configuration.ts';
import { readCredentials } from '#core/config/credentials.ts';
import type { Problem } from '#core/config/problem.ts';
import { settingsSection } from '#core/config/schema.ts';
import type { StorageSystem } from '#core/config/schema.ts';
import { ConfigurationError } from '#core/errors.ts';
import type { Log } from '#core/log.ts';
import type { World } from './context.ts';
import { openDatabaseStorage } from './database-storage.ts';
import { silentLog } from './message-log.ts';

/** All that is wrong with a configuration and with the local files it refers to. No database and no appliance is asked. */
export async function checkEverything(configuration: Configuration, world: World): Promise<Problem[]> {
  const problems = checkConfiguration(configuration);
  const perDatabase = configuration.databases.map(async (database) => [
    ...folderProblems(configuration, database),
    ...(await storageFileProblems({ configuration, database, world, known: problems })),
  ]);
  return inFileOrder([...problems, ...(await Promise.all(perDatabase)).flat()]);
}

interface StorageInspection {
  readonly configuration: Configuration;
  readonly database: string;
  readonly world: World;
  /** What the configuration file is blamed for already. */
  readonly known: readonly Problem[];
}

async function storageFileProblems(inspection: StorageInspection): Promise<Problem[]> {
  const { configuration, database, world, known } = inspection;
  const choice = usableStorage(configuration, database);
  if (choice === undefined) return [];
  const sections = 'builtIn' in choice ? (settingsSection(choice.builtIn)?.names ?? []) : [];
  const isFaulty = known.some(({ severity, section = '' }) => severity === 'error' && [database, ...sections].includes(section));
  return [
    ...('builtIn' in choice ? credentialsProblems(choice.builtIn, configuration.directory, world) : []),
    ...(isFaulty ? [] : await openingProblems({ configuration, database, world })),
  ];
}

function credentialsProblems(system: StorageSystem, directory: string, { env }: World): Problem[] {
  try {
    if (system !== 'openzfs') readCredentials(system, { directory, env });
    return [];
  } catch (error) {
    return [asProblem(error)];
  }
}

/** The adapter itself knows best whether its settings, certificates or a site's own module can be used. */
async function openingProblems({ configuration, database, world }: Omit<StorageInspection, 'known'>): Promise<Problem[]> {
  const warnings: Problem[] = [];
  const log: Log = { ...silentLog, warn: (message) => void warnings.push({ severity: 'warning', message }) };
  try {
    await using _storage = await openDatabaseStorage(configuration, database, { world, log });
    return warnings;
  } catch (error) {
    return [...warnings, asProblem(error)];
  }
}


/** @throws whatever is not about the configuration */
function asProblem(error: unknown): Problem {
  if (error instanceof ConfigurationError) return { severity: 'error', message: error.message, hint: error.hint };
  throw error;
}
