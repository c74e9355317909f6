// HTML that cannot forget to escape: whatever is put into a template is text, unless it is HTML made in the same way.
import { spellOutLine } from '#core/spelled-out.ts';

/** A piece of HTML. */
export class Html {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

type Value = string | number | Html | readonly Html[];

/** Template for a piece of HTML; values may stand in content and in quoted attributes. */
export function html(parts: TemplateStringsArray, ...values: readonly Value[]): Html {
  return new Html(parts.map((part, index) => (index === 0 ? part : `${render(values[index - 1] ?? '')}${part}`)).join(''));
}

function render(value: Value): string {
  if (value instanceof Html) return value.text;
  if (typeof value === 'object') return value.map(({ text }) => text).join('');
  return escape(String(value));
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** Line breaks stay; what would turn the order of the text around, or show nothing at all, is spelled out. */
function escape(text: string): string {
  const visible = text.split('\n').map((line) => spellOutLine(line)).join('\n');
  return visible.replaceAll(/[&<>"']/gu, (character) => entities[character] ?? '');
}
