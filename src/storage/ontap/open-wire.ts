// Which of ONTAP's interfaces carries what icb asks for.
import type { AdapterContext, Credentials } from '../adapter.ts';
import type { HttpsConnection } from '#core/https/connection.ts';
import { AutoWire } from './auto-wire.ts';
import { OntapClient } from './client.ts';
import { RestWire } from './rest-wire.ts';
import type { OntapSettings } from './settings.ts';
import type { OntapWire } from './wire.ts';
import { ZapiClient } from './zapi/client.ts';
import { ZapiWire } from './zapi/zapi-wire.ts';

interface Opening extends Pick<AdapterContext, 'clock' | 'log'> {
  readonly connection: HttpsConnection;
  readonly credentials: Credentials;
}

/** By the setting `api`. Nothing is asked of the filer yet. */
export function openWire(settings: OntapSettings, opening: Opening): OntapWire {
  const options = { ...opening, host: settings.host, svm: settings.svm };
  const rest = new RestWire(new OntapClient(options), options);
  if (settings.api === 'rest') return rest;
  const zapi = new ZapiWire(new ZapiClient(options), options);
  return settings.api === 'zapi' ? zapi : new AutoWire({ rest, zapi, host: settings.host, log: opening.log });
}
