// The operations behind the web interface, each an opcode with operands: what they do and what they answer.
import { DateTime } from 'luxon';
import { StorageRefusal } from '../storage/refusal.ts';
import { findSnapshot, removeSnapshot, snapshotsOf, takeSnapshot } from '../storage/snapshots.ts';
import type { SpaceMeter } from '../storage/space.ts';
import type { StorageState, VolumeSnapshot } from '../storage/storage-state.ts';
import { clonesOf, createVolume, findVolume, removeVolume } from '../storage/volumes.ts';
import { SoftnasFailure } from './failure.ts';

/** What differs between releases and settings, as far as anybody knows. */
export interface SoftnasStyle {
  /** `creation` as seconds, as a text with the seconds in `datesort`, or only as a text. */
  readonly times: 'seconds' | 'text and datesort' | 'text';
  /** Of its clock, which it names snapshots by. */
  readonly zone: string;
  /** Most records in an answer. */
  readonly pageRecords: number;
  /** Whether the message about a new snapshot says how it is called. */
  readonly tellsName: boolean;
}

export interface Operation {
  readonly operands: URLSearchParams;
  /** Operands came as JSON, not as a form. */
  readonly isJson: boolean;
  readonly state: StorageState;
  readonly pool: string;
  readonly style: SoftnasStyle;
  readonly meter: SpaceMeter;
}

export interface SoftnasAnswer {
  readonly success: true;
  readonly msg: string;
  readonly records?: readonly object[];
  readonly total?: number;
}

/** Those that change something are run alone. */
export const opcodes: Readonly<Record<string, { readonly changes: boolean; readonly run: (operation: Operation) => SoftnasAnswer }>> = {
  volumes: { changes: false, run: listVolumes },
  snapshotlist: { changes: false, run: listSnapshots },
  snapcommand: { changes: true, run: snapcommand },
  createvolume: { changes: true, run: makeVolume },
  deletevolume: { changes: true, run: deleteVolume },
};

/** Of all pools: the operand `pool` restricts nothing. */
function listVolumes({ operands, state, pool, style, meter }: Operation): SoftnasAnswer {
  const ours = state.volumes.map(({ name }) => volumeRecord(name, pool, meter.measure(state, name).dataBytes));
  const others = state.volumes.map(({ name }) => volumeRecord(name, 'otherpool', 0));
  return page([...others, ...ours], operands, style);
}

function volumeRecord(name: string, pool: string, bytes: number): object {
  return { vol_name: name, pool, vol_path: `/${pool}/${name}`, used: `${humanSize(bytes)}&nbsp;`, status: 'Online', exportNFS: 'on' };
}

function listSnapshots({ operands, state, pool, style, meter }: Operation): SoftnasAnswer {
  const [wantedPool, volume, ...more] = required(operands, 'pool_name').split('/');
  if (wantedPool !== pool || volume === undefined || more.length > 0) throw new SoftnasFailure(`cannot open '${operands.get('pool_name')}': dataset does not exist`);
  findVolume(state, volume);
  const space = meter.measure(state, volume).snapshots;
  // By name, as its table has them.
  const snapshots = snapshotsOf(state, volume).toSorted((a, b) => (a.name < b.name ? -1 : 1));
  return page(snapshots.map((snapshot) => snapshotRecord(snapshot, { pool, style, bytes: space.get(snapshot.id)?.dataBytes ?? 0 })), operands, style);
}

function snapshotRecord({ name, volume, creation }: VolumeSnapshot, { pool, style, bytes }: { readonly pool: string; readonly style: SoftnasStyle; readonly bytes: number }): object {
  const at = DateTime.fromISO(creation, { zone: style.zone });
  const seconds = Math.floor(at.toSeconds());
  const text = `${at.toFormat('ccc LLL d HH:mm yyyy', { locale: 'en-US' })} `;
  const times = {
    seconds: { creation: String(seconds), datesort: seconds },
    'text and datesort': { creation: text, datesort: seconds },
    text: { creation: text },
  };
  return { pool_name: pool, volume_name: volume, snapshot_name: name, refer: `${humanSize(bytes)}&nbsp;`, ...times[style.times] };
}

