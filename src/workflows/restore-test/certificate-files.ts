// The certificates among the files of a folder that others use as well: logs lie beside them, pages, journals, and what people
// put there. What is called like a certificate is looked at as what it is, and never through a link.
import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { IcbError } from '#core/errors.ts';
import { NotAFileError } from '#core/read-regular-file.ts';
import { systemErrorCode, systemErrorText } from '#core/system-error.ts';

/** Far more than a certificate with every list at its limit. */
const largestBytes = 4 * 1024 * 1024;

/** What is called like a certificate, by name. @throws {IcbError} when the folder cannot be read */
export async function listCertificateFiles(folder: string): Promise<readonly { readonly name: string; readonly path: string }[]> {
  try {
    const names = (await readdir(folder)).filter((name) => /^\d{8}T\d{6}-.+\.json$/u.test(name));
    return names.toSorted().map((name) => ({ name, path: join(folder, name) }));
  } catch (error) {
    throw new IcbError(`cannot read the certificates in ${folder}: ${systemErrorText(error)}`, { cause: error });
  }
}

/** The bytes of a certificate or its page. @throws {IcbError} when there is none; the message completes "cannot be read: " */
export async function readCertificateFile(path: string): Promise<Buffer> {
  try {
    return await readWithoutLinks(path);
  } catch (error) {
    if (error instanceof IcbError) throw error;
    throw new IcbError(systemErrorCode(error) === 'ELOOP' ? 'it is a symbolic link' : systemErrorText(error), { cause: error });
  }
}

/** In hexadecimal digits. */
export function sha256Of(bytes: string | Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

async function readWithoutLinks(path: string): Promise<Buffer> {
  await using file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  const found = await file.stat();
  if (!found.isFile()) throw new NotAFileError(found);
  if (found.size > largestBytes) throw new IcbError('it is larger than any certificate');
  return await file.readFile();
}
