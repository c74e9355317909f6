// Lists as ONTAP gives them: filtered by the fields of the query, with the fields that were asked for, page by page.
import { FilerFault } from './filer-fault.ts';

/** Dotted names of fields and their values; what is unset is missing. */
export type FlatRecord = Readonly<Record<string, unknown>>;

/** The fields of one kind of record. */
export interface RecordKind {
  readonly path: string;
  readonly fields: ReadonlySet<string>;
  /** Not part of `fields=*`. */
  readonly expensive: (field: string) => boolean;
}

const controls = new Set(['fields', 'max_records', 'start.uuid', 'return_timeout', 'return_records', 'order_by']);
const usual = ['uuid', 'name'];

/** `pageRecords`: how many a page holds at most, whatever was asked for: ONTAP cuts pages short when they take long. */
export function listing(records: readonly FlatRecord[], kind: RecordKind, query: URLSearchParams, pageRecords: number): object {
  requireFields(query.get('fields'), kind);
  const filters = [...query].filter(([key]) => !controls.has(key));
  for (const [key] of filters) requireField(key, kind);
  const matching = records.filter((record) => filters.every(([key, pattern]) => matches(record[key], pattern)));
  const start = query.get('start.uuid');
  const from = start === null ? 0 : matching.findIndex(({ uuid }) => uuid === start) + 1;
  const page = matching.slice(from, from + Math.min(pageRecords, Number(query.get('max_records') ?? pageRecords)));
  const last = page.at(-1);
  const body = { records: page.map((record) => nested(chosen(record, kind, query.get('fields')))), num_records: page.length };
  if (last === undefined || matching.at(-1) === last) return body;
  const following = new URLSearchParams(query);
  following.set('start.uuid', textOf(last['uuid']));
  return { ...body, _links: { next: { href: `${kind.path}?${following.toString()}` } } };
}

/** One record by itself: all that costs nothing. */
export function single(record: FlatRecord, kind: RecordKind, query: URLSearchParams): object {
  requireFields(query.get('fields'), kind);
  return nested(chosen(record, kind, query.get('fields') ?? '*'));
}

function chosen(record: FlatRecord, kind: RecordKind, fields: string | null): FlatRecord {
  const wanted = wantedFields(fields);
  const isWanted = (key: string): boolean =>
    usual.includes(key) || wanted.includes('**') || (wanted.includes('*') && !kind.expensive(key)) || wanted.some((field) => key === field || key.startsWith(`${field}.`));
  return Object.fromEntries(Object.entries(record).filter(([key, value]) => value !== undefined && kind.fields.has(key) && isWanted(key)));
}

function wantedFields(fields: string | null): string[] {
  return (fields ?? '').split(',').filter((field) => field !== '');
}

function requireFields(fields: string | null, kind: RecordKind): void {
  for (const field of wantedFields(fields)) if (field !== '*' && field !== '**') requireField(field, kind);
}

function requireField(field: string, { fields }: RecordKind): void {
  if ([...fields].some((known) => known === field || known.startsWith(`${field}.`))) return;
  throw new FilerFault(262197, `The value "${field}" is invalid for field "fields" (<field,...>)`);
}

/** `*` stands for anything, `|` for or, `!` in front for not. */
export function matches(value: unknown, pattern: string): boolean {
  if (pattern.startsWith('!')) return !matches(value, pattern.slice(1));
  const texts = pattern.split('|').map((text) => new RegExp(`^${text.replace(/[.+?^${}()[\]\\]/g, String.raw`\$&`).replaceAll('*', '.*')}$`));
  return value !== undefined && texts.some((text) => text.test(textOf(value)));
}

/** A value as it stands in a query or a message. */
export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
}

function nested(record: FlatRecord): object {
  const body: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(record)) {
    const parts = key.split('.');
    const last = parts.pop() ?? '';
    let place = body;
    for (const part of parts) place = (place[part] ??= {}) as Record<string, unknown>;
    place[last] = value;
  }
  return body;
}

/** A body with nested objects, dotted keys or both, as dotted keys. */
export function flattened(body: object, prefix = ''): FlatRecord {
  return Object.fromEntries(
    Object.entries(body).flatMap(([key, value]) =>
      typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.entries(flattened(value as object, `${prefix}${key}.`)) : [[`${prefix}${key}`, value]],
    ),
  );
}