function snapcommand(operation: Operation): SoftnasAnswer {
  const command = required(operation.operands, 'command');
  if (command === 'create') return makeSnapshot(operation);
  if (command === 'delete') return deleteSnapshots(operation);
  throw new SoftnasFailure(`unknown command ${command}`);
}

/** Called after the minute, by the appliance's own clock. */
function makeSnapshot({ operands, state, pool, style }: Operation): SoftnasAnswer {
  const volume = required(operands, 'volume_name');
  requirePool(required(operands, 'pool_name'), pool);
  const name = state.now.setZone(style.zone).toFormat('yyyy_MM_dd_HH_mm');
  if (snapshotsOf(state, volume).some((snapshot) => snapshot.name === name)) throw new SoftnasFailure(`cannot create snapshot '${pool}/${volume}@${name}': dataset already exists`);
  takeSnapshot(state, volume, name);
  return { success: true, msg: style.tellsName ? `Snapshot '${pool}/${volume}@${name}' created` : 'Snapshot created' };
}

function deleteSnapshots({ operands, state, pool }: Operation): SoftnasAnswer {
  for (const { snapshot_name: name = '', volume_name: volume = '', pool_name: wanted = '' } of snapshotsIn(required(operands, 'snapshots'))) {
    requirePool(wanted, pool);
    const snapshot = findSnapshot(state, volume, name);
    if (clonesOf(state, snapshot).length > 0) throw new SoftnasFailure(`cannot destroy '${pool}/${volume}@${name}': snapshot has dependent clones`);
    removeSnapshot(state, snapshot);
  }
  return { success: true, msg: 'Snapshots deleted' };
}

function snapshotsIn(text: string): readonly Readonly<Record<string, string>>[] {
  const parsed: unknown = JSON.parse(text);
  if (!Array.isArray(parsed)) throw new SoftnasFailure('snapshots is not a list');
  return parsed as readonly Readonly<Record<string, string>>[];
}

function makeVolume({ operands, state, pool }: Operation): SoftnasAnswer {
  requirePool(required(operands, 'pool'), pool);
  const wanted = { vol_type: 'filesystem', provisioning: 'thin', exportNFS: 'on', compression: 'on' };
  for (const [key, value] of Object.entries(wanted)) if (required(operands, key) !== value) throw new SoftnasFailure(`the simulation has volumes with ${key}=${value} only`);
  createVolume(state, required(operands, 'vol_name'), {});
  return { success: true, msg: 'Volume created' };
}

/** Understood as JSON only. */
function deleteVolume({ operands, isJson, state, pool }: Operation): SoftnasAnswer {
  if (!isJson) throw new SoftnasFailure('missing operand vol_name');
  requirePool(required(operands, 'pool'), pool);
  removeVolume(state, findVolume(state, required(operands, 'vol_name')));
  return { success: true, msg: 'Volume deleted' };
}

/** `start` and `limit`; without a limit a short page. */
function page(records: readonly object[], operands: URLSearchParams, { pageRecords }: SoftnasStyle): SoftnasAnswer {
  const start = Number(operands.get('start') ?? 0);
  const limit = Math.min(Number(operands.get('limit') ?? 25), pageRecords);
  return { success: true, msg: '', total: records.length, records: records.slice(start, start + limit) };
}

function required(operands: URLSearchParams, key: string): string {
  const value = operands.get(key) ?? '';
  if (value === '') throw new SoftnasFailure(`missing operand ${key}`);
  return value;
}

function requirePool(wanted: string, pool: string): void {
  if (wanted !== pool) throw new StorageRefusal('not found', `cannot open '${wanted}': no such pool`);
}

/** As zfs prints sizes for people: powers of 1024, three digits. */
function humanSize(bytes: number): string {
  const units = ['', 'K', 'M', 'G', 'T', 'P'];
  const power = bytes < 1024 ? 0 : Math.min(Math.floor(Math.log2(bytes) / 10), units.length - 1);
  const scaled = bytes / 1024 ** power;
  return `${power === 0 || scaled >= 100 ? Math.round(scaled) : scaled.toFixed(scaled >= 10 ? 1 : 2)}${units[power]}`;
}
