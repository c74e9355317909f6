import { DateTime } from 'luxon';

const timestampFormat = "yyyyMMdd'T'HHmmss";

/** How a kind of session logs is called; knows its own again. */
export interface LogNaming {
  /** The name of a log that starts at this local time. */
  readonly name: (startedAt: DateTime) => string;
  /** The local time in a name; `undefined` for a file that is not of this kind. */
  readonly startOf: (name: string, timeZone: string) => DateTime | undefined;
}

/** Actions that write a log of this kind, those of the toolset before icb included. */
const loggedActions: ReadonlySet<string> = new Set([
  'config',
  'setschedule',
  'imagecopywithsnap',
  'backupimagecopy',
  'missingarchlog',
  'report',
  'validatebackup',
  'generaterestore',
]);

/** `<YYYYMMDDTHHMMSS>-<db>.log`; knows the logs of this database only, and nothing else that is called after the same test. */
export function restoreTestLogNaming(database: string): LogNaming {
  return {
    name: (startedAt) => `${startedAt.toFormat(timestampFormat)}-${database}.log`,
    startOf: (name, timeZone) => {
      const [, timestamp, of] = /^(\d{8}T\d{6})-(.+)\.log$/u.exec(name) ?? [];
      return timestamp === undefined || of !== database ? undefined : startIn(timestamp, timeZone);
    },
  };
}

/** `<db>_<YYYYMMDDTHHMMSS>_<action>.log`; knows the logs of every action of this database, and none that others called alike. */
export function backupLogNaming(database: string, action: string): LogNaming {
  if (!loggedActions.has(action)) throw new Error(`logs of the action ${action} would never be known again`);
  return {
    name: (startedAt) => `${database}_${startedAt.toFormat(timestampFormat)}_${action}.log`,
    startOf: (name, timeZone) => {
      if (!name.startsWith(`${database}_`)) return undefined;
      const [, timestamp, ofAction] = /^(\d{8}T\d{6})_([a-z]+)\.log$/.exec(name.slice(database.length + 1)) ?? [];
      if (timestamp === undefined || ofAction === undefined || !loggedActions.has(ofAction)) return undefined;
      return startIn(timestamp, timeZone);
    },
  };
}

function startIn(timestamp: string, timeZone: string): DateTime | undefined {
  const startedAt = DateTime.fromFormat(timestamp, timestampFormat, { zone: timeZone });
  return startedAt.isValid ? startedAt : undefined;
}
