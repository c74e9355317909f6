import { resolve } from 'node:path';
import { InvalidConfigurationError } from './problem.ts';
import type { Problem } from './problem.ts';
import { findSetting } from './schema.ts';
import type { Setting } from './setting.ts';
import type { Found, SettingsSource } from './source.ts';
import { switchValue, valueProblem } from './value-type.ts';

/**
 * Reads settings for one database and collects what is wrong instead of stopping at the first. An empty value counts as
 * missing. What a method returns for a value with a problem means nothing.
 */
export class SettingsReader {
  readonly #source: SettingsSource;
  readonly #database: string;
  /** By section and key, so that a value read twice is reported once. */
  readonly #problems = new Map<string, Problem>();

  constructor(source: SettingsSource, database: string) {
    this.#source = source;
    this.#database = database;
  }

  get problems(): Problem[] {
    return [...this.#problems.values()];
  }

  /** The value or our default, checked against the type of the setting. */
  text(key: string, section: string = this.#database): string | undefined {
    try {
      return this.#read(key, section);
    } catch (error) {
      if (!(error instanceof InvalidConfigurationError)) throw error;
      for (const problem of error.problems) this.#report(key, section, problem);
      return undefined;
    }
  }

  /** Missing is a problem. */
  required(key: string, section: string = this.#database): string {
    const value = this.text(key, section);
    if (value !== undefined) return value;
    if (!this.#problems.has(`${section} ${key}`)) this.#report(key, section, this.#missing(key, section));
    return '';
  }

  switch(key: string, section?: string): boolean {
    return switchValue(this.text(key, section) ?? '') ?? false;
  }

  /** Of a setting that has a default. */
  number(key: string, section?: string): number {
    return Number(this.text(key, section));
  }

  optionalNumber(key: string, section?: string): number | undefined {
    const value = this.text(key, section);
    return value === undefined ? undefined : Number(value);
  }

  /** Relative ones start at the folder of the configuration file. */
  path(value: string): string {
    return resolve(this.#source.directory, value);
  }

  optionalPath(key: string, section?: string): string | undefined {
    const value = this.text(key, section);
    return value === undefined ? undefined : this.path(value);
  }

  #read(key: string, section: string): string | undefined {
    const setting = findSetting(key, section);
    if (setting === undefined) throw new Error(`setting ${key} of ${section} is not in the schema`);
    const found = this.#source.find(key, section, this.#database);
    if (found !== undefined && found.value !== '') return this.#checked(found, { setting, section });
    const value = this.#source.defaultOf(key, section, this.#database);
    if (value === undefined || value === '') return undefined;
    // Other defaults are right by themselves, or are the name of the database, which is checked as such.
    if (setting.defaultFrom !== '$ORACLE_HOME') return value;
    return this.#checked({ value, key: '$ORACLE_HOME', section }, { setting, section });
  }

  #checked({ value, ...where }: Omit<Found, 'line'> & { line?: number }, { setting, section }: { setting: Setting; section: string }): string {
    const problem = valueProblem(setting.type, value);
    const place = where.line === undefined ? where.key : `${where.key} in [${where.section}]`;
    if (problem !== undefined) this.#report(setting.key, section, { severity: 'error', message: `${place} ${problem}`, ...where });
    return value;
  }

  #missing(key: string, section: string): Problem {
    const line = this.#source.raw.sections.get(section)?.line;
    const setting = findSetting(key, section);
    const elsewhere = setting?.defaultFrom === '$ORACLE_HOME' ? ', or set ORACLE_HOME in the environment' : '';
    const hint = `add ${key} (${setting?.meaning ?? ''}), such as ${key}: ${setting?.example ?? ''}${elsewhere}`;
    return { severity: 'error', line, section, key, message: `${key} is missing in [${section}]`, hint };
  }

  #report(key: string, section: string, problem: Problem): void {
    this.#problems.set(`${section} ${key}`, problem);
  }
}
