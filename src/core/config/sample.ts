// The sample files in config/, written from the schema so that they cannot say anything else.
import { databaseSection, settingsSections } from './schema.ts';
import type { SectionSchema, StorageSystem } from './schema.ts';
import type { Setting } from './setting.ts';
import { describeDefault } from './reference.ts';
import { wrapText } from './wrapped-text.ts';

const commonSections = ['generic', 'rman', 'autorestore'];
/** Not required, but better set: an external job has no environment to take the Oracle home from. */
const alwaysShown = ['storage', 'oraclehome'];

/** A complete configuration for one storage system: what must be set is, the rest is there as comments. */
export function renderSample(system: StorageSystem): string {
  const storage = settingsSections.find(({ names }) => names.includes(system));
  const common = settingsSections.filter(({ names }) => names.some((name) => commonSections.includes(name)));
  const sections = [...common, ...(storage === undefined ? [] : [storage])];
  const blocks = sections.map((section) => renderSection(section, section.names[0] ?? '', system));
  return `${[introduction(storage), ...blocks, renderSection(databaseSection, 'orcl', system)].join('\n\n')}\n`;
}

function introduction(storage: SectionSchema | undefined): string {
  return comment(
    `Sample configuration of icb with ${storage?.title ?? 'a storage system'}. Copy it, change what is set, and remove the # ` +
      'in front of a key to set it too. Afterwards icb config check tells what is wrong with it.',
  ).join('\n');
}

function renderSection(section: SectionSchema, name: string, system: StorageSystem): string {
  const heading = section === databaseSection ? [...comment('One section for each database, named by its DB_UNIQUE_NAME.'), `[${name}]`] : [`[${name}]`];
  return [...heading, ...section.settings.flatMap((setting) => renderSetting(setting, system))].join('\n');
}

function renderSetting(setting: Setting, system: StorageSystem): string[] {
  const isSet = setting.required === true || alwaysShown.includes(setting.key);
  const value = setting.key === 'storage' ? system : isSet ? setting.example : setting.default || setting.example;
  return [...comment(`${setting.meaning} (${describeDefault(setting)})`), `${isSet ? '' : '#'}${setting.key}: ${value}`];
}

function comment(text: string): string[] {
  return wrapText(text, { width: 100, prefix: '# ' });
}
