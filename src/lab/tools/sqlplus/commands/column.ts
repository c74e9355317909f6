import type { ColumnFormat } from '../client/column-format.ts';
import type { SqlplusSession } from '../client/session.ts';
import { unquoted, wordsOf } from './words.ts';

/** COLUMN name option ...: the options that change what is printed or remembered. */
export function column(session: SqlplusSession, rest: string): void {
  const [name, ...words] = wordsOf(rest.replace(/;$/, ''));
  if (name === undefined) {
    session.output.line('SP2-0158: unknown COLUMN option ""');
    return;
  }
  const key = unquoted(name).toUpperCase();
  let format: ColumnFormat = session.columns.get(key) ?? {};
  while (words.length > 0) {
    const word = words.shift() ?? '';
    const change = changeFor(word, words);
    if (change === undefined) {
      session.output.line(`SP2-0158: unknown COLUMN option "${word}"`);
      return;
    }
    format = change === 'clear' ? {} : { ...format, ...change };
  }
  session.columns.set(key, format);
}

/** CLEAR COLUMNS|BUFFER|SCREEN */
export function clear(session: SqlplusSession, rest: string): void {
  const upper = rest.trim().replace(/;$/, '').toUpperCase();
  if (upper !== '' && 'COLUMNS'.startsWith(upper) && upper.length >= 3) {
    session.columns.clear();
    if (session.settings.number('FEEDBACK') > 0) session.output.line('columns cleared');
  } else if (upper !== '' && ('BUFFER'.startsWith(upper) || upper === 'SQL') && upper.length >= 3) {
    session.buffer = '';
    session.output.line('buffer cleared');
  } else if (!'SCREEN'.startsWith(upper) || upper === '') {
    session.output.line(`SP2-0158: unknown CLEAR option "${rest.trim()}"`);
  }
}

function changeFor(word: string, words: string[]): ColumnFormat | 'clear' | undefined {
  const upper = word.toUpperCase();
  const is = (name: string, shortest: number): boolean => upper.length >= shortest && name.startsWith(upper);
  const value = (): string => unquoted(words.shift() ?? '');
  if (is('CLEAR', 3)) return 'clear';
  if (is('FORMAT', 3)) return { format: value() };
  if (is('HEADING', 3)) return { heading: value() };
  if (is('NULL', 3)) return { nullText: value() };
  if (is('NEW_VALUE', 5)) return { newValue: value().toUpperCase() };
  if (is('JUSTIFY', 3)) return justification(value());
  if (is('NOPRINT', 4)) return { noPrint: true };
  if (is('PRINT', 3)) return { noPrint: false };
  if (is('WRAPPED', 3)) return { wrapping: 'WRAPPED' };
  if (is('TRUNCATED', 3)) return { wrapping: 'TRUNCATED' };
  if (is('WORD_WRAPPED', 6)) return { wrapping: 'WORD_WRAPPED' };
  if (upper === 'ON') return { off: false };
  return upper === 'OFF' ? { off: true } : undefined;
}

function justification(word: string): ColumnFormat | undefined {
  const upper = word.toUpperCase();
  const chosen = (['LEFT', 'CENTER', 'RIGHT'] as const).find((side) => upper !== '' && side.startsWith(upper));
  return chosen === undefined ? undefined : { justify: chosen };
}
