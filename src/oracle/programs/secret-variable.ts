// A value that may be in no statement (V$SQL and audit trails keep those), no script, no log: SQL*Plus gets it on standard input as
// the value of a bind variable. In hexadecimal, so that no quote, `&`, `$`, backslash, blank or foreign letter in it means anything.

import { isAtLeast } from '../oracle-version.ts';

/** Characters. A shorter value would be found in row markers and times, and these are read. */
const leastRecognized = 6;

export interface SecretVariable {
  /** Of the bind variable; a script turns its value into text by UTL_I18N.RAW_TO_CHAR(HEXTORAW(:name), 'AL32UTF8'). */
  readonly name: string;
  readonly value: string;
  /** Release of SQL*Plus. */
  readonly version: string;
}

/** Lines that declare the variable and give it its value. Nothing of them is echoed. */
export function secretLines({ name, value, version }: SecretVariable): readonly string[] {
  const hexadecimal = hexadecimalOf(value);
  if (isAtLeast(version, '12.2')) return [`variable ${name} varchar2(2000) = '${hexadecimal}'`];
  // Before 12.2 only a statement gives a bind variable its value: there it is in one, though not in clear.
  return [`variable ${name} varchar2(2000)`, 'begin', `  :${name} := '${hexadecimal}';`, 'end;', '/'];
}

/** Takes the value out of what a program printed: as it was sent, and in clear where it is long enough to be no part of other text. */
export function withoutSecret(text: string, { value }: SecretVariable): string {
  const masked = text.replaceAll(`'${hexadecimalOf(value)}'`, "'***'");
  return value.length < leastRecognized ? masked : masked.replaceAll(hexadecimalOf(value), '***').replaceAll(value, '***');
}

function hexadecimalOf(value: string): string {
  return Buffer.from(value, 'utf8').toString('hex');
}
