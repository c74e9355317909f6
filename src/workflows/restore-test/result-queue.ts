// No result is ever lost: each is written beside the logs first, then sent to the result catalog, then removed. What cannot
// be sent stays for the next run. Sending twice does no harm, for the catalog takes a row only once.

import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { ResultCatalog, ResultRow } from '#catalog/result-catalog.ts';
import { replaceFile } from '#core/atomic-file.ts';
import { IcbError } from '#core/errors.ts';
import type { Log } from '#core/log.ts';
import { systemErrorCode, systemErrorText } from '#core/system-error.ts';
import { formatQueuedResult, parseQueuedResult } from './queued-result.ts';

/** Writes a result into `results-to-send` of the log folder; the same result twice is one file. @throws {IcbError} */
export async function queueResult(logFolder: string, row: ResultRow): Promise<void> {
  const folder = queueFolder(logFolder);
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new IcbError(`cannot create ${folder}: ${systemErrorText(error)}`, { cause: error });
  }
  await replaceFile(join(folder, fileName(row)), formatQueuedResult(row), { mode: 0o600 });
}

/** In a row, before the catalog counts as away. */
const maxRefusals = 2;

/**
 * Sends what is queued, oldest first, each result on its own, and removes what arrived. A result that the catalog does not
 * take stays, as does a damaged file; both are said in the log. After two in a row that the catalog did not take the others wait
 * as well: it is away, and each attempt may take minutes.
 * @throws the reason of the signal, and {IcbError} when the folder cannot be read
 */
export async function sendQueuedResults(
  logFolder: string,
  catalog: ResultCatalog,
  { log, signal }: { readonly log: Log; readonly signal: AbortSignal },
): Promise<{ readonly sent: number; readonly left: number }> {
  let sent = 0;
  let left = 0;
  let refusals = 0;
  for (const file of await queuedFiles(queueFolder(logFolder))) {
    signal.throwIfAborted();
    if (refusals === maxRefusals) {
      left += 1;
      continue;
    }
    try {
      const row = parseQueuedResult(await readFile(file, 'utf8'));
      refusals += 1;
      await catalog.record([row], signal);
      refusals = 0;
      await rm(file, { force: true });
      sent += 1;
    } catch (error) {
      signal.throwIfAborted();
      left += 1;
      log.error('result of a restore test not sent to the result catalog; the next run tries again', { file, ...reasonOf(error) });
    }
  }
  return { sent, left };
}

function queueFolder(logFolder: string): string {
  return join(logFolder, 'results-to-send');
}

/** The name sorts by time; the digest keeps apart what only differs in characters that no file name should have. */
function fileName({ database, startedAt, logFile }: ResultRow): string {
  const digest = createHash('sha256').update(`${database}\n${logFile}`).digest('hex').slice(0, 8);
  return `${startedAt.toUTC().toFormat("yyyyMMdd'T'HHmmssSSS'Z'")}-${database.replaceAll(/[^\w.-]/g, '_')}-${digest}.json`;
}

async function queuedFiles(folder: string): Promise<string[]> {
  try {
    const names = await readdir(folder);
    return names.filter((name) => name.endsWith('.json')).toSorted().map((name) => join(folder, name));
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') return [];
    throw new IcbError(`cannot read ${folder}: ${systemErrorText(error)}`, { cause: error });
  }
}

function reasonOf(error: unknown): { readonly reason: string; readonly hint?: string } {
  const hint = error instanceof IcbError ? error.hint : undefined;
  return { reason: systemErrorText(error), ...(hint === undefined ? {} : { hint }) };
}
