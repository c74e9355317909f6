import { ApplianceFault } from './appliance-fault.ts';
import type { StorageState } from '../storage/storage-state.ts';
import type { BodySource } from './bodies.ts';

/** A request whose sender is known, taken apart. */
export interface StorageRequest {
  readonly method: string;
  /** Behind `/api/storage/v<n>/`, decoded. */
  readonly segments: readonly string[];
  readonly query: URLSearchParams;
  readonly body: Readonly<Record<string, unknown>>;
}

/** One call on its way to an answer. */
export interface StorageCall {
  readonly request: StorageRequest;
  /** The variable parts of the path, in order, without pool and project. */
  readonly names: readonly string[];
  view(): StorageState;
  change<T>(change: (appliance: StorageState) => T): T;
  bodies(appliance: StorageState): BodySource;
}

/** Query parameters of lists: `match_<property>=<value>`, `filter=<text>`, `start=<index>`, `limit=<number>`. */
export function selected(rows: readonly Readonly<Record<string, unknown>>[], query: URLSearchParams): readonly unknown[] {
  let remaining = rows;
  for (const [key, value] of query) {
    if (key.startsWith('match_')) remaining = remaining.filter((row) => String(row[key.slice('match_'.length)]) === value);
    if (key === 'filter') remaining = remaining.filter((row) => Object.values(row).some((cell) => String(cell).includes(value)));
  }
  const start = Number(query.get('start') ?? 0);
  return remaining.slice(start, start + Number(query.get('limit') ?? remaining.length));
}

export function confirmation({ query }: StorageRequest): { readonly confirmed: boolean } {
  return { confirmed: query.get('confirm') === 'true' };
}

export function refuseUnknown(properties: Readonly<Record<string, unknown>>): void {
  const [unknown] = Object.keys(properties);
  if (unknown !== undefined) throw new ApplianceFault('ERR_UNKNOWN_ARG', `unknown property "${unknown}"`);
}
