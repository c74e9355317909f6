// The configuration file as the rest of icb sees it. Values are interpolated when they are asked for, so a mistake in one
// database's section does not stop the backup of another; `sections` and `icb config check` look at all of them.
import { realpathSync } from 'node:fs';
import { dirname } from 'node:path';
import { ConfigurationError } from '../errors.ts';
import { didYouMean } from '../nearest.ts';
import { areaOf, readDatabaseSettings, readSnapshotSettings } from './database-settings.ts';
import { lowerCaseKey, parseDialect, sectionNameKey } from './dialect.ts';
import type { RawEntry, RawFile } from './dialect.ts';
import { decodeConfiguration, readConfigurationBytes } from './file-text.ts';
import { interpolate } from './interpolation.ts';
import { InvalidConfigurationError } from './problem.ts';
import type { Problem } from './problem.ts';
import { readNotices } from './notice-settings.ts';
import type { NoticeKind, NoticeSettings } from './notice-settings.ts';
import { readRestoreSettings, readRestoreTestSettings } from './restore-reader.ts';
import type { RestoreSettings, RestoreTestSettings } from './restore-settings.ts';
import { findSetting, settingsSection } from './schema.ts';
import { siteSectionNames } from './site-sections.ts';
import type { DatabaseSettings, SnapshotSettings } from './settings.ts';
import type { Found, Lookup, SettingsSource } from './source.ts';
import { chooseStorage } from './storage-choice.ts';
import type { StorageChoice } from './storage-choice.ts';

export interface ConfigurationOptions {
  /** `$ORACLE_HOME`, the default of `oraclehome`. */
  readonly oracleHome?: string | undefined;
}

/**
 * Reads a configuration file.
 * @throws {ConfigurationError} when it cannot be read or has syntax errors; all of them are told, as `FILE:LINE: what is wrong`
 */
export function loadConfiguration(file: string, options: ConfigurationOptions = {}): Configuration {
  return parseConfiguration({ file, bytes: readConfigurationBytes(file), ...options });
}

/** {@link loadConfiguration} of a file that has been read already. */
export function parseConfiguration({ file, bytes, oracleHome }: ConfigurationOptions & { file: string; bytes: Buffer }): Configuration {
  const { file: raw, problems } = parseDialect(decodeConfiguration(bytes));
  if (problems.length > 0) throw new InvalidConfigurationError(file, problems);
  return new Configuration({ file, directory: dirname(realpathSync(file)), raw, oracleHome });
}

interface ConfigurationParts extends ConfigurationOptions {
  readonly file: string;
  readonly directory: string;
  readonly raw: RawFile;
}

export class Configuration implements SettingsSource {
  /** As it was found, before following links. */
  readonly file: string;
  /** Folder of the real file: relative paths in the configuration start here. */
  readonly directory: string;
  /** What the file holds before interpolation. */
  readonly raw: RawFile;
  readonly #oracleHome: string | undefined;
  #siteSections: ReadonlySet<string> | undefined;
  #areas: ReadonlyMap<string, string> | undefined;

  constructor({ file, directory, raw, oracleHome }: ConfigurationParts) {
    this.file = file;
    this.directory = directory;
    this.raw = raw;
    this.#oracleHome = oracleHome;
  }

  /** Names of the sections that are databases, in file order. */
  get databases(): string[] {
    return [...this.raw.sections.keys()].filter((name) => settingsSection(name) === undefined && !this.isSiteSection(name));
  }

