// Every key icb knows, once: validation, `icb config reference`, the sample files and the warnings about unknown keys all come
// from here.
import { autorestoreSettings } from './schema-autorestore.ts';
import { databaseSettings } from './schema-database.ts';
import { genericSettings, rmanSettings } from './schema-generic.ts';
import { doradoSettings, ontapSettings, openzfsSettings, softnasSettings, zfssaSettings } from './schema-storage.ts';
import type { Setting } from './setting.ts';

/** The settings of one kind of section. */
export interface SectionSchema {
  /** Names in the file, the one we write first; the others are those of the old toolset. */
  readonly names: readonly string[];
  readonly title: string;
  readonly settings: readonly Setting[];
}

/** Storage systems icb can work with by itself. */
export const storageSystems = ['zfssa', 'ontap', 'softnas', 'dorado', 'openzfs'] as const;
export type StorageSystem = (typeof storageSystems)[number];

/** Sections that hold settings; every other section of a file is a database. */
export const settingsSections: readonly SectionSchema[] = [
  { names: ['generic'], title: 'all databases', settings: genericSettings },
  { names: ['rman'], title: 'RMAN', settings: rmanSettings },
  { names: ['autorestore'], title: 'automatic restore tests', settings: autorestoreSettings },
  { names: ['zfssa'], title: 'Oracle ZFS Storage Appliance', settings: zfssaSettings },
  { names: ['ontap', 'netapp'], title: 'NetApp ONTAP', settings: ontapSettings },
  { names: ['softnas'], title: 'SoftNAS', settings: softnasSettings },
  { names: ['dorado', 'huaweidorado'], title: 'Huawei OceanStor Dorado', settings: doradoSettings },
  { names: ['openzfs'], title: 'OpenZFS', settings: openzfsSettings },
];

/** A database's own section, named by its DB_UNIQUE_NAME. */
export const databaseSection: SectionSchema = {
  names: [],
  title: 'one section for each database',
  settings: databaseSettings,
};

/** The schema of a settings section, or undefined when a section of this name is a database. */
export function settingsSection(name: string): SectionSchema | undefined {
  return settingsSections.find(({ names }) => names.includes(name));
}

/** The setting behind a key of a section; keys of a database when the section is none of settings. */
export function findSetting(key: string, section: string): Setting | undefined {
  return (settingsSection(section) ?? databaseSection).settings.find((setting) => setting.key === key);
}
