// The calls that end in -iter: what the query chooses, what is desired of it, page by page.
import type { CallInput } from './call-input.ts';
import { badInput, ZapiFault } from './zapi-fault.ts';
import { pruned, satisfies, type ZapiNode } from './zapi-node.ts';

/** Of a call that does not say how many. */
const usualRecords = 20;

/** `pageRecords`: how many a page holds at most, whatever was asked for. */
export function listing(records: readonly ZapiNode[], input: CallInput, { record, pageRecords }: { readonly record: string; readonly pageRecords: number }): ZapiNode[] {
  const query = input.record('query', record);
  const desired = input.record('desired-attributes', record);
  const most = Math.min(pageRecords, Number(input.optional('max-records') ?? usualRecords));
  const from = parseTag(input.optional('tag'), record);
  input.end();
  const matching = records.filter((candidate) => satisfies(candidate, query));
  const page = matching.slice(from, from + most).map((found) => pruned(found, desired));
  const next: ZapiNode[] = from + most < matching.length ? [['next-tag', tagOf(from + most, record)]] : [];
  // An empty list comes as an empty element or not at all.
  const list: ZapiNode[] = page.length === 0 && from === 0 && records.length === 0 ? [] : [['attributes-list', page]];
  return [...list, ['num-records', String(page.length)], ...next];
}

/** As real ones: XML, which must come back as it was. */
function tagOf(from: number, record: string): string {
  return `<${record}-key-td>\n<key-0>"svm" & 'key'</key-0>\n<key-1>${from}</key-1>\n</${record}-key-td>`;
}

function parseTag(tag: string | undefined, record: string): number {
  if (tag === undefined) return 0;
  const from = Number(/<key-1>(\d+)</.exec(tag)?.[1]);
  if (tag === tagOf(from, record)) return from;
  throw new ZapiFault(badInput, 'Invalid tag.');
}
