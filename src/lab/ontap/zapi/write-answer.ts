// Answers as text. Real ones differ from release to release in quotes, white space and the order of attributes: so do these, from
// one answer to the next.
import type { ZapiFault } from './zapi-fault.ts';
import type { ZapiNode } from './zapi-node.ts';

interface Layout {
  readonly quote: string;
  readonly gap: string;
  readonly reversed: boolean;
}

const layouts: readonly Layout[] = [
  { quote: '"', gap: '', reversed: false },
  { quote: "'", gap: '\n  ', reversed: true },
  { quote: '"', gap: '\n', reversed: true },
];

/** `turn` decides on the layout. */
export function passedAnswer(content: readonly ZapiNode[], turn: number): string {
  const layout = layoutOf(turn);
  return envelope(element('results', { status: 'passed' }, content, layout), layout);
}

export function failedAnswer({ errno, message }: Pick<ZapiFault, 'errno' | 'message'>, turn: number): string {
  const layout = layoutOf(turn);
  return envelope(element('results', { status: 'failed', errno: String(errno), reason: message }, [], layout), layout);
}

function layoutOf(turn: number): Layout {
  return layouts[turn % layouts.length] ?? { quote: '"', gap: '', reversed: false };
}

function envelope(results: string, layout: Layout): string {
  const attributes = attributesOf({ version: '1.160', xmlns: 'http://www.netapp.com/filer/admin' }, layout);
  return `<?xml version='1.0' encoding='UTF-8' ?>\n<!DOCTYPE netapp SYSTEM 'file:/etc/netapp_gx.dtd'>\n<netapp${attributes}>${layout.gap}${results}</netapp>\n`;
}

function element(name: string, attributes: Readonly<Record<string, string>>, content: string | readonly ZapiNode[], layout: Layout): string {
  const opening = `<${name}${attributesOf(attributes, layout)}`;
  if (content === '' || content.length === 0) return `${opening}/>${layout.gap}`;
  const inside = typeof content === 'string' ? escaped(content) : layout.gap + content.map(([child, inner]) => element(child, {}, inner, layout)).join('');
  return `${opening}>${inside}</${name}>${layout.gap}`;
}

function attributesOf(attributes: Readonly<Record<string, string>>, { quote, gap, reversed }: Layout): string {
  const entries = Object.entries(attributes);
  return (reversed ? entries.toReversed() : entries).map(([name, value]) => `${gap === '' ? ' ' : gap}${name}=${quote}${escaped(value)}${quote}`).join('');
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;').replaceAll("'", '&apos;');
}
