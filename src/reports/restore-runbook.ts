// A runbook as text: what is told stands in comment lines, what is to be typed stands between marker lines. So it can be read at
// a terminal, pasted block by block, and followed by a program. What is only sometimes to be typed is commented out, too.

import { wrapText } from '#core/config/wrapped-text.ts';

export type RunbookPart =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'list'; readonly items: readonly string[] }
  | { readonly kind: 'table'; readonly rows: readonly (readonly [name: string, value: string])[] }
  /** To be typed: by the owner of the Oracle home, or by root; `later`, once the database is in service under its own name. */
  | { readonly kind: 'commands'; readonly id: string; readonly who: 'oracle' | 'root' | 'later'; readonly lines: readonly string[] }
  /** To be typed instead, in the case that the title names. */
  | { readonly kind: 'variant'; readonly title: string; readonly lines: readonly string[] };

export interface RunbookSection {
  readonly number: number;
  readonly title: string;
  readonly parts: readonly RunbookPart[];
}

const width = 110;
const rule = `# ${'='.repeat(width - 2)}`;

/** @param heading lines above everything */
export function renderRunbook(heading: readonly string[], sections: readonly RunbookSection[]): string {
  const lines = [rule, ...heading.flatMap((line) => wrapText(line, { width, prefix: '# ' })), rule, ...sections.flatMap(renderSection)];
  return `${lines.join('\n')}\n`;
}

function renderSection({ number, title, parts }: RunbookSection): readonly string[] {
  return ['', `# ${number}. ${title.toUpperCase()}`, `# ${'-'.repeat(String(number).length + title.length + 2)}`, ...parts.flatMap((part) => ['#', ...renderPart(part)])];
}

function renderPart(part: RunbookPart): readonly string[] {
  switch (part.kind) {
    case 'text':
      return wrapText(part.text, { width, prefix: '# ' });
    case 'list':
      return part.items.flatMap((item) => hang(wrapText(item, { width, prefix: '#     ' }), '#   - '));
    case 'table': {
      const column = Math.max(...part.rows.map(([name]) => name.length));
      return part.rows.map(([name, value]) => `#   ${name.padEnd(column)}  ${value}`.trimEnd());
    }
    case 'commands':
      return [`#>> ${part.id} ${part.who}`, ...part.lines, `#<< ${part.id}`];
    default:
      return [...wrapText(`${part.title}:`, { width, prefix: '# ' }), ...part.lines.map((line) => `#|  ${line}`.trimEnd())];
  }
}

function hang([first = '', ...rest]: readonly string[], prefix: string): readonly string[] {
  return [prefix + first.slice(prefix.length), ...rest];
}
