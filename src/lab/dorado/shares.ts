// NFS shares of filesystems and the clients that may mount them. They are kept as a text among the properties of the volume.
import { randomInt } from 'node:crypto';
import type { StorageState, Volume } from '../storage/storage-state.ts';
import { modifyVolume } from '../storage/volumes.ts';
import { ArrayFault } from './array-fault.ts';
import { type Body, requireKeys, textOf } from './body.ts';
import { filesystemById, filesystemId } from './ids.ts';
import type { Row } from './rows.ts';

export interface Share {
  readonly id: string;
  readonly path: string;
  readonly clients: readonly ShareClient[];
}

interface ShareClient {
  readonly id: string;
  readonly name: string;
  readonly access: Readonly<Record<'ACCESSVAL' | 'SYNC' | 'ALLSQUASH' | 'ROOTSQUASH', string>>;
}

const everybody: ShareClient = { id: '1', name: '*', access: { ACCESSVAL: '1', SYNC: '0', ALLSQUASH: '1', ROOTSQUASH: '1' } };

/** A filesystem that was made by hand is shared under its name. */
export function sharesOf({ name, properties, id }: Volume): readonly Share[] {
  const stored = properties['shares'];
  if (typeof stored === 'string') return JSON.parse(stored) as readonly Share[];
  return [{ id: `1${Number.parseInt(id.slice(0, 6), 16)}`, path: `/${name}/`, clients: [everybody] }];
}

export function shareRows({ volumes }: StorageState): Row[] {
  return volumes.flatMap((volume) => sharesOf(volume).map(({ id, path }) => ({ ID: id, SHAREPATH: path, FSID: filesystemId(volume), NAME: '', DESCRIPTION: '' })));
}

export function clientRows({ volumes }: StorageState): Row[] {
  return volumes.flatMap(sharesOf).flatMap((share) => share.clients.map(({ id, name, access }) => ({ ID: id, NAME: name, PARENTID: share.id, ...access })));
}

/** @throws {ArrayFault} */
export function makeShare(state: StorageState, body: Body): Row {
  requireKeys(body, { required: ['SHAREPATH', 'FSID'], known: ['DESCRIPTION', 'vstoreId'] });
  const volume = filesystemById(state, textOf(body['FSID']));
  const path = textOf(body['SHAREPATH']);
  // It begins with the name of the filesystem and ends with a slash.
  if (!path.startsWith(`/${volume.name}/`) || !path.endsWith('/')) throw new ArrayFault('badPath', `The share path ${path} is invalid.`);
  if (sharesOf(volume).some((share) => share.path === path)) throw new ArrayFault('shareTaken', 'The share already exists.');
  const share = { id: newId(), path, clients: [] };
  keep(state, volume, [...sharesOf(volume), share]);
  return { ID: share.id, SHAREPATH: path, FSID: filesystemId(volume) };
}

/** @throws {ArrayFault} */
export function removeShare(state: StorageState, id: string): void {
  const volume = state.volumes.find((candidate) => sharesOf(candidate).some((share) => share.id === id));
  if (volume === undefined) throw new ArrayFault('noShare', 'The share does not exist.');
  keep(state, volume, sharesOf(volume).filter((share) => share.id !== id));
}

/** @throws {ArrayFault} */
export function admitClient(state: StorageState, body: Body): Row {
  requireKeys(body, { required: ['NAME', 'PARENTID', 'ACCESSVAL'], known: ['SYNC', 'ALLSQUASH', 'ROOTSQUASH', 'vstoreId'] });
  const [name, parent] = [textOf(body['NAME']), textOf(body['PARENTID'])];
  const volume = state.volumes.find((candidate) => sharesOf(candidate).some(({ id }) => id === parent));
  if (volume === undefined) throw new ArrayFault('noShare', 'The share does not exist.');
  if (!/^(?:\*|@?[\w./:-]+)$/.test(name)) throw new ArrayFault('wrongParameter', `The client ${name} is wrong.`);
  // Left out, root and everybody are squashed.
  const access = { ACCESSVAL: textOf(body['ACCESSVAL']), SYNC: textOf(body['SYNC'] ?? 0), ALLSQUASH: textOf(body['ALLSQUASH'] ?? 1), ROOTSQUASH: textOf(body['ROOTSQUASH'] ?? 0) };
  const client = { id: newId(), name, access };
  const changed = sharesOf(volume).map((share) => {
    if (share.id !== parent) return share;
    if (share.clients.some((other) => other.name === name)) throw new ArrayFault('clientTaken', 'The client already exists.');
    return { ...share, clients: [...share.clients, client] };
  });
  keep(state, volume, changed);
  return { ID: client.id, NAME: name, PARENTID: parent };
}

function keep(state: StorageState, { name }: Volume, shares: readonly Share[]): void {
  modifyVolume(state, name, { shares: JSON.stringify(shares) });
}

function newId(): string {
  return String(randomInt(1000, 2 ** 31));
}
