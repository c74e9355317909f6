import type { RawFile } from './dialect.ts';

/** A value as the file has it, and where it was found. */
export interface Found {
  readonly value: string;
  readonly section: string;
  /** As written: with the section's name in front when a database overrides a setting. */
  readonly key: string;
  readonly line: number;
}

/** Looks keys up for one database; without a section, in the database's own. */
export type Lookup = (key: string, section?: string) => string | undefined;

/** Where settings are read from: a configuration, without what is built on it. */
export interface SettingsSource {
  readonly file: string;
  readonly directory: string;
  readonly databases: readonly string[];
  /** Backup areas of all databases that have one, looked up once: each database is compared with all others. */
  readonly areas: ReadonlyMap<string, string>;
  readonly raw: RawFile;
  find(key: string, section: string, database?: string): Found | undefined;
  defaultOf(key: string, section: string, database?: string): string | undefined;
  lookupFor(database: string): Lookup;
}
