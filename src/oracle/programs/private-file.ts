import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { IcbError } from '#core/errors.ts';

/** A file only we can read; it disappears with its folder when disposed of. */
export interface PrivateFile extends AsyncDisposable {
  readonly path: string;
}

/** Writes a file with mode 0600 in a new folder with mode 0700 below `parentFolder`, whatever the umask is. */
export async function writePrivateFile(parentFolder: string, name: string, text: string): Promise<PrivateFile> {
  const folder = await mkdtemp(join(parentFolder, 'icb-')).catch((cause: unknown) => {
    throw cannotWrite(parentFolder, cause);
  });
  const path = join(folder, name);
  const remove = async (): Promise<void> => rm(folder, { recursive: true, force: true });
  try {
    await writeFile(path, text, { mode: 0o600, flag: 'wx' });
    await chmod(path, 0o600);
  } catch (cause) {
    await remove();
    throw cannotWrite(folder, cause);
  }
  return { path, [Symbol.asyncDispose]: remove };
}

function cannotWrite(folder: string, cause: unknown): IcbError {
  return new IcbError(`cannot write a temporary file in ${folder}: ${(cause as Error).message}`, {
    cause,
    hint: 'make room there, or point TMPDIR to another folder',
  });
}
