// How the releases of zfs are asked for lists and how they answer: the only place that knows. OpenZFS 2.3 and later speak JSON,
// those before it columns, and the old zfs-fuse gives exact numbers only through `zfs get`.
import type { ScriptAnswer } from '#core/bounded-script.ts';
import { StorageError } from '../errors.ts';

export type Dialect = 'json' | 'columns' | 'old';

/** What to list of a dataset: itself, its own snapshots, or all file systems below it and it. */
export interface Listing {
  readonly dataset: string;
  readonly what: 'itself' | 'its snapshots' | 'tree';
  readonly properties: readonly string[];
}

/** Values by property, texts as zfs gives them; `name` is always there. */
export type Row = Readonly<Record<string, string>> & { readonly name: string };

/** From `zfs version`, which the old one does not know. */
export function dialectOf({ exitCode, output }: Pick<ScriptAnswer, 'exitCode' | 'output'>): Dialect {
  if (exitCode !== 0) return 'old';
  const [, major = '0', minor = '0'] = /^zfs-(\d+)\.(\d+)/m.exec(output) ?? [];
  return Number(major) > 2 || (Number(major) === 2 && Number(minor) >= 3) ? 'json' : 'columns';
}

export function listingArguments(dialect: Dialect, { dataset, what, properties }: Listing): string[] {
  const isSnapshot = what === 'its snapshots' || dataset.includes('@');
  const reach = what === 'itself' ? [] : what === 'tree' ? ['-r'] : ['-r', '-d', '1'];
  if (dialect === 'old' && isSnapshot) return ['get', '-H', '-p', ...reach, '-o', 'name,property,value', properties.join(','), dataset];
  const format = dialect === 'json' ? ['-j', '-p'] : dialect === 'old' ? ['-H'] : ['-H', '-p'];
  const type = isSnapshot ? 'snapshot' : 'filesystem,volume';
  return ['list', ...format, ...reach, '-t', type, '-o', ['name', ...properties].join(','), dataset];
}

/** @throws {StorageError} for what is no such list */
export function parseListing(dialect: Dialect, listing: Listing, output: string): Row[] {
  const isSnapshot = listing.what === 'its snapshots' || listing.dataset.includes('@');
  const rows =
    dialect === 'json' ? parseJson(output, listing)
    : dialect === 'old' && isSnapshot ? parseTriples(output)
    : parseColumns(output, listing);
  // The old one lists children and their snapshots with them.
  return listing.what === 'its snapshots' ? rows.filter(({ name }) => name.startsWith(`${listing.dataset}@`)) : rows;
}

function parseColumns(output: string, { properties }: Listing): Row[] {
  return lines(output).map((line) => {
    const [name = '', ...values] = line.split('\t');
    if (name === '' || values.length !== properties.length) throw unreadable(line);
    return { ...Object.fromEntries(properties.map((property, index) => [property, values[index] ?? ''])), name };
  });
}

function parseTriples(output: string): Row[] {
  const rows = new Map<string, Record<string, string>>();
  for (const line of lines(output)) {
    const [name, property, value, ...more] = line.split('\t');
    if (name === undefined || property === undefined || value === undefined || more.length > 0) throw unreadable(line);
    const row = rows.get(name) ?? {};
    row[property] = value;
    rows.set(name, row);
  }
  return [...rows].map(([name, row]) => ({ ...row, name }));
}

function parseJson(output: string, { properties }: Listing): Row[] {
  const datasets = member(parsed(output), 'datasets');
  return Object.entries(datasets).map(([name, dataset]) => {
    const found = member(dataset, 'properties');
    const values = properties.map((property) => {
      const value = isObject(found[property]) ? found[property]['value'] : isObject(dataset) ? dataset[property] : undefined;
      if (typeof value !== 'string' && typeof value !== 'number') throw unreadable(`${name} without ${property}`);
      return [property, String(value)];
    });
    return { ...Object.fromEntries(values), name };
  });
}

function parsed(output: string): unknown {
  try {
    return JSON.parse(output);
  } catch {
    throw unreadable(output);
  }
}

function member(value: unknown, key: string): Readonly<Record<string, unknown>> {
  const found = isObject(value) ? value[key] : undefined;
  if (!isObject(found)) throw unreadable(`no ${key}`);
  return found;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

// A name may hold blanks, so only the end of a line and the tabulator separate.
function lines(output: string): string[] {
  return output.split('\n').filter((line) => line !== '');
}

function unreadable(said: string): StorageError {
  const line = said.replace(/\s+/g, ' ').trim();
  return new StorageError(`zfs answered something that is no list: ${line.length > 100 ? `${line.slice(0, 100)}...` : line}`);
}
