// Sections of a site's own storage adapter. They are named by the site, so only what names the adapter tells them from
// databases.
import { parse } from 'node:path';
import type { RawFile } from './dialect.ts';
import { settingsSection } from './schema.ts';
import { isOldHandler } from './storage-choice.ts';

/** Reads a value of a section; undefined when it is missing or cannot be interpolated. */
type ReadValue = (key: string, section: string) => string | undefined;

/**
 * Names, in lower case, of the sections that belong to a site's own adapters: those of their classes and of their modules
 * without folder and ending, as [generic] or a database that has its own names them.
 */
export function siteSectionNames({ sections }: RawFile, read: ReadValue): ReadonlySet<string> {
  const names = [...sections.keys()].flatMap((section) => {
    const prefix = settingsSection(section) === undefined ? 'generic' : '';
    if (prefix === '' && section !== 'generic') return [];
    const module = read(`${prefix}snappermodule`, section) ?? '';
    const className = read(`${prefix}snapperclass`, section) ?? '';
    return isOldHandler(module) ? [] : [baseName(module), className];
  });
  return new Set(names.map((name) => name.toLowerCase()).filter((name) => name !== '' && settingsSection(name) === undefined));
}

function baseName(module: string): string {
  const { base, name } = parse(module);
  return /\.[cm]?[jt]s$/u.test(base) ? name : base;
}
