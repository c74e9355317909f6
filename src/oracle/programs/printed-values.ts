// Values as our scripts print them. A glogin.sql, a login.sql or a site's own version of a script can change how SQL*Plus prints
// numbers and dates; what comes out then must not be taken for another value, and not pass for none.

import { DateTime } from 'luxon';
import { IcbError } from '#core/errors.ts';

/** An SCN. @throws {IcbError} for anything but decimal digits */
export function readScn(text: string): bigint {
  if (!/^\d{1,20}$/.test(text)) throw unreadable(text, 'an SCN');
  return BigInt(text);
}

/** A number of a file, thread, log or of bytes. @throws {IcbError} for anything but decimal digits */
export function readWholeNumber(text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw unreadable(text, 'a whole number');
  return Number(text);
}

/** Local time of the database host, `yyyy-mm-dd hh24:mi:ss`; returned as it is. @throws {IcbError} for any other text */
export function readLocalTime(text: string): string {
  const isShaped = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(text);
  if (!isShaped || !DateTime.fromSQL(text, { zone: 'utc' }).isValid) throw unreadable(text, 'a time yyyy-mm-dd hh24:mi:ss');
  return text;
}

/** `+02:00`; returned as it is. @throws {IcbError} for any other text */
export function readUtcOffset(text: string): string {
  if (!/^[+-](?:0\d|1[0-5]):[0-5]\d$/.test(text)) throw unreadable(text, 'an offset from UTC such as +02:00');
  return text;
}

/** `2026-11-20 02:00:00 +01:00`, in UTC. @throws {IcbError} for any other text */
export function readInstant(text: string): DateTime<true> {
  const instant = DateTime.fromFormat(text, 'yyyy-MM-dd HH:mm:ss ZZ', { zone: 'utc' });
  if (!instant.isValid) throw unreadable(text, 'a time with its offset from UTC');
  return instant;
}

function unreadable(text: string, wanted: string): IcbError {
  return new IcbError(`SQL*Plus printed ${JSON.stringify(text)} where ${wanted} was asked for`, {
    hint: "look into the session log at what SQL*Plus printed; a glogin.sql, a login.sql or a site's own script must not change how values are printed",
  });
}
