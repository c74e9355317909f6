import { ApplianceFault, type FaultName } from './appliance-fault.ts';
import { type RefusalKind, StorageRefusal } from '../storage/refusal.ts';
import type { HttpRequest, Reply } from '../storage/reply.ts';
import type { StorageIdentity } from '../storage/storage-state.ts';
import { type ApplianceDialect, faultBody } from './bodies.ts';
import type { ApplianceConfiguration } from './create-appliance.ts';
import { answerStorage } from './routes.ts';
import { Sessions } from './sessions.ts';
import { SpaceMeter } from '../storage/space.ts';

const faultNames: Readonly<Record<RefusalKind, FaultName>> = {
  'not found': 'ERR_NOT_FOUND',
  exists: 'ERR_OBJECT_EXISTS',
  invalid: 'ERR_INVALID_ARG',
  missing: 'ERR_MISSING_ARG',
};

/** Takes requests apart, lets in who may come in, and turns refusals into `fault` bodies. */
export class FrontDoor {
  readonly #identity: StorageIdentity;
  readonly #configuration: ApplianceConfiguration;
  readonly #dialect: ApplianceDialect;
  readonly #meter = new SpaceMeter();
  readonly #sessions: Sessions;

  constructor(identity: StorageIdentity, configuration: ApplianceConfiguration, dialect: ApplianceDialect) {
    this.#identity = identity;
    this.#configuration = configuration;
    this.#dialect = dialect;
    this.#sessions = new Sessions(configuration, identity.clock);
  }

  answer(request: HttpRequest): Reply {
    try {
      return this.#answer(request);
    } catch (error) {
      const fault = error instanceof StorageRefusal ? new ApplianceFault(faultNames[error.kind], error.message) : error;
      if (!(fault instanceof ApplianceFault)) throw error;
      return faultBody(fault, this.#dialect);
    }
  }

  closeSessions(): void {
    this.#sessions.closeAll();
  }

  #answer(request: HttpRequest): Reply {
    const { pathname, searchParams } = new URL(request.url, 'https://appliance');
    const [, service, version, rest = ''] = /^\/api\/(access|storage|system)\/(v[12])(?:\/(.*))?$/.exec(pathname) ?? [];
    if (service === 'access') return this.#answerAccess(request);
    this.#sessions.authenticate(request.headers);
    if (service === 'system' && rest === 'version' && request.method === 'GET') return systemVersion;
    if (service !== 'storage' || (version === 'v2' && !this.#dialect.hasVersion2)) throw new ApplianceFault('ERR_NOT_FOUND', `the requested resource "${pathname}" was not found`);

    const source = {
      pool: this.#configuration.pool,
      meter: this.#meter,
      dialect: this.#dialect,
      version: version === 'v2' ? 'v2' : 'v1',
    } as const;
    const segments = rest.split('/').map((segment) => decodeURIComponent(segment));
    const body = jsonObject(request);
    return answerStorage({ identity: this.#identity, source }, { method: request.method, segments, query: searchParams, body });
  }

  #answerAccess({ method, headers }: HttpRequest): Reply {
    if (method === 'POST') {
      const session = { 'x-auth-session': this.#sessions.open(headers), 'x-auth-name': this.#configuration.user };
      return { status: 201, headers: session, body: { access: { services: [{ name: 'storage' }, { name: 'system' }] } } };
    }
    this.#sessions.authenticate(headers);
    if (method !== 'DELETE') throw new ApplianceFault('ERR_NOT_IMPLEMENTED', `method ${method} is not implemented for this resource`);
    this.#sessions.close(headers);
    return { status: 204 };
  }
}

const systemVersion: Reply = {
  status: 200,
  body: {
    version: {
      nodename: 'icb-lab',
      asn: '00000000-0000-0000-0000-000000000001',
      product: 'icb simulation of a ZFS Storage Appliance',
      version: '2013.06.05.8.8',
    },
  },
};

function jsonObject({ body, headers }: HttpRequest): Record<string, unknown> {
  if (body === '') return {};
  if (!(headers['content-type'] ?? '').startsWith('application/json')) {
    throw new ApplianceFault('ERR_UNSUPPORTED_MEDIA', 'the request body must be application/json');
  }
  try {
    const parsed: unknown = JSON.parse(body);
    if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)) return parsed as Record<string, unknown>;
  } catch {
    // Falls through to the same refusal as any other body that is not an object.
  }
  throw new ApplianceFault('ERR_INVALID_ARG', 'the request body is not a JSON object');
}
