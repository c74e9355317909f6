// One table of the contract: a row for each case, a column for each storage system it was tried on.

export interface TriedCase {
  /** Heads the column. */
  readonly system: string;
  readonly name: string;
  readonly state: 'passed' | 'failed' | 'skipped';
  /** What the case needs and the system lacks. */
  readonly need?: string;
}

/** Undefined when none of the cases was tried on any system. */
export function contractTable(tried: readonly TriedCase[], caseNames: readonly string[]): string | undefined {
  const systems = [...new Set(tried.map(({ system }) => system))].sort();
  if (systems.length === 0) return undefined;
  const needs = [...new Set(tried.flatMap(({ need }) => need ?? []))].sort();
  const cells = new Map(tried.map((one) => [`${one.system}\n${one.name}`, cellOf(one, needs)]));
  const nameWidth = Math.max(...caseNames.map((name) => name.length));
  const width = Math.max(2, ...[...cells.values()].map((cell) => cell.length));
  const line = (first: string, others: readonly string[]): string => [first.padEnd(nameWidth), ...others.map((other) => other.padEnd(width))].join('  ').trimEnd();
  return [
    'Contract of the storage adapters',
    ...systems.map((system, column) => `  ${letter(column, 'A')}  ${system}`),
    ...needs.map((need, index) => `  ${letter(index, 'a')}  not tried, since it needs: ${need}`),
    '',
    line('', systems.map((_, column) => letter(column, 'A'))),
    ...caseNames.map((name) => line(name, systems.map((system) => cells.get(`${system}\n${name}`) ?? '?'))),
    '',
  ].join('\n');
}

function cellOf({ state, need }: TriedCase, needs: readonly string[]): string {
  if (state === 'skipped') return need === undefined ? '?' : letter(needs.indexOf(need), 'a');
  return state === 'passed' ? 'ok' : 'FAILED';
}

function letter(index: number, first: 'A' | 'a'): string {
  return String.fromCodePoint((first.codePointAt(0) ?? 0) + index);
}
