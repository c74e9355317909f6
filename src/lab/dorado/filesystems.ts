// Filesystems and clones with the array's rules: capacities in sectors of 512 bytes, pools, and what must go before what.
import { cloneSnapshot, snapshotsOf, takeSnapshot } from '../storage/snapshots.ts';
import type { StorageState, Volume } from '../storage/storage-state.ts';
import { checkName, createVolume, removeVolume } from '../storage/volumes.ts';
import { ArrayFault } from './array-fault.ts';
import { type Body, requireKeys, textOf } from './body.ts';
import { filesystemById, filesystemId, snapshotId } from './ids.ts';
import type { Row } from './rows.ts';
import { sharesOf } from './shares.ts';
import { parentSnapshot } from './snapshots.ts';

/** The vStore that the lab's filesystems belong to. */
export interface Tenant {
  readonly id: string;
  readonly name: string;
}

export const pool: Row = { ID: '0', NAME: 'StoragePool001', USAGETYPE: '2', HEALTHSTATUS: '1', RUNNINGSTATUS: '27', USERFREECAPACITY: String(2 ** 33) };

const sectorsPerGigabyte = 2 ** 21;
const usualSectors = 2 ** 30;
const settings = ['ALLOCTYPE', 'SECTORSIZE', 'ENABLECOMPRESSION', 'COMPRESSION', 'ENABLEDEDUP', 'ISSHOWSNAPDIR', 'AUTODELSNAPSHOTENABLE', 'unixPermissions', 'DESCRIPTION', 'vstoreId'];

export function filesystemRow(state: StorageState, volume: Volume, tenant: Tenant): Row {
  const { name, properties, origin } = volume;
  const parent = state.volumes.find((candidate) => candidate.name === origin?.volume);
  const isClone = origin !== undefined && parent !== undefined;
  return {
    ID: filesystemId(volume),
    NAME: name,
    CAPACITY: String(properties['sectors'] ?? usualSectors),
    HEALTHSTATUS: '1',
    RUNNINGSTATUS: '27',
    ALLOCTYPE: '1',
    PARENTNAME: pool['NAME'] ?? '',
    ISCLONEFS: String(isClone),
    PARENTFILESYSTEMID: isClone ? filesystemId(parent) : '--',
    PARENTFILESYSTEMNAME: isClone ? parent.name : '--',
    PARENTSNAPSHOTID: isClone ? snapshotId(parent, origin.snapshot) : '--',
    PARENTSNAPSHOTNAME: isClone ? origin.snapshot : '--',
    vstoreId: tenant.id,
    vstoreName: tenant.name,
  };
}

/** A filesystem, or a clone of one. @throws {ArrayFault} */
export function makeFilesystem(state: StorageState, body: Body): Row {
  const name = textOf(body['NAME']);
  if (state.volumes.some((volume) => volume.name === name)) throw new ArrayFault('nameTaken', 'The name already exists.');
  const isClone = body['PARENTFILESYSTEMID'] !== undefined;
  const made = isClone ? makeClone(state, name, body) : makeNew(state, name, body);
  return { ID: filesystemId(made), NAME: name };
}

/** @throws {ArrayFault} */
export function removeFilesystem(state: StorageState, id: string): void {
  const volume = filesystemById(state, id);
  if (sharesOf(volume).length > 0) throw new ArrayFault('filesystemInUse', 'The file system is shared.');
  if (snapshotsOf(state, volume.name).length > 0) throw new ArrayFault('filesystemInUse', 'The file system has snapshots.');
  removeVolume(state, volume);
}

function makeNew(state: StorageState, name: string, body: Body): Volume {
  requireKeys(body, { required: ['NAME', 'PARENTID', 'CAPACITY'], known: settings });
  checkName(name);
  if (textOf(body['PARENTID']) !== pool['ID']) throw new ArrayFault('noObject', 'The storage pool does not exist.');
  const sectors = Number(body['CAPACITY']);
  if (!Number.isInteger(sectors)) throw new ArrayFault('wrongParameter', 'The capacity is wrong.');
  if (sectors < sectorsPerGigabyte) throw new ArrayFault('tooSmall', 'The capacity is below the limit.');
  if (sectors > 2 ** 44) throw new ArrayFault('tooLarge', 'The capacity is above the limit.');
  return createVolume(state, name, { sectors, shares: '[]' });
}

function makeClone(state: StorageState, name: string, body: Body): Volume {
  requireKeys(body, { required: ['NAME', 'PARENTFILESYSTEMID'], known: ['ISCLONEFS', 'PARENTSNAPSHOTID', ...settings] });
  const parent = filesystemById(state, textOf(body['PARENTFILESYSTEMID']));
  const wanted = body['PARENTSNAPSHOTID'];
  // Without one the array makes a snapshot of its own, which stays behind.
  const snapshot = wanted === undefined ? takeSnapshot(state, parent.name, `clone-of-${name}`) : parentSnapshot(state, parent, textOf(wanted));
  return cloneSnapshot(state, snapshot, name, { sectors: parent.properties['sectors'] ?? usualSectors, shares: '[]' });
}
