import { findSetOption } from '../client/set-options.ts';
import type { SetOption } from '../client/set-options.ts';
import type { SqlplusSession } from '../client/session.ts';
import { unquoted, wordsOf } from './words.ts';

/** SET option value [option value ...] */
export function set(session: SqlplusSession, rest: string): void {
  const words = wordsOf(rest.trim().replace(/;$/, ''));
  if (words.length === 0) session.output.line('SP2-0281: SET missing set option');
  while (words.length > 0) {
    const written = words.shift() ?? '';
    const found = findSetOption(written);
    if (found === undefined) {
      session.output.line(unknownOption(written));
      return;
    }
    const [name, option] = found;
    const complaint = setOne(session, { name, option, words });
    if (complaint !== undefined) {
      session.output.line(complaint);
      return;
    }
  }
}

interface SetRequest {
  readonly name: string;
  readonly option: SetOption;
  /** What is left of the line; the option takes its value away. */
  readonly words: string[];
}

/** @returns what SQL*Plus complains about, if anything */
function setOne({ settings }: SqlplusSession, { name, option, words }: SetRequest): string | undefined {
  const label = name.toLowerCase();
  const value = words.shift();
  const upper = value?.toUpperCase() ?? '';
  if (value === undefined) return `SP2-0268: ${label} option not a valid number`;
  switch (option.kind) {
    case 'switch':
      if (upper !== 'ON' && upper !== 'OFF') return `SP2-0265: ${label} must be set ON or OFF`;
      settings.set(name, upper === 'ON');
      return undefined;
    case 'text':
      settings.set(name, unquoted(value));
      return undefined;
    case 'character':
      settings.set(name, upper === 'OFF' ? '' : upper === 'ON' ? option.initial : unquoted(value));
      return undefined;
    case 'word':
      if (!option.words.some((word) => word.startsWith(upper))) return `SP2-0265: ${label} must be set to one of ${option.words.join(', ')}`;
      settings.set(name, option.words.find((word) => word.startsWith(upper)) ?? option.initial);
      return undefined;
    case 'serveroutput':
      if (upper !== 'ON' && upper !== 'OFF') return `SP2-0265: ${label} must be set ON or OFF`;
      settings.set(name, upper === 'ON' ? 1 : 0);
      while (words.length > 0 && /^(SIZE|FORMAT|FOR)$/i.test(words[0] ?? '')) words.splice(0, 2);
      return undefined;
    default:
      return setNumber(settings.set.bind(settings), { name, option, value });
  }
}

function setNumber(
  store: (name: string, value: number) => void,
  { name, option, value }: { readonly name: string; readonly option: SetOption; readonly value: string },
): string | undefined {
  const label = name.toLowerCase();
  const upper = value.toUpperCase();
  if (option.kind === 'feedback' && (upper === 'ON' || upper === 'OFF')) {
    store(name, upper === 'ON' ? 1 : 0);
    return undefined;
  }
  if (option.kind === 'newpage' && upper === 'NONE') {
    store(name, 0);
    return undefined;
  }
  if (!/^\d+$/.test(value)) return `SP2-0268: ${label} option not a valid number`;
  const [least, most] = option.kind === 'number' ? [option.least, option.most] : [0, option.kind === 'newpage' ? 999 : 50_000];
  const number = Number(value);
  if (number < least || number > most) return `SP2-0267: ${label} option ${value} out of range (${least} through ${most})`;
  store(name, number);
  return undefined;
}

function unknownOption(written: string): string {
  return written.length > 10
    ? `SP2-0735: unknown SET option beginning "${written.slice(0, 10)}..."`
    : `SP2-0158: unknown SET option "${written}"`;
}
