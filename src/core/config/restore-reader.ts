// Turns the texts of the configuration into what restores of one database need, and collects all that is wrong on the way.
import { join, resolve } from 'node:path';
import { ConfigurationError } from '../errors.ts';
import { InvalidConfigurationError } from './problem.ts';
import type { Problem } from './problem.ts';
import { areaOf, nameProblems } from './database-settings.ts';
import { restoreFolderProblems } from './restore-folders.ts';
import type { RestoreSettings, RestoreTestSettings } from './restore-settings.ts';
import { SettingsReader } from './settings-reader.ts';
import type { SettingsSource } from './source.ts';
import { chooseStorage } from './storage-choice.ts';
import { commandWords } from './value-type.ts';

const minuteMs = 60_000;

/** @throws {InvalidConfigurationError} with all that is wrong or missing for a restore of this database */
export function readRestoreSettings(source: SettingsSource, name: string): RestoreSettings {
  const reader = new SettingsReader(source, name);
  const settings = restoreSettings(reader, source, name);
  const problems = [...nameProblems(source, name), ...reader.problems];
  if (problems.length > 0) throw new InvalidConfigurationError(source.file, problems);
  return settings;
}

/** @throws {InvalidConfigurationError} with all that is wrong or missing for a restore test of this database */
export function readRestoreTestSettings(source: SettingsSource, name: string): RestoreTestSettings {
  const { settings, problems } = inspectRestoreTest(source, name);
  if (problems.length > 0) throw new InvalidConfigurationError(source.file, problems);
  return settings;
}

/** What is wrong with the restore tests of a database that takes part in them; nothing where none are set up. */
export function restoreTestProblems(source: SettingsSource, name: string): Problem[] {
  const isSetUp = folderKeys.some((key) => isConfigured(source, key, name));
  if (!isSetUp) return [];
  const { settings, problems } = inspectRestoreTest(source, name);
  return settings.isEnabled ? problems : [];
}

const folderKeys = ['autorestoredestination', 'autorestoremountpoint', 'autorestorelogdir'] as const;

function isConfigured(source: SettingsSource, key: string, name: string, section = 'autorestore'): boolean {
  try {
    return (source.find(key, section, name)?.value ?? '') !== '';
  } catch (error) {
    // It is there, and refers to something that is not.
    if (error instanceof InvalidConfigurationError) return true;
    throw error;
  }
}

/** The settings, which are only good when there are no problems, and the problems. */
function inspectRestoreTest(source: SettingsSource, name: string): { settings: RestoreTestSettings; problems: Problem[] } {
  const reader = new SettingsReader(source, name);
  const settings = { ...restoreSettings(reader, source, name), ...testSettings(reader) };
  const wrong = [...nameProblems(source, name), ...reader.problems];
  return { settings, problems: [...wrong, ...restoreFolderProblems(source, settings), ...cloneNameProblems(source, settings), ...cloneClientProblems(source, name)] };
}

function furtherAreasOf(reader: SettingsReader, area: string | undefined): string[] {
  const suffixes = (reader.text('additionalvolumesuffixes') ?? '').split(',').map((suffix) => suffix.trim());
  return area === undefined ? [] : suffixes.filter((suffix) => suffix !== '').map((suffix) => area + suffix);
}

function restoreSettings(reader: SettingsReader, source: SettingsSource, name: string): RestoreSettings {
  const oracleHome = reader.required('oraclehome', 'generic');
  return {
    name,
    dbid: reader.required('dbid'),
    area: areaOf(source, name),
    furtherAreas: furtherAreasOf(reader, areaOf(source, name)),
    oracleHome,
    // Where Oracle itself looks. A local instance needs none of its files.
    tnsAdmin: reader.optionalPath('tnsadmin', 'generic') ?? join(oracleHome, 'network', 'admin'),
    templateDir: reader.optionalPath('templatedir', 'generic'),
    parallel: reader.number('parallel'),
    instanceNumber: reader.number('autorestoreinstancenumber'),
    thread: reader.number('autorestorethread'),
    walletRoot: reader.optionalPath('autorestorewalletroot'),
    sgaSize: reader.required('sga_size', 'autorestore'),
    pgaSize: reader.required('pga_size', 'autorestore'),
    customVerifyDate: reader.required('customverifydate'),
    customVerifyPdb: reader.text('customverifypdb'),
    toleranceMs: reader.number('autorestoremaxtoleranceminutes', 'autorestore') * minuteMs,
    mountCommand: commandWords(reader.required('mountcommand', 'autorestore')),
    unmountCommand: commandWords(reader.required('umountcommand', 'autorestore')),
    requireMount: reader.switch('requiremount', 'generic'),
    maxLockWaitMs: reader.number('maxlockwait', 'generic') * minuteMs,
    logRetentionDays: reader.number('logretention', 'generic'),
  };
}

function testSettings(reader: SettingsReader): Omit<RestoreTestSettings, keyof RestoreSettings> {
  return {
    isEnabled: reader.switch('autorestoreenabled'),
    scratchFolder: tidy(reader.required('autorestoredestination', 'autorestore')),
    mountPoint: tidy(reader.required('autorestoremountpoint', 'autorestore')),
    logFolder: tidy(reader.required('autorestorelogdir', 'autorestore')),
    cloneName: reader.required('autorestoreclonename', 'autorestore'),
    minimumSnapshotAgeHours: reader.number('autorestoresnapage', 'autorestore'),
    validationChance: reader.number('autorestorevalidatechance', 'autorestore'),
    validationModulusDays: reader.number('autorestoremodulus', 'autorestore'),
    validationText: reader.required('stringforvalidationmod'),
    resultCatalog: resultCatalog(reader),
  };
}

/** Without `..`, double or trailing slashes; a missing one stays the empty text. */
function tidy(path: string): string {
  return path === '' ? '' : resolve('/', path);
}

function resultCatalog(reader: SettingsReader): string | undefined {
  const value = reader.text('autorestorecatalog', 'autorestore');
  return value?.startsWith('sqlite:') === true ? `sqlite:${reader.path(value.slice('sqlite:'.length))}` : value;
}

/** A clone lies beside the volumes of the databases, and is dropped by its name. */
function cloneNameProblems(source: SettingsSource, { name, cloneName }: RestoreTestSettings): Problem[] {
  if (!source.databases.includes(cloneName)) return [];
  const { section, key, line } = source.find('autorestoreclonename', 'autorestore', name) ?? { section: name, key: 'autorestoreclonename' };
  return [{ severity: 'error', section, key, line, message: `autorestoreclonename must not be the name of a database: ${cloneName}` }];
}

/** On a Dorado somebody has to be let in, or every test would fail at its clone. */
function cloneClientProblems(source: SettingsSource, name: string): Problem[] {
  if (!isOnDorado(source, name) || isConfigured(source, 'restorenfsclient', name, 'dorado')) return [];
  const message = `restorenfsclient is missing in [dorado]: nobody could mount the clone of a restore test of ${name}`;
  const hint = `add the address of the restore host, or leave the database out of restore tests: autorestoreenabled: 0 in [${name}]`;
  return [{ severity: 'error', section: 'dorado', key: 'restorenfsclient', message, hint }];
}

/** What is wrong with the choice itself is said elsewhere. */
function isOnDorado(source: SettingsSource, name: string): boolean {
  try {
    const choice = chooseStorage(source, name);
    return 'builtIn' in choice && choice.builtIn === 'dorado';
  } catch (error) {
    if (error instanceof ConfigurationError) return false;
    throw error;
  }
}
