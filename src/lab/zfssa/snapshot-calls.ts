import { ApplianceFault } from './appliance-fault.ts';
import type { VolumeSnapshot } from '../storage/storage-state.ts';
import { checkProperties, setRetentionPolicy } from './appliance-properties.ts';
import { type BodySource, dependentBody, filesystemBody, snapshotBody } from './bodies.ts';
import { destroySnapshots, rollBack } from './destruction.ts';
import { checkName, clonesOf, findVolume } from '../storage/volumes.ts';
import { cloneSnapshot, findSnapshot, snapshotsOf, takeSnapshot } from '../storage/snapshots.ts';
import type { Reply } from '../storage/reply.ts';
import { confirmation, refuseUnknown, selected, type StorageCall } from './storage-call.ts';

export function listAllSnapshots(call: StorageCall): Reply {
  const source = call.bodies(call.view());
  const all = source.appliance.volumes.flatMap((share) => snapshotBodies(source, snapshotsOf(source.appliance, share.name)));
  return { status: 200, body: { snapshots: selected(all, call.request.query) } };
}

/** One snapshot of every share of the project, all at the same moment. */
export function takeProjectSnapshot(call: StorageCall): Reply {
  return call.change((appliance) => {
    const { name, ...unknown } = call.request.body;
    refuseUnknown(unknown);
    const taken = appliance.volumes.map((share) => takeSnapshot(appliance, share.name, name));
    const creation = taken[0]?.creation ?? appliance.now.toISO();
    return { status: 201, body: { snapshot: { name, project: appliance.project, collection: 'local', creation } } };
  });
}

export function listSnapshots({ names: [share = ''], ...call }: StorageCall): Reply {
  const source = call.bodies(call.view());
  findVolume(source.appliance, share);
  const all = snapshotBodies(source, snapshotsOf(source.appliance, share));
  return { status: 200, body: { snapshots: selected(all, call.request.query) } };
}

export function createSnapshot({ names: [share = ''], ...call }: StorageCall): Reply {
  const { name, ...unknown } = call.request.body;
  refuseUnknown(unknown);
  return call.change((appliance) => snapshotReply(201, call.bodies(appliance), takeSnapshot(appliance, share, name)));
}

export function readSnapshot({ names: [share = '', name = ''], ...call }: StorageCall): Reply {
  const source = call.bodies(call.view());
  return snapshotReply(200, source, findSnapshot(source.appliance, share, name));
}

export function modifySnapshot({ names: [share = '', name = ''], ...call }: StorageCall): Reply {
  const { retentionpolicy, ...unknown } = call.request.body;
  refuseUnknown(unknown);
  return call.change((appliance) => {
    const modified = setRetentionPolicy(appliance, findSnapshot(appliance, share, name), retentionpolicy);
    return snapshotReply(202, call.bodies(appliance), modified);
  });
}

export function destroySnapshot({ names: [share = '', name = ''], ...call }: StorageCall): Reply {
  call.change((appliance) => {
    destroySnapshots(appliance, [findSnapshot(appliance, share, name)], confirmation(call.request));
  });
  return { status: 204 };
}

/** The odd one: a PUT that answers 201. */
export function makeClone({ names: [share = '', name = ''], ...call }: StorageCall): Reply {
  const { pool, project: target, share: cloneName, ...properties } = call.request.body;
  if (cloneName === undefined || target === undefined) throw new ApplianceFault('ERR_MISSING_ARG', 'property "project" or "share" is missing');
  checkName(cloneName);
  return call.change((appliance) => {
    const snapshot = findSnapshot(appliance, share, name);
    if (target !== appliance.project) throw new ApplianceFault('ERR_NOT_FOUND', `project ${JSON.stringify(target)} not found`);
    const { pool: ownPool } = call.bodies(appliance);
    if (pool !== undefined && pool !== ownPool) throw new ApplianceFault('ERR_INVALID_ARG', 'a clone stays in the pool of its snapshot');
    const clone = cloneSnapshot(appliance, snapshot, cloneName, checkProperties(properties));
    return { status: 201, body: { filesystem: filesystemBody(call.bodies(appliance), clone) } };
  });
}

export function rollBackToSnapshot({ names: [share = '', name = ''], ...call }: StorageCall): Reply {
  return call.change((appliance) => {
    const snapshot = findSnapshot(appliance, share, name);
    rollBack(appliance, snapshot, confirmation(call.request));
    return snapshotReply(202, call.bodies(appliance), snapshot);
  });
}

export function listDependents({ names: [share = '', name = ''], ...call }: StorageCall): Reply {
  const source = call.bodies(call.view());
  const clones = clonesOf(source.appliance, findSnapshot(source.appliance, share, name));
  return { status: 200, body: { dependents: clones.map((clone) => dependentBody(source, clone)) } };
}

function snapshotReply(status: number, source: BodySource, snapshot: VolumeSnapshot): Reply {
  const [body] = snapshotBodies(source, [snapshot]);
  return { status, body: { snapshot: body } };
}

function snapshotBodies(source: BodySource, records: readonly VolumeSnapshot[]): Readonly<Record<string, unknown>>[] {
  const [first] = records;
  if (first === undefined) return [];
  const space = source.meter.measure(source.appliance, first.volume).snapshots;
  return records.map((snapshot) => snapshotBody(source, snapshot, space.get(snapshot.id) ?? { dataBytes: 0, uniqueBytes: 0 }));
}

