// The [softnas] section of the configuration.
import { IANAZone } from 'luxon';
import { ConfigurationError } from '#core/errors.ts';
import { requireOneVolume } from '../one-volume.ts';
import type { SnapHandlerContext } from '../snap-handler.ts';
import { readTlsSettings, type TlsSettings } from '../tls-settings.ts';

export interface SoftnasSettings extends TlsSettings {
  /** `https://host:port`. */
  readonly origin: string;
  /** Host, and port when it is not the usual one; for messages. */
  readonly host: string;
  /** Where NFS clients mount from. */
  readonly mountHost: string;
  readonly pool: string;
  /** Zone of the appliance's clock, for times it tells as a text. */
  readonly applianceZone: string;
}

/** @throws {ConfigurationError} for the first setting that is missing or unusable */
export function readSettings(context: SnapHandlerContext): SoftnasSettings {
  requireOneVolume(context, 'softnas');
  const url = parseAddress(required(context, 'serveraddress'));
  return {
    origin: url.origin,
    host: url.host,
    mountHost: url.hostname,
    pool: required(context, 'pool'),
    applianceZone: parseZone(context.get('timezone', 'softnas') ?? 'system'),
    ...readTlsSettings(context, 'softnas'),
  };
}

function required(context: SnapHandlerContext, key: string): string {
  const value = context.get(key, 'softnas') ?? '';
  if (value !== '') return value;
  throw new ConfigurationError(`${key} is missing in section [softnas] (database ${context.database})`, { hint: 'icb config reference explains it' });
}

/** No message repeats the value: it may hold a password. */
function parseAddress(address: string): URL {
  const url = URL.parse(`https://${address}`);
  if (url === null || address.includes('@') || url.pathname !== '/' || url.search !== '' || url.hash !== '') {
    throw new ConfigurationError('serveraddress in section [softnas] is not the name or address of a host', { hint: 'write host, or host:port' });
  }
  return url;
}

function parseZone(zone: string): string {
  if (zone === 'system' || IANAZone.isValidZone(zone)) return zone;
  throw new ConfigurationError(`timezone in section [softnas] is not the name of a time zone: ${zone}`, { hint: 'write Europe/Tallinn, or UTC' });
}
