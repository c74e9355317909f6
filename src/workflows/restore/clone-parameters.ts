// `autorestore.cfg` as a restore finds it in a clone: what the backup wrote down about itself. The toolset before icb wrote
// fewer keys, and some of them twice; the last one counts.

import { DateTime, IANAZone } from 'luxon';
import { parseConfiguration } from '#core/config/configuration.ts';
import { IcbError } from '#core/errors.ts';
import { readRegularFile } from '#core/read-regular-file.ts';

/** What `autorestore.cfg` in a clone says. Files of the toolset before icb have no bounds, no zone and no incarnation. */
export interface CloneParameters {
  readonly file: string;
  /** Initialization parameters by name: db_name, undo_tablespace, compatible ... */
  readonly initialization: Readonly<Record<string, string>>;
  /** IANA name, or this host's zone where the file names none. */
  readonly zone: string;
  readonly isZoneKnown: boolean;
  /** Where the image copies can be recovered from. */
  readonly lower: { readonly scn: bigint; readonly time: DateTime } | undefined;
  /** Where the archived logs end; undefined when the snapshot was not taken by a backup run. */
  readonly upper: { readonly scn: bigint | undefined; readonly localTime: string; readonly time: DateTime } | undefined;
  readonly resetlogsId: string | undefined;
  /** The first SCN of that incarnation. */
  readonly resetlogsScn: bigint | undefined;
  readonly changeTrackingFile: string | undefined;
  /** How many; 0 in files of the toolset before icb, which does not tell. */
  readonly encryptedTablespaces: number;
  /** V$INSTANCE.VERSION of the database. */
  readonly databaseVersion: string | undefined;
}

const section = 'dbparams';
const required = ['db_name', 'compatible', 'db_block_size'] as const;
const initializationKeys = [...required, 'undo_tablespace', 'db_files', 'enable_pluggable_database'] as const;
const timeFormat = 'yyyy-MM-dd HH:mm:ss';

/** @throws {IcbError} when the file is damaged or lacks what no restore can do without */
export async function readCloneParameters(file: string, hostZone: string): Promise<CloneParameters> {
  const { bytes } = await readRegularFile(file);
  return parseCloneParameters(file, bytes, hostZone);
}

/** {@link readCloneParameters} of a file that has been read already. */
export function parseCloneParameters(file: string, bytes: Buffer, hostZone: string): CloneParameters {
  const get = lookup(file, bytes);
  const missing = required.filter((key) => get(key) === undefined);
  if (missing.length > 0) throw damaged(file, `it lacks ${missing.join(', ')}`);
  const named = get('timezone');
  const zone = named ?? hostZone;
  if (!IANAZone.isValidZone(zone) && !DateTime.local({ zone }).isValid) throw damaged(file, `timezone ${zone} is no zone`);
  const lowerTime = timeOf(file, 'copytime', get, zone);
  const lowerScn = scnOf(file, 'copyscn', get);
  const upperTime = timeOf(file, 'lasttime', get, zone);
  const localTime = get('lasttime');
  return {
    file,
    initialization: Object.fromEntries(initializationKeys.flatMap((key) => (get(key) === undefined ? [] : [[key, get(key) ?? '']]))),
    zone,
    isZoneKnown: named !== undefined,
    lower: lowerTime === undefined || lowerScn === undefined ? undefined : { scn: lowerScn, time: lowerTime },
    upper: upperTime === undefined || localTime === undefined ? undefined : { scn: scnOf(file, 'lastscn', get), localTime, time: upperTime },
    resetlogsId: get('resetlogsid'),
    resetlogsScn: scnOf(file, 'resetlogsscn', get),
    changeTrackingFile: get('bctfile'),
    encryptedTablespaces: Number(get('encryptedtablespaces') ?? 0) || 0,
    databaseVersion: get('databaseversion'),
  };
}

function lookup(file: string, bytes: Buffer): (key: string) => string | undefined {
  try {
    const content = parseConfiguration({ file, bytes });
    // An empty value counts as missing: without change tracking the old toolset left one.
    return (key) => content.find(key, section)?.value.trim() || undefined;
  } catch (cause) {
    throw damaged(file, cause instanceof Error ? cause.message : String(cause), cause);
  }
}

function timeOf(file: string, key: string, get: (key: string) => string | undefined, zone: string): DateTime | undefined {
  const text = get(key);
  if (text === undefined) return undefined;
  const time = DateTime.fromFormat(text, timeFormat, { zone });
  if (!time.isValid) throw damaged(file, `${key} is not yyyy-mm-dd hh:mm:ss: ${text}`);
  return time.toUTC();
}

function scnOf(file: string, key: string, get: (key: string) => string | undefined): bigint | undefined {
  const text = get(key);
  if (text === undefined) return undefined;
  if (!/^\d{1,38}$/.test(text)) throw damaged(file, `${key} is not an SCN: ${text}`);
  return BigInt(text);
}

function damaged(file: string, why: string, cause?: unknown): IcbError {
  return new IcbError(`${file} cannot be used: ${why}`, {
    cause,
    hint: 'the snapshot holds what the backup wrote last; choose another snapshot, or write the missing keys into that file of the clone',
  });
}
