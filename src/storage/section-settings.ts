// What the sections of several storage systems have in common. No message repeats a value that may hold a password.
import { parseBytes } from '#core/bytes.ts';
import { ConfigurationError } from '#core/errors.ts';
import type { SnapHandlerContext } from './snap-handler.ts';

export interface SettingPlace {
  readonly section: string;
  readonly key: string;
}

/** @throws {ConfigurationError} when it is missing */
export function requiredSetting(context: SnapHandlerContext, { section, key }: SettingPlace): string {
  const value = context.get(key, section) ?? '';
  if (value !== '') return value;
  throw new ConfigurationError(`${key} is missing in section [${section}] (database ${context.database})`, { hint: 'icb config reference explains it' });
}

/** The https address of `host` or `host:port`. @throws {ConfigurationError} when it is missing, or anything else */
export function hostSetting(context: SnapHandlerContext, place: SettingPlace): URL {
  const host = requiredSetting(context, place);
  const url = URL.parse(`https://${host}`);
  if (url === null || host.includes('@') || url.pathname !== '/' || url.search !== '' || url.hash !== '') {
    throw new ConfigurationError(`${place.key} in section [${place.section}] is not the name or address of a host`, { hint: 'write host, or host:port' });
  }
  return url;
}

/** `volumesize`, in bytes: of a volume that is made thin, so that more costs nothing. @throws {ConfigurationError} */
export function volumeSizeSetting(context: SnapHandlerContext, section: string): number {
  const text = context.get('volumesize', section) ?? '1T';
  const bytes = parseBytes(text) ?? 0;
  if (bytes > 0) return bytes;
  throw new ConfigurationError(`volumesize in section [${section}] must be a size such as 500G or 2T, not ${text}`);
}
