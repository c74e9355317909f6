// The sample files in config/, written from the schema so that they cannot say anything else.
import { databaseSection, settingsSections } from './schema.ts';
import type { SectionSchema, StorageSystem } from './schema.ts';
import type { Setting } from './setting.ts';
import { describeDemand } from './reference.ts';
import { wrapText } from './wrapped-text.ts';

const commonSections = ['generic', 'rman', 'autorestore'];
/** Not required, but better set: an external job has no environment to take the Oracle home from. */
const alwaysSet = ['storage', 'oraclehome'];

/** A complete configuration for one storage system: what must be set is, the rest is there as comments. */
export function renderSample(system: StorageSystem): string {
  const storage = settingsSections.find(({ names }) => names.includes(system));
  const common = settingsSections.filter(({ names }) => names.some((name) => commonSections.includes(name)));
  const sections = [...common, ...(storage === undefined ? [] : [storage])];
  const blocks = sections.map((section) => renderSection(section, section.names[0] ?? '', system));
  return `${[introduction(storage), ...blocks, renderSection(databaseSection, 'orcl', system)].join('\n\n\n')}\n`;
}

function introduction(storage: SectionSchema | undefined): string {
  return comment(
    `Sample configuration of icb with ${storage?.title ?? 'a storage system'}. Copy it, change what is set, and remove the # ` +
      'in front of a key to set it too. Afterwards icb config check tells what is wrong with it.',
  ).join('\n');
}

function renderSection(section: SectionSchema, name: string, system: StorageSystem): string {
  const title = section === databaseSection ? comment('One section for each database, named by its DB_UNIQUE_NAME.') : [];
  return [[...title, `[${name}]`].join('\n'), ...section.settings.map((setting) => renderSetting(setting, system))].join('\n\n');
}

function renderSetting(setting: Setting, system: StorageSystem): string {
  const isSet = setting.required === true || alwaysSet.includes(setting.key);
  const value = isSet ? setting.example : setting.default || setting.example;
  const line = `${setting.key}: ${setting.key === 'storage' ? system : value}`;
  return [...comment(`${setting.meaning} (${describeDemand(setting)})`), isSet ? line : `#${line}`].join('\n');
}

function comment(text: string): string[] {
  return wrapText(text, { width: 100, prefix: '# ' });
}
