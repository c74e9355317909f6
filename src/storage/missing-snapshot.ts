import { SnapshotNotFoundError } from './errors.ts';

/** Once it is certain that what holds the snapshot is there. Without an id it is one that was seen before. */
export function missingSnapshot(doing: string, { database, id }: { readonly database: string; readonly id: string | undefined }): SnapshotNotFoundError {
  const what = id === undefined ? 'it has vanished meanwhile' : `there is no snapshot ${id}`;
  return new SnapshotNotFoundError(`cannot ${doing}: ${what}`, { hint: `see: icb snapper ${database} list` });
}
