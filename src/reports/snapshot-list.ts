// Snapshots and clones as people and programs read them. The texts are a contract: sites parse them.
import { formatBytes } from '#core/bytes.ts';

/** What is shown of a snapshot. */
export interface ListedSnapshot {
  readonly id: string;
  readonly createdAt: Date;
  readonly cloneCount: number;
  readonly totalBytes?: number;
  readonly uniqueBytes?: number;
  readonly lockedUntil?: Date;
  /** Why nothing can be restored from it. */
  readonly defect?: string;
}

/** What is shown of a clone. */
export interface ListedClone {
  readonly name: string;
  readonly origin: string;
  readonly mountPoint: string;
}

/** `orcl-20161017T093914 [2016-10-17 07:39:14 UTC] total=177MB unique=0B clones=1`; a size nobody knows is `?`. */
export function snapshotLine(snapshot: ListedSnapshot): string {
  const { cloneCount, lockedUntil, defect } = snapshot;
  const sizes = `total=${size(snapshot.totalBytes)} unique=${size(snapshot.uniqueBytes)}`;
  const locked = lockedUntil === undefined ? '' : ` locked until ${utcTime(lockedUntil)}`;
  return `${snapshotTitle(snapshot)} ${sizes} clones=${cloneCount}${locked}${defect === undefined ? '' : ` incomplete: ${defect}`}`;
}

/** `orcl-20161017T093914 [2016-10-17 07:39:14 UTC]`. */
export function snapshotTitle({ id, createdAt }: Pick<ListedSnapshot, 'id' | 'createdAt'>): string {
  return `${id} [${utcTime(createdAt)}]`;
}

/** Every member is there, what the storage system does not tell is null; `defect` only where there is one. */
export function snapshotJson({ id, createdAt, totalBytes, uniqueBytes, cloneCount, lockedUntil, defect }: ListedSnapshot): object {
  return {
    id,
    createdAt: createdAt.toISOString(),
    totalBytes: totalBytes ?? null,
    uniqueBytes: uniqueBytes ?? null,
    cloneCount,
    lockedUntil: lockedUntil?.toISOString() ?? null,
    ...(defect === undefined ? {} : { defect }),
  };
}

/** `orcl-...-clone-... [orcl-20161017T093914] [mount point: /export/demo-backup/...]`. */
export function cloneLine({ name, origin, mountPoint }: ListedClone): string {
  return `${name} [${origin}] [mount point: ${mountPoint}]`;
}

/** The command root types; Oracle wants these options of a file system that holds data files. */
export function mountCommand(mountSource: string): string {
  const options = 'rw,bg,soft,nointr,rsize=32768,wsize=32768,tcp,vers=3,timeo=600';
  return `mount -t nfs -o ${options} ${mountSource} <mount_directory>`;
}

function utcTime(instant: Date): string {
  return `${instant.toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

function size(bytes: number | undefined): string {
  return bytes === undefined ? '?' : formatBytes(bytes);
}
