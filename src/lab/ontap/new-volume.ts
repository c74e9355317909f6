// What ONTAP demands of a new volume, and of a new clone.
import { StorageRefusal } from '../storage/refusal.ts';
import { cloneSnapshot, findSnapshot } from '../storage/snapshots.ts';
import type { Properties, StorageState, Volume } from '../storage/storage-state.ts';
import { createVolume } from '../storage/volumes.ts';
import { type Filer, requireKnown } from './filer-call.ts';
import { FilerFault } from './filer-fault.ts';
import { isSince } from './filer-style.ts';
import { type FlatRecord, textOf } from './records.ts';
import { folderOf, type Place } from './svm-place.ts';
import { freeJunction } from './volumes.ts';

const known = [
  'name', 'svm.name', 'size', 'comment', 'nas.path', 'nas.uid', 'nas.gid', 'nas.unix_permissions', 'nas.security_style', 'nas.export_policy.name', 'snapshot_policy.name',
  'space.snapshot.reserve_percent', 'guarantee.type', 'autosize.mode', 'aggregates', 'clone.is_flexclone',
  'clone.parent_volume.name', 'clone.parent_snapshot.name', 'style', 'type',
];
/** What the parent decides. */
const notForClones = ['size', 'aggregates', 'snapshot_policy.name', 'guarantee.type'];
const smallestBytes = 20 * 2 ** 20;

/** Where it would be. @throws {FilerFault} for a body that can be refused before there is a job */
export function checkNewVolume(body: FlatRecord, { configuration, style }: Pick<Filer, 'configuration' | 'style'>): Place {
  requireKnown(body, isSince(style.release, 13) ? [...known, 'snapshot_directory_access_enabled'] : known);
  const svm = checkSvm(body['svm.name'], { home: configuration.svm, others: style.scope === 'svm' ? [] : style.otherSvms });
  const name = checkVolumeName(body['name']);
  if (body['clone.is_flexclone'] === true) {
    const refused = notForClones.find((key) => body[key] !== undefined);
    if (refused !== undefined) throw new FilerFault(918247, `Specifying a value for "${refused}" is not allowed for a volume FlexClone creation.`);
  } else {
    checkSpace(body, style.aggregates);
  }
  return { svm, name };
}

/** A volume, or a clone of one. */
export function makeVolume(state: StorageState, place: Place, body: FlatRecord): void {
  const folder = folderOf(place);
  if (state.volumes.some((volume) => volume.name === folder)) throw new FilerFault(917526, `Duplicate volume name "${place.name}".`);
  const properties = newProperties(state, place, body);
  if (body['clone.is_flexclone'] !== true) {
    createVolume(state, folder, properties);
    return;
  }
  const parentName = textOf(body['clone.parent_volume.name']);
  const parent = state.volumes.find((volume) => volume.name === folderOf({ ...place, name: parentName }));
  if (parent === undefined) throw new FilerFault(524601, `The specified parent volume "${parentName}" does not exist.`);
  cloneSnapshot(state, parentSnapshot(state, parent, textOf(body['clone.parent_snapshot.name'])), folder, { ...properties, aggregate: parent.properties['aggregate'] ?? 'aggr1' });
}

/** Undefined for the SVM of the configuration. */
function checkSvm(svm: unknown, { home, others }: { readonly home: string; readonly others: readonly string[] }): string | undefined {
  if (svm === undefined) throw new FilerFault(262186, 'Field "svm.name" is required.');
  if (svm === home) return undefined;
  if (typeof svm === 'string' && others.includes(svm)) return svm;
  throw new FilerFault(2621462, `SVM "${textOf(svm)}" does not exist.`, 404);
}

function checkVolumeName(name: unknown): string {
  if (typeof name !== 'string' || name === '') throw new FilerFault(262186, 'Field "name" is required.');
  if (name.length > 203) throw new FilerFault(917886, 'The volume name is longer than 203 characters.');
  if (!/^[A-Za-z_]/.test(name)) throw new FilerFault(917887, `The volume name "${name}" begins with a character that is not allowed.`);
  if (!/^\w+$/.test(name)) throw new FilerFault(917888, `The volume name "${name}" holds a character that is not allowed.`);
  return name;
}

function checkSpace({ aggregates, size }: FlatRecord, ofSvm: readonly string[]): void {
  if (!Array.isArray(aggregates) || aggregates.length === 0) throw new FilerFault(787141, 'The "aggregates.uuid", "aggregates.name" are required.');
  const names = (aggregates as readonly { readonly name?: unknown }[]).map(({ name }) => textOf(name));
  const wrong = names.find((name) => !ofSvm.includes(name));
  if (wrong !== undefined) throw new FilerFault(787092, `The target field cannot be specified: aggregate "${wrong}" is not assigned to the SVM.`);
  if (size !== undefined && !(typeof size === 'number' && size >= smallestBytes)) throw new FilerFault(917534, `The value "${textOf(size)}" for field "size" is too small.`);
}

function newProperties(state: StorageState, place: Place, body: FlatRecord): Properties {
  const [first] = Array.isArray(body['aggregates']) ? (body['aggregates'] as readonly { readonly name?: unknown }[]) : [];
  return {
    junction: freeJunction(state, place, body['nas.path']),
    online: true,
    // A clone gets the policy of the SVM unless told otherwise, and shows its snapshots.
    exportPolicy: textOf(body['nas.export_policy.name'] ?? 'default'),
    snapshotDirectory: body['snapshot_directory_access_enabled'] !== false,
    snapshotPolicy: textOf(body['snapshot_policy.name'] ?? 'default'),
    size: typeof body['size'] === 'number' ? body['size'] : smallestBytes,
    comment: textOf(body['comment'] ?? ''),
    aggregate: textOf(first?.name ?? 'aggr1'),
    owner: `${textOf(body['nas.uid'] ?? 0)}:${textOf(body['nas.gid'] ?? 0)} ${textOf(body['nas.unix_permissions'] ?? 755)}`,
  };
}

function parentSnapshot(state: StorageState, parent: Volume, name: string): ReturnType<typeof findSnapshot> {
  try {
    return findSnapshot(state, parent.name, name);
  } catch (error) {
    if (!(error instanceof StorageRefusal)) throw error;
    throw new FilerFault(1638600, `Snapshot "${name}" does not exist on volume "${parent.name}".`);
  }
}
