// Reading the fields of a JSON document whose author may have been anybody.
import { DateTime } from 'luxon';
import { IcbError } from '#core/errors.ts';

export type Fields = Readonly<Record<string, unknown>>;

/** @throws {IcbError} */
export function parseFields(text: string): Fields {
  try {
    return fieldsOf(JSON.parse(text), 'it');
  } catch (error) {
    if (error instanceof IcbError) throw error;
    throw new IcbError('it is not JSON, or cut off', { cause: error });
  }
}

/** @throws {IcbError} */
export function fieldsOf(value: unknown, name: string): Fields {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Fields;
  throw wrong(name, 'is no object');
}

/** @throws {IcbError} */
export function textOf(fields: Fields, name: string): string {
  const value = fields[name];
  if (typeof value === 'string') return value;
  throw wrong(name, 'is no text');
}

/** @throws {IcbError} */
export function numberOf(fields: Fields, name: string): number {
  const value = fields[name];
  if (typeof value === 'number') return value;
  throw wrong(name, 'is no number');
}

/** Not negative. @throws {IcbError} */
export function countOf(fields: Fields, name: string): number {
  const value = numberOf(fields, name);
  if (Number.isSafeInteger(value) && value >= 0) return value;
  throw wrong(name, 'is no count');
}

/** @throws {IcbError} */
export function flagOf(fields: Fields, name: string): boolean {
  const value = fields[name];
  if (typeof value === 'boolean') return value;
  throw wrong(name, 'is neither true nor false');
}

/** An instant in UTC, as text. @throws {IcbError} */
export function timeOf(fields: Fields, name: string): string {
  const text = textOf(fields, name);
  if (text.endsWith('Z') && DateTime.fromISO(text, { zone: 'utc' }).isValid) return text;
  throw wrong(name, 'is no time in UTC');
}

/** @throws {IcbError} */
export function choiceOf<Choice extends string>(fields: Fields, name: string, choices: readonly Choice[]): Choice {
  const found = choices.find((choice) => choice === fields[name]);
  if (found !== undefined) return found;
  throw wrong(name, `is none of ${choices.join(', ')}`);
}

/** @throws {IcbError} */
export function listOf<Item>(fields: Fields, name: string, read: (value: unknown) => Item): readonly Item[] {
  const value = fields[name];
  if (Array.isArray(value)) return value.map((item) => read(item));
  throw wrong(name, 'is no list');
}

/** Null where the field is null. @throws {IcbError} */
export function optional<Value>(fields: Fields, name: string, read: (fields: Fields, name: string) => Value): Value | null {
  return fields[name] === null ? null : read(fields, name);
}

/** @throws {IcbError} */
export function wrong(name: string, what: string): IcbError {
  return new IcbError(`${name} ${what}`);
}
