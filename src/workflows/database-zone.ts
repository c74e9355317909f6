import { DateTime, IANAZone } from 'luxon';

/**
 * Zone in which the redo's times are to be read, since redo carries none: this host's zone while it shows the same offset
 * as the database host, otherwise a fixed-offset zone (`Etc/GMT-2` is two hours *ahead* of UTC).
 * @param utcOffset offset of the database host now, `+02:00`
 */
export function databaseZone(hostZone: string, utcOffset: string, now: DateTime): { zone: string; sameAsHost: boolean } {
  const minutes = offsetMinutes(utcOffset);
  if (IANAZone.create(hostZone).offset(now.toMillis()) === minutes) return { zone: hostZone, sameAsHost: true };
  if (minutes % 60 !== 0) return { zone: `UTC${utcOffset}`, sameAsHost: false };
  const hours = minutes / 60;
  return { zone: hours === 0 ? 'Etc/UTC' : `Etc/GMT${hours > 0 ? '-' : '+'}${Math.abs(hours)}`, sameAsHost: false };
}

/** An instant from the database host's local time text `yyyy-mm-dd hh24:mi:ss`. */
export function instantOf(localTime: string, zone: string): DateTime {
  return DateTime.fromFormat(localTime, 'yyyy-MM-dd HH:mm:ss', { zone }).toUTC();
}

function offsetMinutes(utcOffset: string): number {
  const match = /^([+-])(\d{2}):(\d{2})$/.exec(utcOffset);
  if (match === null) throw new Error(`not a UTC offset: ${utcOffset}`);
  const minutes = Number(match[2]) * 60 + Number(match[3]);
  return match[1] === '-' ? -minutes : minutes;
}
