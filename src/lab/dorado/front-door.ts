import { StorageRefusal } from '../storage/refusal.ts';
import type { HttpRequest, Reply } from '../storage/reply.ts';
import { changeStorage, type StorageIdentity, type StorageState, viewStorage } from '../storage/storage-state.ts';
import { ArrayFault, faultBody, type faultCodes } from './array-fault.ts';
import type { Body } from './body.ts';
import type { ArrayConfiguration } from './create-array.ts';
import { filesystemRow, makeFilesystem, pool, removeFilesystem, type Tenant } from './filesystems.ts';
import { count, page, type Row, type RowStyle } from './rows.ts';
import { Sessions } from './sessions.ts';
import { admitClient, clientRows, makeShare, removeShare, shareRows } from './shares.ts';
import { dropSnapshot, makeSnapshot, snapshotRows } from './snapshots.ts';

/** One kind of object: what the lab has of it, and what can be done with it. */
interface ObjectKind {
  readonly rows: (state: StorageState) => readonly Row[];
  readonly make?: (state: StorageState, body: Body) => Row;
  readonly remove?: (state: StorageState, id: string) => void;
  /** The query `vstoreId` decides which are seen; absent: the tenant System_vStore's. */
  readonly isOfTenant?: boolean;
  readonly absent: keyof typeof faultCodes;
}

interface Call {
  readonly method: string;
  readonly query: URLSearchParams;
  readonly body: Body;
  readonly id: string | undefined;
}

export const systemTenant: Tenant = { id: '0', name: 'System_vStore' };

/** Lets in who may come in, finds what is asked for, and turns refusals into an `error` with HTTP 200. */
export class FrontDoor {
  readonly sessions: Sessions;
  /** Objects of another vStore, which a test puts there: their names may be the lab's. */
  readonly foreign: Record<string, Row[]> = { filesystem: [], fssnapshot: [], nfshare: [] };
  readonly #identity: StorageIdentity;
  readonly #deviceId: string;
  readonly #style: RowStyle;
  readonly #kinds: Readonly<Record<string, ObjectKind>>;

  constructor(identity: StorageIdentity, configuration: ArrayConfiguration, { tenant, ...style }: RowStyle & { readonly tenant: Tenant }) {
    this.sessions = new Sessions(configuration, identity.clock);
    this.#identity = identity;
    this.#deviceId = configuration.deviceId;
    this.#style = style;
    this.#kinds = objectKinds(tenant);
  }

  answer(request: HttpRequest): Reply {
    try {
      return this.#answer(request);
    } catch (error) {
      if (error instanceof StorageRefusal) return { status: 200, body: faultBody(new ArrayFault('wrongParameter', error.message)) };
      if (!(error instanceof ArrayFault)) throw error;
      return { status: 200, body: faultBody(error) };
    }
  }

  #answer(request: HttpRequest): Reply {
    const { pathname, searchParams: query } = new URL(request.url, 'https://array');
    const [, device = '', object = '', id] = /^\/deviceManager\/rest\/([^/]+)\/(\w+)(?:\/([^/]+))?$/.exec(pathname) ?? [];
    const body = request.body === '' ? {} : jsonObject(request.body);
    // Before the login nobody knows the device: anything is taken for it.
    if (object === 'sessions' && request.method === 'POST') return this.#logIn(body);
    const token = this.sessions.authenticate(request.headers);
    if (decodeURIComponent(device) !== this.#deviceId) throw new ArrayFault('noObject', 'The device does not exist.');
    if (object === 'sessions' && request.method === 'DELETE') {
      this.sessions.close(token);
      return success({});
    }
    const kind = this.#kinds[object.toLowerCase()];
    if (kind === undefined) throw new ArrayFault('wrongParameter', `There is no interface ${object}.`);
    return success(this.#do(kind, object.toLowerCase(), { method: request.method, query, body, id: id === undefined ? undefined : decodeURIComponent(id) }));
  }

  #logIn(body: Body): Reply {
    const { token, cookie } = this.sessions.open(body);
    const data = { iBaseToken: token, deviceid: this.#deviceId, accountstate: 1, userscope: '0', username: 'icb' };
    return { ...success(data), headers: { 'set-cookie': `${cookie}; Path=/; Secure; HttpOnly` } };
  }

  #do(kind: ObjectKind, object: string, { method, query, body, id }: Call): unknown {
    const { make, remove } = kind;
    if (method === 'GET') return this.#read(kind, object, query, id);
    if (method === 'POST' && id === undefined && make !== undefined) return changeStorage(this.#identity, (state) => make(state, body));
    if (method === 'DELETE' && id !== undefined && remove !== undefined) {
      const others = this.foreign[object] ?? [];
      // Ids are those of the array, whatever the vStore.
      if (others.some(({ ID }) => ID === id)) this.foreign[object] = others.filter(({ ID }) => ID !== id);
      else changeStorage(this.#identity, (state) => remove(state, id));
      return {};
    }
    throw new ArrayFault('wrongParameter', `Method ${method} is not possible here.`);
  }

  #read(kind: ObjectKind, object: string, query: URLSearchParams, id: string | undefined): unknown {
    const parent = query.get('PARENTID');
    const tenant = query.get('vstoreId') ?? systemTenant.id;
    const all = [...kind.rows(viewStorage(this.#identity)), ...(this.foreign[object] ?? [])];
    const rows = this.#style.isSloppy ? all : all.filter((row) => (kind.isOfTenant !== true || row['vstoreId'] === tenant) && (parent === null || row['PARENTID'] === parent));
    if (id === undefined) return page(rows, query, this.#style);
    if (id === 'count') return count(rows, query, this.#style);
    const found = rows.find(({ ID }) => ID === id);
    if (found === undefined) throw new ArrayFault(kind.absent, 'The object does not exist.');
    return found;
  }
}

function objectKinds(tenant: Tenant): Readonly<Record<string, ObjectKind>> {
  const inTenant = (rows: readonly Row[]): Row[] => rows.map((row) => ({ ...row, vstoreId: tenant.id }));
  return {
    vstore: { rows: () => [systemTenant, { id: '7', name: 'other' }, ...(tenant.id === systemTenant.id ? [] : [tenant])].map(({ id, name }) => ({ ID: id, NAME: name })), absent: 'noObject' },
    storagepool: { rows: () => [pool], absent: 'noObject' },
    filesystem: {
      rows: (state) => state.volumes.map((volume) => filesystemRow(state, volume, tenant)),
      make: makeFilesystem,
      remove: removeFilesystem,
      isOfTenant: true,
      absent: 'noFilesystem',
    },
    fssnapshot: { rows: snapshotRows, make: makeSnapshot, remove: dropSnapshot, absent: 'noSnapshot' },
    nfshare: { rows: (state) => inTenant(shareRows(state)), make: makeShare, remove: removeShare, isOfTenant: true, absent: 'noShare' },
    nfs_share_auth_client: { rows: (state) => inTenant(clientRows(state)), make: admitClient, isOfTenant: true, absent: 'noObject' },
  };
}

function success(data: unknown): Reply {
  return { status: 200, body: { ...(data === undefined ? {} : { data }), error: { code: 0, description: '0' } } };
}

function jsonObject(text: string): Body {
  try {
    const parsed: unknown = JSON.parse(text);
    if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)) return parsed as Body;
  } catch {
    // Falls through to the same refusal as any other body that is not an object.
  }
  throw new ArrayFault('wrongParameter', 'The body is not a JSON object.');
}