  /** Names, in lower case, of the sections of a site's own storage adapters; their keys are free. */
  get siteSections(): ReadonlySet<string> {
    return (this.#siteSections ??= siteSectionNames(this.raw, (key, section) => this.#valueOf(key, section)));
  }

  get areas(): ReadonlyMap<string, string> {
    return (this.#areas ??= new Map(this.databases.map((name) => [name, areaOf(this, name) ?? ''] as const).filter(([, area]) => area !== '')));
  }

  /** Whether a section holds settings of a site's own adapter. One that has a dbid is a database, whatever its name. */
  isSiteSection(name: string): boolean {
    return this.siteSections.has(name.toLowerCase()) && this.raw.sections.get(name)?.entries.has('dbid') !== true;
  }

  /**
   * Everything the file says, interpolated, entries of `[DEFAULT]` included and our own defaults not.
   * @throws {InvalidConfigurationError} with every value that cannot be interpolated
   */
  get sections(): Readonly<Record<string, Readonly<Record<string, string>>>> {
    const problems = this.interpolationProblems();
    if (problems.length > 0) throw new InvalidConfigurationError(this.file, problems);
    return Object.fromEntries(
      [...this.raw.sections.keys()].map((section) => [
        section,
        Object.fromEntries([...this.entriesOf(section).keys()].map((key) => [key, this.find(key, section)?.value ?? ''])),
      ]),
    );
  }

  /** All keys of a section with those it inherits from `[DEFAULT]`; empty when the file has no such section. */
  entriesOf(section: string): Map<string, RawEntry> {
    const own = this.raw.sections.get(section);
    if (own === undefined) return new Map();
    const entries = new Map([...this.raw.defaults, ...own.entries]);
    entries.delete(sectionNameKey);
    return entries;
  }

  /** Every value that cannot be interpolated. */
  interpolationProblems(): Problem[] {
    return [...this.raw.sections.keys()].flatMap((section) =>
      [...this.entriesOf(section)].flatMap(([key, entry]) => {
        const result = this.#interpolate(entry, section);
        return 'problem' in result ? [referenceProblem(result.problem, { key, section, line: entry.line })] : [];
      }),
    );
  }

  /**
   * The value of a key: from the database's own section under the name of the section and the key together
   * (`genericoraclehome`), else from the section itself, else our default.
   * @throws {InvalidConfigurationError} when the value cannot be interpolated
   */
  get(key: string, section: string, database?: string): string | undefined {
    return this.find(key, section, database)?.value ?? this.defaultOf(key, section, database);
  }

  /** {@link get} for one database. */
  lookupFor(database: string): Lookup {
    return (key, section = database) => this.get(key, section, database);
  }

  /** {@link lookupFor} as icb itself takes values: an empty one counts as missing. */
  settingsFor(database: string): Lookup {
    return (key, section = database) => this.find(key, section, database)?.value || this.defaultOf(key, section, database) || undefined;
  }

  /** Where the file itself has the value that {@link get} gives; undefined when it has none. */
  find(key: string, section: string, database?: string): Found | undefined {
    const wanted = lowerCaseKey(key);
    // NetApp and Huawei sections have an old and a new name; the one asked for goes first.
    const names = [...new Set([section, ...(settingsSection(section)?.names ?? [])])];
    const overrides = database === undefined ? [] : names.map((name) => [database, lowerCaseKey(name) + wanted] as const);
    for (const [place, name] of [...overrides, ...names.map((name) => [name, wanted] as const)]) {
      const entry = this.#entry(name, place);
      if (entry === undefined) continue;
      const result = this.#interpolate(entry, place);
      const where = { section: place, key: name, line: entry.line };
      if ('problem' in result) throw new InvalidConfigurationError(this.file, [referenceProblem(result.problem, where)]);
      return { value: result.value, ...where };
    }
    return undefined;
  }

  /** What stands for a missing value: the schema's default, or where that points to. */
  defaultOf(key: string, section: string, database?: string): string | undefined {
    if (this.isSiteSection(section)) return undefined;
    const setting = findSetting(lowerCaseKey(key), section);
    if (setting?.defaultFrom === '$ORACLE_HOME') return this.#oracleHome;
    if (setting?.defaultFrom === 'the database') return database ?? section;
    return setting?.defaultFrom === undefined ? setting?.default : this.get(setting.defaultFrom, section, database);
  }

  /**
   * Settings of a database.
   * @throws {ConfigurationError} when there is no such database, and with all that is wrong or missing
   */
  database(name: string): DatabaseSettings {
    this.#requireDatabase(name);
    return readDatabaseSettings(this, name);
  }

  /**
   * Settings of a database as far as its snapshots go.
   * @throws {ConfigurationError} like {@link database}
   */
  snapshotSettings(name: string): SnapshotSettings {
    this.#requireDatabase(name);
    return readSnapshotSettings(this, name);
  }

  /**
   * Hooks and ping around the runs of a database: its backups (`generic`) or its restore tests.
   * @throws {ConfigurationError} like {@link database}
   */
  notices(name: string, kind: NoticeKind): NoticeSettings {
    this.#requireDatabase(name);
    return readNotices(this, name, kind);
  }

  /**
   * What restores of a database need; its backup area need not be there.
   * @throws {ConfigurationError} like {@link database}
   */
  restoreSettings(name: string): RestoreSettings {
    this.#requireDatabase(name);
    return readRestoreSettings(this, name);
  }

  /**
   * What the restore test of a database needs besides.
   * @throws {ConfigurationError} like {@link database}
   */
  restoreTestSettings(name: string): RestoreTestSettings {
    this.#requireDatabase(name);
    return readRestoreTestSettings(this, name);
  }

  /**
   * The storage system of a database's backup area.
   * @throws {ConfigurationError} when none is configured, or the name means nothing
   */
  storageChoice(name: string): StorageChoice {
    this.#requireDatabase(name);
    return chooseStorage(this, name);
  }

  #requireDatabase(name: string): void {
    if (this.databases.includes(name)) return;
    const hint =
      this.databases.length === 0 ? `${this.file} has no section for a database yet` : `databases in ${this.file}: ${this.databases.join(', ')}`;
    const isSettings = settingsSection(name) !== undefined || (this.raw.sections.has(name) && this.isSiteSection(name));
    const problem = !isSettings ? `no database ${name || '""'} in` : `[${name}] holds settings and is not a database in`;
    throw new ConfigurationError(`${problem} ${this.file}${didYouMean(name, this.databases)}`, { hint });
  }

  #valueOf(key: string, section: string): string | undefined {
    const entry = this.#entry(key, section);
    const result = entry === undefined ? undefined : this.#interpolate(entry, section);
    return result === undefined || 'problem' in result ? undefined : result.value;
  }

  #entry(key: string, section: string): RawEntry | undefined {
    const own = this.raw.sections.get(section)?.entries;
    return own === undefined ? undefined : (own.get(key) ?? this.raw.defaults.get(key));
  }

  #interpolate(entry: RawEntry, section: string): ReturnType<typeof interpolate> {
    return interpolate(entry.value, (key) => this.#entry(key, section)?.value);
  }
}

function referenceProblem(reason: string, where: { key: string; section: string; line: number }): Problem {
  return { severity: 'error', message: `${where.key} in [${where.section}]: ${reason}`, ...where };
}
