// Reading files whose names others chose. A named pipe without a writer makes a plain open wait for ever, and a synchronous one
// does not even hear a signal; a device may have no end. So the open itself never waits, and what is no file is not read.
import { closeSync, constants, fstatSync, openSync, readFileSync, type Stats } from 'node:fs';
import { open } from 'node:fs/promises';

/** What is under this name is no file. The message completes "cannot be read: ". */
export class NotAFileError extends Error {
  readonly isFolder: boolean;
  constructor(found: Stats) {
    super(`it is a ${kindOf(found)}`);
    this.name = 'NotAFileError';
    this.isFolder = found.isDirectory();
  }
}

/** A file's content and what was found out about the very file it was read from. */
export interface RegularFile {
  readonly bytes: Buffer;
  readonly mode: number;
}

const flags = constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY;

/** Reads a whole file. @throws {NotAFileError} and the system's own errors */
export function readRegularFileSync(path: string): RegularFile {
  const descriptor = openSync(path, flags);
  try {
    const found = fstatSync(descriptor);
    requireFile(found);
    return { bytes: readFileSync(descriptor), mode: found.mode };
  } finally {
    closeSync(descriptor);
  }
}

/** {@link readRegularFileSync} for shares, which may take their time. */
export async function readRegularFile(path: string): Promise<RegularFile> {
  await using file = await open(path, flags);
  const found = await file.stat();
  requireFile(found);
  return { bytes: await file.readFile(), mode: found.mode };
}

function requireFile(found: Stats): void {
  if (!found.isFile()) throw new NotAFileError(found);
}

function kindOf(found: Stats): string {
  if (found.isDirectory()) return 'folder';
  if (found.isFIFO()) return 'named pipe';
  return found.isCharacterDevice() || found.isBlockDevice() ? 'device' : 'special file';
}
