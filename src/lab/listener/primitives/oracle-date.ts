// Dates on the wire. As text they are what the lab's SQL works with: DATE 'yyyy-mm-dd hh24:mi:ss', TIMESTAMP with '.ffffff'
// behind it, TIMESTAMP WITH TIME ZONE with ' +hh:mm' behind that.
import { DateTime } from 'luxon';

const textFormat = 'yyyy-MM-dd HH:mm:ss';
const microFormat = 'yyyy-MM-dd HH:mm:ss.SSS';

/** 7 bytes of a DATE. */
export function encodeDate(text: string): Buffer {
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = text.slice(0, 19).split(/\D/).map(Number);
  return Buffer.from([Math.floor(year / 100) + 100, (year % 100) + 100, month, day, hour + 1, minute + 1, second + 1]);
}

/** 11 bytes of a TIMESTAMP: a DATE and nanoseconds. */
export function encodeTimestamp(text: string): Buffer {
  const nanoseconds = Buffer.alloc(4);
  nanoseconds.writeUInt32BE(Number((/\.(\d+)/.exec(text)?.[1] ?? '').padEnd(9, '0')));
  return Buffer.concat([encodeDate(text), nanoseconds]);
}

/** 13 bytes of a TIMESTAMP WITH TIME ZONE: the fields are UTC, the zone's hours and minutes follow. */
export function encodeZonedTimestamp(text: string): Buffer {
  const [, local = '', fraction = '', sign = '+', hours = '00', minutes = '00'] = /^(.{19})(\.\d+)? ([+-])(\d\d):(\d\d)$/.exec(text) ?? [];
  const utc = DateTime.fromFormat(local, textFormat, { zone: `UTC${sign}${hours}:${minutes}` }).toUTC();
  const factor = sign === '-' ? -1 : 1;
  const zone = Buffer.from([factor * Number(hours) + 20, factor * Number(minutes) + 60]);
  return Buffer.concat([encodeTimestamp(`${utc.toFormat(textFormat)}${fraction}`), zone]);
}

/** The text of a DATE or TIMESTAMP, the fraction only when there is one. */
export function decodeDate(bytes: Buffer): string {
  const [century = 100, year = 100, month = 1, day = 1, hour = 1, minute = 1, second = 1] = bytes;
  const date = `${two(century - 100)}${two(year - 100)}-${two(month)}-${two(day)}`;
  const fraction = bytes.length >= 11 ? String(Math.floor(bytes.readUInt32BE(7) / 1000)).padStart(6, '0') : '';
  return `${date} ${two(hour - 1)}:${two(minute - 1)}:${two(second - 1)}${fraction === '' ? '' : `.${fraction}`}`;
}

/** The text of a timestamp whose fields are UTC, as local time of a zone such as `+01:00`, with that zone. */
export function decodeInstant(bytes: Buffer, zone: string): string {
  const text = decodeDate(bytes);
  const utc = DateTime.fromFormat(text.slice(0, 23), text.length > 19 ? microFormat : textFormat, { zone: 'utc' });
  const local = utc.setZone(`UTC${zone}`).toFormat(textFormat);
  return `${local}.${text.slice(20).padEnd(6, '0')} ${zone}`;
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}
