// `zfs list` and `zfs get` of the simulated ZFS, as columns and, in the releases that have it, as JSON.
import { type Dataset, type DatasetTree, holdsOf } from './dataset-tree.ts';
import type { ZfsRelease } from './run-zfs.ts';
import { type Options, readOptions, usage, ZfsComplaint } from './zfs-complaint.ts';

const listOptions = { '2.3.1': 'Hprjd:t:o:', '2.2.7': 'Hprd:t:o:', 'zfs-fuse': 'Hrd:t:o:' } as const;

export function listDatasets(tree: DatasetTree, release: ZfsRelease, args: readonly string[]): string {
  const options = readOptions(args, listOptions[release]);
  const properties = (options.values.get('o')?.at(-1) ?? 'name,used,available,referenced,mountpoint').split(',');
  const types = options.values.get('t')?.at(-1)?.split(',') ?? ['filesystem', 'volume'];
  const found = reached(tree, options).filter(({ type }) => types.includes(type));
  refuseUnknown(properties, release);
  if (options.flags.has('j')) return json(tree, found, properties, options.flags.has('p'));
  const lines = found.map((dataset) => properties.map((property) => shown(tree, dataset, property, options.flags.has('p'))).join('\t'));
  const head = options.flags.has('H') ? [] : [properties.map((property) => property.toUpperCase()).join('  ')];
  return [...head, ...lines].map((line) => `${line}\n`).join('');
}

export function showProperties(tree: DatasetTree, release: ZfsRelease, args: readonly string[]): string {
  const options = readOptions(args, release === 'zfs-fuse' ? 'Hprd:o:' : 'Hprd:t:o:');
  const [wanted = '', ...operands] = options.operands;
  const properties = wanted.split(',');
  refuseUnknown(properties, release);
  const fields = options.values.get('o')?.at(-1)?.split(',') ?? ['name', 'property', 'value', 'source'];
  if (!options.flags.has('H')) throw usage('the lab has zfs get only with -H');
  return reached(tree, { ...options, operands })
    .flatMap((dataset) => properties.map((property) => row(fields, { name: dataset.name, property, value: shown(tree, dataset, property, options.flags.has('p')), source: '-' })))
    .join('');
}

/** Only with `-H`, which puts tabulators between its columns. */
export function listHolds(tree: DatasetTree, args: readonly string[]): string {
  const { flags, operands } = readOptions(args, 'Hp');
  if (!flags.has('H') || operands.length === 0) throw usage('the lab has zfs holds only with -H, of snapshots');
  const found = operands.map((name) => tree.find(name));
  return found.flatMap(({ name, snapshot }) => (snapshot === undefined ? [] : holdsOf(snapshot).map((tag) => `${name}\t${tag}\tTue Mar  5  1:02 2024\n`))).join('');
}

function row(fields: readonly string[], values: Readonly<Record<string, string>>): string {
  return `${fields.map((field) => values[field] ?? '').join('\t')}\n`;
}

function shown(tree: DatasetTree, dataset: Dataset, property: string, isExact: boolean): string {
  return tree.value(dataset, property, { isExact });
}

function refuseUnknown(properties: readonly string[], release: ZfsRelease): void {
  if (release === 'zfs-fuse' && properties.includes('clones')) throw new ZfsComplaint("bad property list: invalid property 'clones'", 2);
}

/** The dataset itself, and with `-r` what is below it, down to the depth of `-d`. */
function reached(tree: DatasetTree, { flags, values, operands }: Options): Dataset[] {
  const [name, ...more] = operands;
  if (name === undefined || more.length > 0) throw usage('the lab has this with one dataset only');
  tree.find(name);
  const depth = values.has('d') ? Number(values.get('d')?.at(-1)) : flags.has('r') ? Infinity : 0;
  return tree.all().filter((dataset) => {
    if (dataset.name === name) return true;
    const below = /^[/@]/.test(dataset.name.slice(name.length)) && dataset.name.startsWith(name) ? dataset.name.slice(name.length) : '';
    return below !== '' && below.split(/[/@]/).length - 1 <= depth;
  });
}

function json(tree: DatasetTree, found: readonly Dataset[], properties: readonly string[], isExact: boolean): string {
  const datasets = found.map((dataset) => {
    const shownProperties = properties.filter((property) => property !== 'name' && property !== 'createtxg');
    const [filesystem, snapshot] = dataset.name.split('@');
    return [
      dataset.name,
      {
        name: dataset.name,
        type: dataset.type.toUpperCase(),
        pool: dataset.name.replace(/\/.*$/, ''),
        ...(snapshot === undefined ? {} : { dataset: filesystem, snapshot_name: snapshot }),
        createtxg: tree.value(dataset, 'createtxg', { isExact: true }),
        properties: Object.fromEntries(
          shownProperties.map((property) => [property, { value: tree.value(dataset, property, { isExact }), source: { type: 'NONE', data: '-' } }]),
        ),
      },
    ];
  });
  return `${JSON.stringify({ output_version: { command: 'zfs list', vers_major: 0, vers_minor: 1 }, datasets: Object.fromEntries(datasets) })}\n`;
}
