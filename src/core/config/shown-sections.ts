import { Configuration } from './configuration.ts';
import { sectionNameKey } from './dialect.ts';
import type { RawSection } from './dialect.ts';
import { mask, maskConnectString, maskPasswords, maskSecretPath } from './masked-text.ts';

const secretKey = /passw|passphrase|pass$|pwd|secret|token/u;
const secretAddressKey = /pingurl$/u;
const connectStringKey = /catalog$|tns$/u;

/**
 * What the file says, for people to see: every section with its values interpolated and secrets replaced.
 * @throws {InvalidConfigurationError} with every value that cannot be interpolated
 */
export function shownSections(configuration: Configuration): Configuration['sections'] {
  const { file, directory } = configuration;
  const sections = new Map(Object.entries(configuration.sections).map(([name, values]) => [name, maskSection(configuration, name, values)]));
  return new Configuration({ file, directory, raw: { defaults: new Map(), sections } }).sections;
}

/** Secrets are replaced in the raw section, so that a value that refers to one does not give it away. */
function maskSection(configuration: Configuration, name: string, values: Readonly<Record<string, string>>): RawSection {
  const entries = [...configuration.entriesOf(name)].map(([key, entry]) => {
    const value = values[key] ?? '';
    const masked = maskValue(key, value);
    return [key, masked === value ? entry : { ...entry, value: masked.replaceAll('%', '%%') }] as const;
  });
  const line = configuration.raw.sections.get(name)?.line ?? 0;
  const ownName = configuration.raw.sections.get(name)?.entries.get(sectionNameKey) ?? { value: name, line };
  return { line, entries: new Map([...entries, [sectionNameKey, ownName]]) };
}

function maskValue(key: string, value: string): string {
  if (secretKey.test(key)) return value === '' ? value : mask;
  if (secretAddressKey.test(key)) return maskSecretPath(value);
  return connectStringKey.test(key) ? maskConnectString(value) : maskPasswords(value);
}
