// Volumes and FlexClones as ZAPI shows and changes them: unmounted, offline, destroyed, in this order.
import { textOf } from '#storage/ontap/zapi/xml.ts';
import { modifyVolume } from '../../storage/volumes.ts';
import { changeStorage, viewStorage, type Volume } from '../../storage/storage-state.ts';
import { checkNewVolume, makeVolume } from '../new-volume.ts';
import { placeOf } from '../svm-place.ts';
import { changeVolume, deleteVolume, isOnline, junctionOf, uuidOf } from '../volumes.ts';
import { listing } from './listing.ts';
import { badInput, generic, ZapiFault } from './zapi-fault.ts';
import { volumeBytes, volumeNamed, volumesSeen, type ZapiCall, type ZapiFiler } from './zapi-filer.ts';
import { node, satisfies, type ZapiNode } from './zapi-node.ts';

export const listVolumes: ZapiCall = (filer, input) => {
  const records = volumesSeen(filer, viewStorage(filer.identity)).map((volume) => volumeNode(filer, volume));
  return listing(records, input, { record: 'volume-attributes', pageRecords: filer.style.pageRecords });
};

/** In the unit that fits, as `vol size` prints it. */
export const sizeOfVolume: ZapiCall = (filer, input) => {
  const bytes = volumeBytes(volumeNamed(filer, viewStorage(filer.identity), input.text('volume')));
  input.end();
  const power = [5, 4, 3, 2, 1].find((candidate) => bytes % 1024 ** candidate === 0) ?? 0;
  return [['volume-size', `${bytes / 1024 ** power}${' kmgtp'[power]?.trim() ?? ''}`]];
};

export const cloneVolume: ZapiCall = (filer, input) => {
  const body = {
    name: input.text('volume'),
    'svm.name': filer.svm,
    'clone.is_flexclone': true,
    'clone.parent_volume.name': input.text('parent-volume'),
    'clone.parent_snapshot.name': input.text('parent-snapshot'),
    'nas.path': input.optional('junction-path'),
  };
  input.optional('space-reserve');
  input.end();
  const place = checkNewVolume(body, filer);
  changeStorage(filer.identity, (state) => makeVolume(state, place, body));
  return [];
};

export const createVolume: ZapiCall = (filer, input) => {
  const body = {
    name: input.text('volume'),
    'svm.name': filer.svm,
    aggregates: [{ name: input.text('containing-aggr-name') }],
    size: Number(input.text('size')),
    'nas.path': input.optional('junction-path'),
    'nas.export_policy.name': input.optional('export-policy'),
    'nas.unix_permissions': input.optional('unix-permissions'),
    'nas.uid': input.optional('user-id'),
    'nas.gid': input.optional('group-id'),
    comment: input.optional('volume-comment'),
    'snapshot_policy.name': input.optional('snapshot-policy'),
  };
  for (const ignored of ['volume-security-style', 'percentage-snapshot-reserve', 'space-reserve']) input.optional(ignored);
  input.end();
  const place = checkNewVolume(body, filer);
  changeStorage(filer.identity, (state) => makeVolume(state, place, body));
  return [];
};

export const mountVolume: ZapiCall = (filer, input) => {
  const [name, path] = [input.text('volume-name'), input.text('junction-path')];
  input.end();
  changeStorage(filer.identity, (state) => {
    const volume = volumeNamed(filer, state, name);
    if (!isOnline(volume)) throw new ZapiFault(13_042, `Volume ${name} is offline.`);
    if (junctionOf(volume) !== undefined) throw new ZapiFault(generic, `Volume ${name} is already mounted.`);
    changeVolume(state, uuidOf(volume), { 'nas.path': path });
  });
  return [];
};

export const unmountVolume: ZapiCall = (filer, input) => {
  const name = input.text('volume-name');
  input.optional('force');
  input.end();
  changeStorage(filer.identity, (state) => {
    const volume = volumeNamed(filer, state, name);
    if (junctionOf(volume) === undefined) throw new ZapiFault(14_716, `Volume ${name} is not mounted.`);
    changeVolume(state, uuidOf(volume), { 'nas.path': '' });
  });
  return [];
};

export const takeVolumeOffline: ZapiCall = (filer, input) => {
  const name = input.text('name');
  input.end();
  changeStorage(filer.identity, (state) => {
    const volume = volumeNamed(filer, state, name);
    if (junctionOf(volume) !== undefined) throw new ZapiFault(generic, `Volume ${name} is mounted: unmount it first.`);
    if (!isOnline(volume)) throw new ZapiFault(13_042, `Volume ${name} is already offline.`);
    changeVolume(state, uuidOf(volume), { state: 'offline' });
  });
  return [];
};

export const destroyVolume: ZapiCall = (filer, input) => {
  const name = input.text('name');
  input.end();
  changeStorage(filer.identity, (state) => {
    const volume = volumeNamed(filer, state, name);
    if (isOnline(volume)) throw new ZapiFault(generic, `Volume ${name} must be offline to be destroyed.`);
    deleteVolume(state, uuidOf(volume), { queued: filer.style.recoveryQueue });
  });
  return [];
};

/** Export policy and snapshot directory of all volumes that the query chooses. */
export const modifyVolumes: ZapiCall = (filer, input) => {
  const [query, attributes] = [input.record('query', 'volume-attributes'), input.record('attributes', 'volume-attributes')];
  input.end();
  const policy = textOf(attributes, 'volume-export-attributes', 'policy');
  const directory = textOf(attributes, 'volume-snapshot-attributes', 'snapdir-access-enabled');
  if (policy === undefined && directory === undefined) throw new ZapiFault(badInput, 'Missing input: attributes');
  const changes = { ...(policy === undefined ? {} : { exportPolicy: policy }), ...(directory === undefined ? {} : { snapshotDirectory: directory === 'true' }) };
  const matching = changeStorage(filer.identity, (state) => {
    const volumes = volumesSeen(filer, state).filter((volume) => satisfies(volumeNode(filer, volume), query));
    for (const { name } of volumes) modifyVolume(state, name, changes);
    return volumes;
  });
  return [['num-failed', '0'], ['num-succeeded', String(matching.length)]];
};

function volumeNode({ configuration }: ZapiFiler, volume: Volume): ZapiNode {
  const { properties, origin } = volume;
  const { svm = configuration.svm, name } = placeOf(volume.name);
  const clone: ZapiNode[] =
    origin === undefined ? [] : [['volume-clone-attributes', [node('volume-clone-parent-attributes', { name: placeOf(origin.volume).name, 'snapshot-name': origin.snapshot })]]];
  return [
    'volume-attributes',
    [
      ...clone,
      node('volume-export-attributes', { policy: String(properties['exportPolicy'] ?? 'oracle') }),
      node('volume-id-attributes', {
        'containing-aggregate-name': String(properties['aggregate'] ?? 'aggr1'),
        comment: properties['comment'] === '' ? undefined : properties['comment']?.toString(),
        'creation-time': String(Math.floor(Date.parse(volume.creation) / 1000)),
        'instance-uuid': uuidOf(volume),
        'junction-path': junctionOf(volume),
        name,
        'owning-vserver-name': svm,
        style: 'flex',
        type: 'rw',
      }),
      node('volume-snapshot-attributes', { 'snapdir-access-enabled': String(properties['snapshotDirectory'] ?? false) }),
      node('volume-state-attributes', { state: isOnline(volume) ? 'online' : 'offline' }),
    ],
  ];
}
