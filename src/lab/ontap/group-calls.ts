// /api/application/consistency-groups, since 9.10
import type { Reply } from '../storage/reply.ts';
import { svmUuid } from './cluster-calls.ts';
import { checkNewGroup, deleteGroup, deleteGroupSnapshot, groupByUuid, groupsIn, groupSnapshotsOf, makeGroup, makeGroupSnapshot } from './consistency-groups.ts';
import { bodyOf, changeBy, type FilerCall, requireKnown, viewOf } from './filer-call.ts';
import { FilerFault } from './filer-fault.ts';
import { listing, type RecordKind } from './records.ts';
import { checkNewSnapshot } from './snapshots.ts';
import { placeOf } from './svm-place.ts';
import { uuidOf } from './volumes.ts';

const groupKind: RecordKind = {
  path: '/api/application/consistency-groups',
  fields: new Set(['uuid', 'name', 'svm.name', 'svm.uuid', 'volumes']),
  expensive: () => false,
};

export function listGroups(call: FilerCall): Reply {
  const { style, configuration, query } = call;
  const visible = groupsIn(viewOf(call)).filter(({ svm }) => style.scope === 'cluster' || svm === undefined);
  const records = visible.map(({ uuid, name, svm = configuration.svm, members }) => ({
    uuid,
    name,
    'svm.name': svm,
    'svm.uuid': svmUuid(svm),
    volumes: members.map((volume) => ({ name: placeOf(volume.name).name, uuid: uuidOf(volume) })),
  }));
  return { status: 200, body: listing(records, groupKind, query, style.pageRecords) };
}

export function createGroup(call: FilerCall): Reply {
  const body = bodyOf(call);
  requireKnown(body, ['name', 'svm.name', 'svm.uuid', 'volumes']);
  const wanted = checkNewGroup(body, call.configuration.svm);
  return changeBy(call, 201, (state) => makeGroup(state, wanted));
}

export function destroyGroup(call: FilerCall): Reply {
  const [uuid = ''] = call.parts;
  groupByUuid(viewOf(call), uuid);
  return changeBy(call, 200, (state) => deleteGroup(state, uuid));
}

export function listGroupSnapshots(call: FilerCall): Reply {
  const { style, query, parts: [uuid = ''] } = call;
  const state = viewOf(call);
  const kind: RecordKind = {
    path: `${groupKind.path}/${uuid}/snapshots`,
    fields: new Set(['uuid', 'name', 'create_time', 'consistency_type', 'is_partial', 'missing_volumes']),
    expensive: () => false,
  };
  return { status: 200, body: listing(groupSnapshotsOf(state, groupByUuid(state, uuid)), kind, query, style.pageRecords) };
}

export function createGroupSnapshot(call: FilerCall): Reply {
  const [uuid = ''] = call.parts;
  groupByUuid(viewOf(call), uuid);
  const body = bodyOf(call);
  requireKnown(body, ['name', 'consistency_type', 'comment', 'snapmirror_label']);
  checkNewSnapshot(body);
  return changeBy(call, 201, (state) => makeGroupSnapshot(state, uuid, { name: String(body['name']), isPartial: call.style.partialGroups }));
}

export function destroyGroupSnapshot(call: FilerCall): Reply {
  const [uuid = '', snapshotUuid = ''] = call.parts;
  const isThere = groupSnapshotsOf(viewOf(call), groupByUuid(viewOf(call), uuid)).some((snapshot) => snapshot['uuid'] === snapshotUuid);
  if (!isThere) throw new FilerFault(4, "entry doesn't exist", 404);
  return changeBy(call, 200, (state) => deleteGroupSnapshot(state, snapshotUuid));
}
