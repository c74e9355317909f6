// Snapshots as ZAPI shows and changes them.
import { snapshotsOf } from '../../storage/snapshots.ts';
import { changeStorage, type StorageState, viewStorage, type Volume, type VolumeSnapshot } from '../../storage/storage-state.ts';
import { checkNewSnapshot, deleteSnapshot, isHeldByClone, makeSnapshot } from '../snapshots.ts';
import { placeOf } from '../svm-place.ts';
import { isOnline } from '../volumes.ts';
import { listing } from './listing.ts';
import { ZapiFault } from './zapi-fault.ts';
import { volumeBytes, volumeNamed, volumesSeen, type ZapiCall, type ZapiFiler } from './zapi-filer.ts';
import { node, type ZapiNode } from './zapi-node.ts';

export const createSnapshot: ZapiCall = (filer, input) => {
  const [volume, name] = [input.text('volume'), input.text('snapshot')];
  input.end();
  checkNewSnapshot({ name });
  changeStorage(filer.identity, (state) => makeSnapshot(state, onlineVolume(filer, state, volume), { name }));
  return [];
};

export const removeSnapshot: ZapiCall = (filer, input) => {
  const [volume, name] = [input.text('volume'), input.text('snapshot')];
  input.end();
  changeStorage(filer.identity, (state) => deleteSnapshot(state, snapshotNamed(state, onlineVolume(filer, state, volume), name)));
  return [];
};

export const listSnapshots: ZapiCall = (filer, input) => {
  const state = viewStorage(filer.identity);
  const wanted = input.record('query', 'snapshot-info')?.children.find(({ name }) => name === 'volume')?.text.trim();
  const volumes = volumesSeen(filer, state).filter(({ name }) => wanted === undefined || placeOf(name).name === wanted);
  const offline = volumes.find((volume) => !isOnline(volume));
  const records = volumes.filter(isOnline).flatMap((volume) => snapshotNodes(filer, state, volume));
  const list = listing(records, input, { record: 'snapshot-info', pageRecords: filer.style.pageRecords });
  // The call has passed all the same.
  return offline === undefined ? list : [...list, ['volume-errors', [node('volume-error', { errno: '13042', name: placeOf(offline.name).name, reason: 'Volume is offline.', vserver: svmOf(filer, offline) })]]];
};

function snapshotNodes(filer: ZapiFiler, state: StorageState, volume: Volume): ZapiNode[] {
  const spaces = filer.meter.measure(state, volume.name).snapshots;
  const snapshots = snapshotsOf(state, volume.name);
  return snapshots.map((snapshot, index) => {
    const newer = snapshots.slice(index).map(({ id }) => spaces.get(id));
    const own = spaces.get(snapshot.id)?.uniqueBytes ?? 0;
    const cumulative = newer.reduce((sum, space) => sum + (space?.uniqueBytes ?? 0), 0);
    const isHeld = isHeldByClone(state, snapshot);
    const [, content] = node('snapshot-info', {
      'access-time': secondsOf(snapshot.creation),
      busy: String(isHeld),
      'cumulative-percentage-of-total-blocks': percentOf(cumulative, volume),
      'cumulative-total': blocksOf(cumulative),
      dependency: isHeld ? 'busy,vclone' : undefined,
      'expiry-time': secondsOf(snapshot.properties['expiresAt']),
      name: snapshot.name,
      'percentage-of-total-blocks': percentOf(own, volume),
      'snaplock-expiry-time': secondsOf(snapshot.properties['lockedUntil']),
      total: blocksOf(own),
      volume: placeOf(volume.name).name,
      vserver: svmOf(filer, volume),
    });
    const owners: ZapiNode[] = isHeld ? [['snapshot-owners-list', [['snapshot-owner', [['owner', 'volume clone']]]]]] : [];
    return ['snapshot-info', [...(content as readonly ZapiNode[]), ...owners]];
  });
}

/** Counted with 31 bits and a sign: whatever is larger comes out as something else. */
function blocksOf(bytes: number): string {
  return String(Number(BigInt.asIntN(32, BigInt(Math.ceil(bytes / 1024)))));
}

function percentOf(bytes: number, volume: Volume): string {
  return String(Math.floor((100 * bytes) / volumeBytes(volume)));
}

function secondsOf(iso: unknown): string | undefined {
  return typeof iso === 'string' ? String(Math.floor(Date.parse(iso) / 1000)) : undefined;
}

function svmOf({ configuration }: ZapiFiler, volume: Volume): string {
  return placeOf(volume.name).svm ?? configuration.svm;
}

function onlineVolume(filer: ZapiFiler, state: StorageState, name: string): Volume {
  const volume = volumeNamed(filer, state, name);
  if (!isOnline(volume)) throw new ZapiFault(13_042, `Volume ${name} is offline.`);
  return volume;
}

function snapshotNamed(state: StorageState, volume: Volume, name: string): VolumeSnapshot {
  const snapshot = snapshotsOf(state, volume.name).find((candidate) => candidate.name === name);
  if (snapshot === undefined) throw new ZapiFault(13_021, `Snapshot ${name} of volume ${volume.name} does not exist.`);
  return snapshot;
}
