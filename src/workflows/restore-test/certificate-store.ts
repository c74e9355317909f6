// Restore certificates lie beside the session logs of the same name, as JSON and as a page, and stay when the logs expire. All
// certificates of a folder, whatever their database, are one chain: each holds its number and the SHA-256 of the one before it.
// Whoever writes holds the lock of the folder.
import { lstat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { replaceFile } from '#core/atomic-file.ts';
import { IcbError } from '#core/errors.ts';
import { systemErrorCode } from '#core/system-error.ts';
import { buildCertificate, formatCertificate } from '#reports/restore-certificate.ts';
import type { RestoreCertificate } from '#reports/restore-certificate.ts';
import { renderCertificatePage } from '#reports/restore-certificate/page.ts';
import { parseCertificate, parseChainLink } from '#reports/restore-certificate/parse-certificate.ts';
import type { RestoreTestResult } from '#reports/restore-test-result.ts';
import { listCertificateFiles, readCertificateFile, sha256Of } from './certificate-files.ts';

export interface WrittenCertificate {
  /** Of the JSON; the page lies beside it. */
  readonly path: string;
  readonly number: number;
  /** Of the bytes of the JSON, in hexadecimal digits. */
  readonly sha256: string;
}

export interface StoredCertificate extends WrittenCertificate {
  readonly certificate: RestoreCertificate;
}

/** Nobody changes a certificate, its owner included. */
const mode = 0o440;

/**
 * Certifies a result as the newest of the folder. Never overwrites a file; a test that has a certificate already, because the
 * run died just after writing it, keeps that one. A page that a run did not come to is made up for.
 * @throws {IcbError} when it cannot be written
 */
export async function writeCertificate(folder: string, result: RestoreTestResult): Promise<WrittenCertificate> {
  const { newest, ofSameTest } = await lookThrough(folder, result);
  if (newest !== undefined) await makeUpPage(newest);
  if (ofSameTest !== undefined) return ofSameTest;
  const previous = newest === undefined ? null : { number: newest.number, sha256: newest.sha256 };
  const certificate = buildCertificate(result, previous);
  const text = formatCertificate(certificate);
  const sha256 = sha256Of(text);
  const path = await freePath(folder, stemOf(result));
  await replaceFile(path, text, { mode });
  await replaceFile(pageOf(path), renderCertificatePage(certificate, sha256), { mode });
  return { path, number: certificate.number, sha256 };
}

/**
 * All certificates this icb understands, newest first, or those of one database; one in memory at a time. Foreign and damaged
 * files are left out. @throws {IcbError} when the folder cannot be read
 */
export async function* readCertificates(folder: string, database?: string): AsyncGenerator<StoredCertificate> {
  const places: WrittenCertificate[] = [];
  for (const { name, path } of await listCertificateFiles(folder)) {
    const found = isCalledAfter(name, database) ? await readLink(path) : undefined;
    if (found !== undefined) places.push(placeOf(found));
  }
  for (const { path } of places.toSorted((one, other) => other.number - one.number)) {
    const found = await readLink(path);
    const certificate = found === undefined ? undefined : understood(found);
    if (found !== undefined && certificate !== undefined && (database ?? certificate.database) === certificate.database) yield { ...placeOf(found), certificate };
  }
}

/**
 * For log and screen of every run: what keeps this line elsewhere can tell later whether newer certificates than those it
 * finds were removed, which the folder alone cannot tell.
 */
export function describeNewestCertificate({ number, sha256 }: Pick<WrittenCertificate, 'number' | 'sha256'>): string {
  return `newest certificate: number ${number}, SHA-256 ${sha256}`;
}

/** Path of the page that belongs to a certificate. */
export function pageOf(path: string): string {
  return path.replace(/\.json$/u, '.html');
}

interface FoundCertificate extends WrittenCertificate {
  readonly log: string;
  readonly text: string;
}

interface Earlier {
  /** By number, not by name: clocks are set back. */
  readonly newest: FoundCertificate | undefined;
  readonly ofSameTest: WrittenCertificate | undefined;
}

/** Whatever has a place in the chain, one in memory at a time. */
async function lookThrough(folder: string, result: RestoreTestResult): Promise<Earlier> {
  let newest: FoundCertificate | undefined;
  let ofSameTest: WrittenCertificate | undefined;
  for (const { path } of await listCertificateFiles(folder)) {
    const found = await readLink(path);
    if (found === undefined) continue;
    if (found.number >= (newest?.number ?? 0)) newest = found;
    if (isOfTest(found, result)) ofSameTest = placeOf(found);
  }
  return { newest, ofSameTest };
}

/** A log has a name of its own as long as it is there; when it has expired, its name can come back. */
function isOfTest(found: FoundCertificate, { logFile, startedAt }: RestoreTestResult): boolean {
  return logFile !== '' && found.log === logFile && Date.parse(understood(found)?.startedAt ?? '') === startedAt.toMillis();
}

function placeOf({ path, number, sha256 }: FoundCertificate): WrittenCertificate {
  return { path, number, sha256 };
}

/** As far as a name tells: those of sales-eu look like those of sales; the certificate itself knows. */
function isCalledAfter(name: string, database: string | undefined): boolean {
  return database === undefined || name.slice('YYYYMMDDTHHMMSS-'.length).startsWith(database);
}

async function readLink(path: string): Promise<FoundCertificate | undefined> {
  try {
    const bytes = await readCertificateFile(path);
    const text = bytes.toString();
    const { number, log } = parseChainLink(text);
    return { path, number, log, text, sha256: sha256Of(bytes) };
  } catch (error) {
    // `icb autorestore --verify-certificates` tells of it.
    if (error instanceof IcbError) return undefined;
    throw error;
  }
}

// Only for the newest: of older ones, somebody removed it on purpose.
async function makeUpPage(found: FoundCertificate): Promise<void> {
  const page = pageOf(found.path);
  if (await exists(page)) return;
  const certificate = understood(found);
  if (certificate !== undefined) await replaceFile(page, renderCertificatePage(certificate, found.sha256), { mode });
}

/** Undefined for a certificate of a newer icb, or one with fields nobody of ours wrote. */
function understood({ text }: FoundCertificate): RestoreCertificate | undefined {
  try {
    return parseCertificate(text);
  } catch (error) {
    if (error instanceof IcbError) return undefined;
    throw error;
  }
}

/** The name of the log, or where the log is not called like one of ours, what it should have been called. */
function stemOf({ logFile, startedAt, database }: RestoreTestResult): string {
  const name = basename(logFile);
  return /^\d{8}T\d{6}-.+\.log$/u.test(name) ? name.slice(0, -'.log'.length) : `${startedAt.toUTC().toFormat("yyyyMMdd'T'HHmmss")}-${database}`;
}

async function freePath(folder: string, stem: string): Promise<string> {
  for (let attempt = 1; ; attempt += 1) {
    const path = join(folder, `${attempt === 1 ? stem : `${stem}-${attempt}`}.json`);
    if (!(await exists(path)) && !(await exists(pageOf(path)))) return path;
  }
}

/** Whatever it is, a link that leads nowhere included. */
async function exists(path: string): Promise<boolean> {
  try {
    await lstat(path);
    return true;
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') return false;
    throw error;
  }
}
