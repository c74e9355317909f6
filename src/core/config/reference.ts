// The schema for people and programs: `icb config reference`.
import { databaseSection, settingsSections } from './schema.ts';
import type { SectionSchema } from './schema.ts';
import type { Setting } from './setting.ts';
import { describeType } from './value-type.ts';
import { wrapText } from './wrapped-text.ts';

/** One key as `icb config reference --json` shows it. */
export interface ReferenceEntry {
  /** `(db)` for the section of a database. */
  readonly section: string;
  /** The section's name in the old toolset, where it differs. */
  readonly oldSection: string | null;
  readonly key: string;
  readonly type: string;
  readonly required: boolean;
  readonly default: string | null;
  readonly meaning: string;
}

const width = 80;
const databasePlaceholder = '(db)';

export function referenceEntries(): ReferenceEntry[] {
  return [...settingsSections, databaseSection].flatMap(({ names, settings }) =>
    settings.map((setting: Setting) => ({
      section: names[0] ?? databasePlaceholder,
      oldSection: names[1] ?? null,
      key: setting.key,
      type: describeType(setting.type),
      required: setting.required === true,
      default: setting.default ?? setting.defaultFrom ?? null,
      meaning: setting.meaning,
    })),
  );
}

/** Every key with its type, default and meaning, by section, in lines of at most 80 columns. */
export function renderReference(): string {
  return `${[...settingsSections, databaseSection].map(renderSection).join('\n\n')}\n\n${siteSection}\n`;
}

const siteSection = [
  "[(adapter)] a site's own storage adapter",
  wrapText(
    'A section named like snapperclass, or like snappermodule without folder and ending, in upper or lower case, is no database: ' +
      'its keys are free, and the adapter asks for them. In the section of a database each of them can be set for that database ' +
      'alone, with the name of the section in front and in lower case: server of [shelf] is written shelfserver.',
    { width, prefix: '  ' },
  ).join('\n'),
].join('\n\n');

function renderSection(section: SectionSchema): string {
  const [name = databasePlaceholder, oldName] = section.names;
  const heading = `[${name}]${oldName === undefined ? '' : ` or [${oldName}]`} ${section.title}`;
  return [heading, ...overrideNote(section), ...section.settings.map(renderSetting)].join('\n\n');
}

function overrideNote({ names: [name], settings: [first] }: SectionSchema): string[] {
  if (name === undefined || first === undefined) return [];
  const note = `In the section of a database each of these can be set for that database alone, as in ${name}${first.key}.`;
  return [wrapText(note, { width, prefix: '  ' }).join('\n')];
}

function renderSetting(setting: Setting): string {
  const meaning = wrapText(setting.meaning, { width, prefix: '      ' });
  const type = wrapText(`(${describeDemand(setting)})`, { width, prefix: '      ' });
  return [`  ${setting.key}`, ...meaning, ...type].join('\n');
}

/** What a value looks like and what holds without one, in few words. */
export function describeDemand(setting: Setting): string {
  const isPlain = setting.type.kind === 'word' || setting.type.kind === 'text';
  return isPlain ? describeDefault(setting) : `${describeType(setting.type)}; ${describeDefault(setting)}`;
}

function describeDefault(setting: Setting): string {
  if (setting.required === true) return 'required';
  if (setting.defaultFrom !== undefined) return `default: ${setting.defaultFrom}`;
  if (setting.default === undefined) return 'optional';
  return setting.default === '' ? 'default: nothing' : `default: ${setting.default}`;
}
