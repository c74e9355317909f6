// What changes the simulated ZFS: snapshots, clones, holds, and what may not be destroyed.
import { cloneSnapshot, modifySnapshot, removeSnapshot, takeSnapshot } from '#lab/storage/snapshots.ts';
import { clonesOf, createVolume, removeVolume } from '#lab/storage/volumes.ts';
import { snapshotsOf } from '#lab/storage/snapshots.ts';
import { type Dataset, type DatasetTree, holdsOf } from './dataset-tree.ts';
import { type Options, readOptions, usage, ZfsComplaint } from './zfs-complaint.ts';

export const changes = { snapshot, clone, create, destroy, hold, release } satisfies Record<string, (tree: DatasetTree, args: readonly string[]) => void>;

function snapshot(tree: DatasetTree, args: readonly string[]): void {
  const [target] = operands(readOptions(args, ''), 1);
  const [dataset = '', name] = target.split('@');
  if (name === undefined || target.split('@').length > 2) throw new ZfsComplaint(`cannot snapshot '${target}': missing '@' delimiter in snapshot name`);
  if (!/^[\w.:-]+$/.test(name)) throw new ZfsComplaint(`cannot create snapshot '${target}': invalid character in name`);
  const { volume } = tree.find(dataset);
  if (volume === undefined) throw usage('the lab has snapshots of volumes only');
  if (tree.all().some((one) => one.name === target)) throw new ZfsComplaint(`cannot create snapshot '${target}': dataset already exists`);
  takeSnapshot(tree.state, volume.name, name, { createtxg: tree.nextTransaction() });
}

function clone(tree: DatasetTree, args: readonly string[]): void {
  const options = readOptions(args, 'o:');
  const [origin, target] = operands(options, 2);
  const { snapshot: source } = tree.find(origin);
  if (source === undefined) throw usage(`cannot open '${origin}': operation not applicable to datasets of this type`);
  cloneSnapshot(tree.state, source, tree.newChild(target), properties(options));
}

function create(tree: DatasetTree, args: readonly string[]): void {
  const options = readOptions(args, 'o:');
  const [target] = operands(options, 1);
  createVolume(tree.state, tree.newChild(target), properties(options));
}

/** One snapshot or one file system at a time: `-r`, `-R` and `-f`, with which real data are lost, the lab does not have. */
function destroy(tree: DatasetTree, args: readonly string[]): void {
  const [target] = operands(readOptions(args, ''), 1);
  if (/[%,]/.test(target)) throw usage(`the lab has no ranges of snapshots: ${target}`);
  const dataset = tree.find(target);
  if (dataset.snapshot !== undefined) return destroySnapshot(tree, target, dataset.snapshot);
  const children = childrenOf(tree, dataset);
  if (dataset.volume === undefined || children.length > 0) {
    throw new ZfsComplaint([`cannot destroy '${target}': filesystem has children`, "use '-r' to destroy the following datasets:", ...children].join('\n'));
  }
  removeVolume(tree.state, dataset.volume);
}

function destroySnapshot(tree: DatasetTree, target: string, snapshot: NonNullable<Dataset['snapshot']>): void {
  const clones = clonesOf(tree.state, snapshot).map(({ name }) => `${tree.parent}/${name}`);
  if (clones.length > 0) {
    throw new ZfsComplaint([`cannot destroy '${target}': snapshot has dependent clones`, "use '-R' to destroy the following datasets:", ...clones].join('\n'));
  }
  if (holdsOf(snapshot).length > 0) {
    throw new ZfsComplaint(`cannot destroy snapshot ${target}: it's being held. Run 'zfs holds -r ${target}' to see holders.`);
  }
  removeSnapshot(tree.state, snapshot);
}

function hold(tree: DatasetTree, args: readonly string[]): void {
  const [tag, target] = operands(readOptions(args, ''), 2);
  const found = snapshotOf(tree, target);
  if (holdsOf(found).includes(tag)) throw new ZfsComplaint(`cannot hold snapshot '${target}': tag already exists on this dataset`);
  modifySnapshot(tree.state, found, { holds: [...holdsOf(found), tag].join(' ') });
}

function release(tree: DatasetTree, args: readonly string[]): void {
  const [tag, target] = operands(readOptions(args, ''), 2);
  const found = snapshotOf(tree, target);
  if (!holdsOf(found).includes(tag)) throw new ZfsComplaint(`cannot release hold from snapshot '${target}': no such tag on this dataset`);
  modifySnapshot(tree.state, found, { holds: holdsOf(found).filter((one) => one !== tag).join(' ') });
}

function snapshotOf(tree: DatasetTree, target: string): NonNullable<Dataset['snapshot']> {
  const { snapshot: found } = tree.find(target);
  if (found === undefined) throw usage(`'${target}' is not a snapshot`);
  return found;
}

function childrenOf(tree: DatasetTree, { name, volume }: Dataset): string[] {
  if (volume !== undefined) return snapshotsOf(tree.state, volume.name).map((one) => `${name}@${one.name}`);
  return tree.all().map((one) => one.name).filter((one) => one.startsWith(`${name}/`));
}

function properties({ values }: Options): Record<string, string> {
  return Object.fromEntries(
    (values.get('o') ?? []).map((assignment): [string, string] => {
      const [, property = '', value = ''] = /^([a-z:]+)=(.*)$/.exec(assignment) ?? [];
      if (!['sharenfs', 'quota', 'readonly', 'mountpoint'].includes(property)) throw new ZfsComplaint(`cannot create: invalid property '${property}'`);
      return [property, value];
    }),
  );
}

function operands(options: Options, count: 1): [string];
function operands(options: Options, count: 2): [string, string];
function operands({ operands: words }: Options, count: 1 | 2): [string] | [string, string] {
  const [first, second] = words;
  if (first === undefined || (count === 2 && second === undefined)) throw usage('missing dataset argument');
  if (words.length > count) throw usage('too many arguments');
  return second === undefined ? [first] : [first, second];
}
