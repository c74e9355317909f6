import { charType, textWidth } from './bound.ts';
import type { Bound, SqlType } from './bound.ts';

/** The type of the first value that has one; text as wide as the widest. */
export function commonType(values: readonly Bound[]): SqlType {
  const first = values.find(({ type }) => type.kind !== 'null');
  if (first === undefined) return { kind: 'null' };
  return first.type.kind === 'char' ? charType(Math.max(...values.map(textWidth))) : first.type;
}
