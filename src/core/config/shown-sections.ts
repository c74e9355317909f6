import { Configuration } from './configuration.ts';
import type { RawEntries, RawEntry } from './dialect.ts';

const mask = '***';
const secretKey = /passw|passphrase|pass$|pwd|secret|token/u;
// `user/password@name` of a connect string, `scheme://user:password@host` of a URL.
const connectPassword = /^(?<user>[^/@:\s]+)\/.+?(?=@[^@]*$|$)/su;
const urlPassword = /(?<start>\w:\/\/[^\s/:@]*):[^\s/]*@/gu;

/**
 * What the file says, for people to see: every section with its values interpolated and secrets replaced. They are masked
 * before interpolation too, so a value that refers to a secret does not give it away.
 * @throws {InvalidConfigurationError} with every value that cannot be interpolated
 */
export function shownSections(configuration: Configuration): Configuration['sections'] {
  const { file, directory, raw } = configuration;
  // The masked copy no longer has the secrets' own mistakes.
  void configuration.sections;
  const sections = new Map([...raw.sections].map(([name, { line, entries }]) => [name, { line, entries: masked(entries) }]));
  const copy = new Configuration({ file, directory, raw: { defaults: masked(raw.defaults), sections } });
  return Object.fromEntries(
    Object.entries(copy.sections).map(([name, values]) => [
      name,
      Object.fromEntries(Object.entries(values).map(([key, value]) => [key, maskValue(key, value)])),
    ]),
  );
}

function masked(entries: RawEntries): RawEntries {
  return new Map([...entries].map(([key, entry]): [string, RawEntry] => [key, { ...entry, value: maskValue(key, entry.value) }]));
}

function maskValue(key: string, value: string): string {
  if (secretKey.test(key)) return value === '' ? value : mask;
  const text = value.replaceAll(urlPassword, `$<start>:${mask}@`);
  return key.endsWith('catalog') ? text.replace(connectPassword, `$<user>/${mask}`) : text;
}
