// Files that must be whole after a crash or a power cut. A file is replaced as a whole: written beside its target,
// forced to disk, renamed over it. A ledger grows line by line, and a line torn by a crash never damages the next one.
import { randomBytes } from 'node:crypto';
import { open, readdir, rename, rm, stat, type FileHandle } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { IcbError } from './errors.ts';
import { systemErrorCode, systemErrorText } from './system-error.ts';

const leftoverAgeMs = 60 * 60 * 1000;

/**
 * Replaces a file as a whole, or creates it: readers see the old content or the new one, never a mixture. `mode` is
 * exact, whatever the umask.
 * @throws {IcbError} when it cannot be written; the old file is then untouched
 */
export async function replaceFile(path: string, content: string | Uint8Array, options: { mode?: number } = {}): Promise<void> {
  const temporary = `${path}.${process.pid}-${randomBytes(4).toString('hex')}.icb-tmp`;
  try {
    await using file = await open(temporary, 'wx', options.mode ?? 0o666);
    if (options.mode !== undefined) await file.chmod(options.mode);
    await file.writeFile(content);
    await file.sync();
    await rename(temporary, path);
    await syncFolder(dirname(path));
    await removeLeftovers(path, (await file.stat()).mtimeMs);
  } catch (error) {
    // Also when only the data did not fit: the empty file would stay behind.
    await rm(temporary, { force: true });
    throw new IcbError(`cannot write ${path}: ${systemErrorText(error)}`, { cause: error });
  }
}

/**
 * Appends one line and forces it to disk. A last line that an earlier crash cut off is ended first, so that it stays
 * alone in its damage; when the disk is full nothing of the new line stays.
 * @throws {IcbError} when the line could not be written
 */
export async function appendLine(path: string, line: string): Promise<void> {
  if (/[\r\n]/.test(line)) throw new TypeError(`a line for ${path} holds a line break`);
  try {
    await using file = await open(path, 'a+', 0o666);
    const { size } = await file.stat();
    const start = (await endsInsideLine(file, size)) ? '\n' : '';
    try {
      await file.writeFile(`${start}${line}\n`);
      await file.sync();
    } catch (error) {
      // Where even this fails, the next line still starts on a line of its own.
      await file.truncate(size).catch(() => undefined);
      throw error;
    }
    if (size === 0) await syncFolder(dirname(path));
  } catch (error) {
    throw new IcbError(`cannot append to ${path}: ${systemErrorText(error)}`, { cause: error });
  }
}

async function endsInsideLine(file: FileHandle, size: number): Promise<boolean> {
  if (size === 0) return false;
  const { buffer } = await file.read(Buffer.alloc(1), 0, 1, size - 1);
  return buffer.toString('latin1') !== '\n';
}

// A rename is only durable once its folder is. Some file systems cannot sync a folder and say EINVAL: they get what they can.
async function syncFolder(folder: string): Promise<void> {
  await using handle = await open(folder, 'r');
  try {
    await handle.sync();
  } catch (error) {
    if (!['EINVAL', 'ENOTSUP'].includes(systemErrorCode(error) ?? '')) throw error;
  }
}

// Temporary files of runs that were killed. Their age is measured by the file server's clock alone, that of `writtenAtMs`.
// One that cannot be removed (of another user) is no reason to fail: the file itself has been written.
async function removeLeftovers(path: string, writtenAtMs: number): Promise<void> {
  const names = await readdir(dirname(path)).catch(() => []);
  for (const name of names.filter((name) => isTemporaryOf(basename(path), name))) {
    const leftover = join(dirname(path), name);
    const { mtimeMs } = await stat(leftover).catch(() => ({ mtimeMs: writtenAtMs }));
    if (writtenAtMs - mtimeMs > leftoverAgeMs) await rm(leftover, { force: true }).catch(() => undefined);
  }
}

function isTemporaryOf(target: string, name: string): boolean {
  return name.startsWith(`${target}.`) && /^\d+-[0-9a-f]{8}\.icb-tmp$/.test(name.slice(target.length + 1));
}
