// Which keys a section may hold, and what to say about others.
import { didYouMean, nearestMatch } from '../nearest.ts';
import type { Configuration } from './configuration.ts';
import { referencesIn } from './interpolation.ts';
import type { Problem } from './problem.ts';
import { databaseSection, settingsSection, settingsSections } from './schema.ts';
import type { Setting } from './setting.ts';

/** The setting that a key of a section sets: one of its own or, in a database's section, one it overrides. */
export function settingOfKey(key: string, section: string): Setting | undefined {
  return keysOf(section).get(key);
}

/** Keys that have no effect, with the one that was probably meant. */
export function unknownKeyProblems(configuration: Configuration): Problem[] {
  const { defaults, sections } = configuration.raw;
  return [...sections].flatMap(([section, { entries }]) => {
    if (configuration.isSiteSection(section)) return [];
    const known = keysOf(section);
    const references = new Set([...defaults.values(), ...entries.values()].flatMap(({ value }) => referencesIn(value)));
    const isOfSite = (key: string): boolean => settingsSection(section) === undefined && hasPrefix(key, configuration.siteSections);
    return [...configuration.entriesOf(section)]
      .filter(([key]) => entries.has(key) && !known.has(key) && !references.has(key) && !isOfSite(key))
      .map(([key, { line }]) => ({ severity: 'warning', section, key, line, ...explainUnknown(key, section, configuration) }) as const);
  });
}

/** Sections that are taken for databases though something else was probably meant. */
export function unlikelyDatabaseProblems(configuration: Configuration): Problem[] {
  const names = settingsSections.flatMap((schema) => schema.names);
  return configuration.databases.flatMap((section): Problem[] => {
    const { line } = configuration.raw.sections.get(section) ?? {};
    const twin = configuration.databases.find((other) => other !== section && other.toLowerCase() === section.toLowerCase());
    if (twin !== undefined && twin < section) {
      return [{ severity: 'warning', section, line, message: `[${section}] and [${twin}] are one database to Oracle, where case does not count` }];
    }
    const meant = section.toLowerCase() === 'default' ? 'DEFAULT' : nearestMatch(section, names);
    if (meant === undefined || configuration.entriesOf(section).has('dbid')) return [];
    return [{ severity: 'warning', section, line, message: `[${section}] is taken for a database (did you mean [${meant}]?)` }];
  });
}

/** Whether a key of a database sets one of a site's own adapter for that database: the name of its section, then the key. */
function hasPrefix(key: string, siteSections: ReadonlySet<string>): boolean {
  return [...siteSections].some((name) => key.startsWith(name) && key.length > name.length);
}

function keysOf(section: string): Map<string, Setting> {
  const own = settingsSection(section);
  if (own !== undefined) return new Map(own.settings.map((setting) => [setting.key, setting]));
  const overrides = settingsSections.flatMap(({ names, settings }) =>
    names.flatMap((name) => settings.map((setting) => [name + setting.key, setting] as const)),
  );
  return new Map([...overrides, ...databaseSection.settings.map((setting) => [setting.key, setting] as const)]);
}

function explainUnknown(key: string, section: string, { raw }: Configuration): { message: string; hint?: string } {
  const homes = settingsSections.filter(({ names, settings }) => !names.includes(section) && settings.some((setting) => setting.key === key));
  // Several storage systems have a pool: the one in use is meant.
  const inUse = ['storage', 'snappermodule'].map((name) => raw.sections.get('generic')?.entries.get(name)?.value.trim());
  const home = homes.find(({ names }) => names.some((name) => inUse.includes(name))) ?? homes[0];
  const isDatabase = settingsSection(section) === undefined;
  const message = `${key} in [${section}] is unknown${didYouMean(key, [...keysOf(section).keys()])}`;
  if (home !== undefined) {
    const [name = ''] = home.names;
    const hint = isDatabase ? `${key} belongs to [${name}]; for this database alone it is written ${name}${key}` : `${key} belongs to [${name}]`;
    return { message: `${key} in [${section}] has no effect`, hint };
  }
  const isForDatabases = !isDatabase && databaseSection.settings.some((setting) => setting.key === key);
  return isForDatabases ? { message: `${key} in [${section}] has no effect`, hint: `${key} belongs to the section of a database` } : { message };
}
