import { IcbError } from '#core/errors.ts';
import { formatVersion } from '#reports/restore-certificate.ts';
import { checkChain } from '#reports/restore-certificate/check-chain.ts';
import type { ChainedFile, ChainFinding } from '#reports/restore-certificate/check-chain.ts';
import { parseCertificate, parseChainLink } from '#reports/restore-certificate/parse-certificate.ts';
import { listCertificateFiles, readCertificateFile, sha256Of } from './certificate-files.ts';
import { pageOf } from './certificate-store.ts';

export interface CheckedChain {
  /** How many could be read. */
  readonly certificates: number;
  /** By number. */
  readonly oldest: ChainedFile | undefined;
  readonly newest: ChainedFile | undefined;
  readonly findings: readonly ChainFinding[];
}

/** Reads all certificates of a folder, one at a time, and checks their chain. @throws {IcbError} when the folder cannot be read */
export async function checkCertificates(folder: string): Promise<CheckedChain> {
  const files: ChainedFile[] = [];
  const unreadable: ChainFinding[] = [];
  for (const { name, path } of await listCertificateFiles(folder)) {
    try {
      files.push(await readLink(name, path));
    } catch (error) {
      if (!(error instanceof IcbError)) throw error;
      unreadable.push({ kind: 'unreadable', file: name, message: `${name} cannot be read: ${error.message}` });
    }
  }
  const inOrder = files.toSorted((one, other) => one.link.number - other.link.number);
  const newest = inOrder.at(-1);
  const findings = [...unreadable, ...checkChain(files), ...(newest === undefined ? [] : await checkPage(folder, newest))];
  return { certificates: files.length, oldest: inOrder[0], newest, findings };
}

/** One of a newer icb is taken as a link of the chain; what it says is not ours to judge. */
async function readLink(name: string, path: string): Promise<ChainedFile> {
  const bytes = await readCertificateFile(path);
  const text = bytes.toString();
  const link = parseChainLink(text);
  if (link.formatVersion <= formatVersion) parseCertificate(text);
  return { name, sha256: sha256Of(bytes), link };
}

/** No later certificate vouches for the newest, but its page does. A page that is not there says nothing. */
async function checkPage(folder: string, { name, sha256 }: ChainedFile): Promise<ChainFinding[]> {
  const page = pageOf(name);
  const content = await readCertificateFile(`${folder}/${page}`).catch(() => undefined);
  if (content === undefined || content.includes(sha256)) return [];
  return [{ kind: 'altered', file: name, message: `${name} is not what its page ${page} was made from: one of them has been altered` }];
}
