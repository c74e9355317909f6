import { readFileSync } from 'node:fs';

/** One line of /proc/self/mountinfo (proc(5)), as far as icb needs it. */
export interface Mount {
  readonly mountPoint: string;
  /** `nfs4`, `ext4`, `fuse` ... */
  readonly fileSystem: string;
  /** `filer:/export/backup`, `/dev/sda1` ... */
  readonly source: string;
}

export interface MountWithOptions extends Mount {
  /** Of the mount point and of the file system: `rw`, `hard`, `vers=3` ... */
  readonly options: readonly string[];
}

/** Reads the text of a mountinfo file; what is mounted later comes later. */
export function parseMountTable(text: string): readonly MountWithOptions[] {
  return text.split('\n').flatMap((line) => {
    // Six fields, any number of optional ones, a hyphen, three fields.
    const [before, after] = line.split(' - ');
    const [, , , , mountPoint, ownOptions = ''] = before?.split(' ') ?? [];
    const [fileSystem, source, superOptions = ''] = after?.split(' ') ?? [];
    if (mountPoint === undefined || fileSystem === undefined || source === undefined) return [];
    return [{ mountPoint: unescape(mountPoint), fileSystem, source: unescape(source), options: [...new Set(`${ownOptions},${superOptions}`.split(','))].filter((option) => option !== '') }];
  });
}

/** All mounts of this host as this process sees them. Touches none of them, so a dead share cannot hold it up. */
export function readMountTable(): readonly MountWithOptions[] {
  return parseMountTable(readFileSync('/proc/self/mountinfo', 'utf8'));
}

/** The mount an absolute path without symbolic links lies on; of several on one mount point the topmost. */
export function findMount<Found extends Mount>(path: string, mounts: readonly Found[]): Found | undefined {
  return mounts
    .filter(({ mountPoint }) => mountPoint === '/' || path === mountPoint || path.startsWith(`${mountPoint}/`))
    .reduce<Found | undefined>((best, mount) => (mount.mountPoint.length >= (best?.mountPoint.length ?? 0) ? mount : best), undefined);
}

// Blanks, tabs, line breaks and backslashes are octal.
function unescape(field: string): string {
  return field.replaceAll(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));
}
