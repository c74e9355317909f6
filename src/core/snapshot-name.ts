// Names of snapshots and clones. The one place that knows how icb (and the toolset before it) names a snapshot,
// and therefore which snapshots of a volume are its own: only those are expired and restored from.
import { DateTime } from 'luxon';

const TIMESTAMP_FORMAT = "yyyyMMdd'T'HHmmss";

/** `orcl-20161017T093914`, in the zone the instant carries. */
export function snapshotName(database: string, at: DateTime, separator: '-' | '_' = '-'): string {
  return `${database}${separator}${at.toFormat(TIMESTAMP_FORMAT)}`;
}

/**
 * `orcl-20161017T093914-clone-20161017T094050`, in the zone the instant carries; with underscores after a snapshot that has them.
 * Of a snapshot somebody else named: a name that every storage system takes, `orcl_hourly_2016_10_17_clone_20161017T094050`.
 */
export function cloneName(database: string, snapshotId: string, at: DateTime): string {
  const isOwn = isOwnSnapshotName(database, snapshotId);
  const separator = isOwn && !/_\d{8}T\d{6}$/.test(snapshotId) ? '-' : '_';
  const origin = isOwn ? snapshotId : nameForAll(snapshotId.startsWith(database) ? snapshotId : `${database}_${snapshotId}`);
  return `${origin}${separator}clone${separator}${at.toFormat(TIMESTAMP_FORMAT)}`;
}

/** Whether a snapshot of the database's volume was made by icb, as far as its name tells. */
export function isOwnSnapshotName(database: string, id: string): boolean {
  return id.startsWith(database) && /^[-_]\d{8}T\d{6}$/.test(id.slice(database.length));
}

/** The time in the name of one of icb's snapshots, as if it were UTC: it is local time of a host whose zone the name does not tell. */
export function timeInSnapshotName(id: string): DateTime | undefined {
  const time = DateTime.fromFormat(id.slice(-15), TIMESTAMP_FORMAT, { zone: 'utc' });
  return time.isValid ? time : undefined;
}

/** Letters, digits and single underscores. */
function nameForAll(text: string): string {
  return text.replace(/[^A-Za-z0-9]+/g, '_');
}
