// The [zfssa] section of the configuration.
import { ConfigurationError } from '#core/errors.ts';
import { requireOneVolume } from '../one-volume.ts';
import { requiredSetting } from '../section-settings.ts';
import type { SnapHandlerContext } from '../snap-handler.ts';
import { readTlsSettings, type TlsSettings } from '../https/tls-settings.ts';

export interface ZfssaSettings extends TlsSettings {
  /** `https://host:port`. */
  readonly origin: string;
  /** Host and port, for messages. */
  readonly host: string;
  /** Where NFS clients mount from. */
  readonly mountHost: string;
  readonly pool: string;
  readonly project: string;
}

/** @throws {ConfigurationError} for the first setting that is missing or unusable */
export function readSettings(context: SnapHandlerContext): ZfssaSettings {
  requireOneVolume(context, 'zfssa');
  const required = (key: string): string => requiredSetting(context, { section: 'zfssa', key });
  const url = parseUrl(required('url'));
  return {
    origin: url.origin,
    host: url.host,
    mountHost: context.get('mounthost', 'zfssa') ?? url.hostname,
    pool: required('pool'),
    project: required('project'),
    ...readTlsSettings(context, 'zfssa'),
  };
}

/** No message repeats the value: it may hold a password, wherever the @ is. */
function parseUrl(text: string): URL {
  if (text.includes('@')) throw new ConfigurationError('url in section [zfssa] must not hold user or password', {
      hint: 'write https://host:port, and put user and password into zfscredentials.cfg beside the configuration',
    });
  const url = URL.parse(text);
  if (url === null) throw new ConfigurationError('url in section [zfssa] is not a URL', { hint: 'write https://host:port' });
  if (url.protocol !== 'https:') {
    throw new ConfigurationError('url in section [zfssa] must begin with https://: the password would cross the network readable');
  }
  if (url.pathname !== '/' || url.search !== '' || url.hash !== '') {
    throw new ConfigurationError('url in section [zfssa] must end after the port', { hint: `write ${url.origin}` });
  }
  return url;
}
