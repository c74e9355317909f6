// Elements of an answer before they are written, and what ZAPI's lists do with them: choose by a query, leave out attributes.
import { childOf, type XmlElement } from '#storage/ontap/zapi/xml.ts';
import { matches } from '../records.ts';

/** An element: its text, or the elements in it. */
export type ZapiNode = readonly [name: string, content: string | readonly ZapiNode[]];

/** Names below which only what has a value stands. */
export function node(name: string, children: Readonly<Record<string, string | undefined>>): ZapiNode {
  return [name, Object.entries(children).flatMap(([child, text]): ZapiNode[] => (text === undefined ? [] : [[child, text]]))];
}

/** Whether everything the query wants is so. */
export function satisfies(record: ZapiNode, query: XmlElement | undefined): boolean {
  const [, content] = record;
  if (query === undefined) return true;
  if (typeof content === 'string') return matches(content, query.text.trim());
  return query.children.every((wanted) => content.some((child) => child[0] === wanted.name && satisfies(child, wanted)));
}

/** Only what is desired of it, and its name in any case. */
export function pruned(record: ZapiNode, desired: XmlElement | undefined): ZapiNode {
  const [name, content] = record;
  if (desired === undefined || desired.children.length === 0 || typeof content === 'string') return record;
  const kept = content.flatMap((child): ZapiNode[] => {
    const wanted = childOf(desired, child[0]);
    return wanted === undefined ? keyOf(child) : [pruned(child, wanted)];
  });
  return [name, kept];
}

function keyOf(child: ZapiNode): ZapiNode[] {
  const [name, content] = child;
  if (name === 'name') return [child];
  if (name !== 'volume-id-attributes' || typeof content === 'string') return [];
  return [[name, content.filter(([inner]) => ['name', 'owning-vserver-name'].includes(inner))]];
}
