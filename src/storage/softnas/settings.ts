// The [softnas] section of the configuration.
import { IANAZone } from 'luxon';
import { ConfigurationError } from '#core/errors.ts';
import { requireOneVolume } from '../one-volume.ts';
import { hostSetting, requiredSetting } from '../section-settings.ts';
import type { SnapHandlerContext } from '../snap-handler.ts';
import { readTlsSettings, type TlsSettings } from '../https/tls-settings.ts';

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
  const url = hostSetting(context, { section: 'softnas', key: 'serveraddress' });
  return {
    origin: url.origin,
    host: url.host,
    mountHost: url.hostname,
    pool: requiredSetting(context, { section: 'softnas', key: 'pool' }),
    applianceZone: parseZone(context.get('timezone', 'softnas') ?? 'system'),
    ...readTlsSettings(context, 'softnas'),
  };
}

function parseZone(zone: string): string {
  if (zone === 'system' || IANAZone.isValidZone(zone)) return zone;
  throw new ConfigurationError(`timezone in section [softnas] is not the name of a time zone: ${zone}`, { hint: 'write Europe/Tallinn, or UTC' });
}
