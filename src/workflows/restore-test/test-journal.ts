// What the test under way has set up, written down before each thing is made. When icb is killed, the next run reads here what
// is left on this host and on the storage system. One file for each database, in the log folder, which the lock protects.
import { readdir, rm } from 'node:fs/promises';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DateTime } from 'luxon';
import { replaceFile } from '#core/atomic-file.ts';
import { IcbError } from '#core/errors.ts';
import type { ProcessIdentity } from '#core/process-identity.ts';
import { systemErrorCode, systemErrorText } from '#core/system-error.ts';
import type { NotedProgram } from '../restore/noted-program.ts';

/** A test under way, or one that was interrupted. What is undefined was not made yet. */
export interface JournaledTest {
  readonly database: string;
  readonly startedAt: DateTime<true>;
  readonly logFile: string;
  readonly process: ProcessIdentity;
  readonly oracleHome: string;
  readonly scratchFolder: string;
  readonly mountPoint: string;
  readonly sid: string;
  readonly snapshot?: { readonly id: string; readonly createdAt: DateTime<true> } | undefined;
  readonly cloneName?: string | undefined;
  /** `host:/export/...`; written before it is mounted. */
  readonly mountSource?: string | undefined;
  /** Written before the instance is started. */
  readonly hasInstance?: boolean | undefined;
  /** The program that was started last. */
  readonly program?: NotedProgram | undefined;
  /** Its certificate and its row are written; only what it left behind keeps the journal. */
  readonly isReported?: boolean | undefined;
}

/** Replaces the journal of a database as a whole, forced to disk. @throws {IcbError} */
export async function writeTestJournal(logFolder: string, test: JournaledTest): Promise<void> {
  await replaceFile(journalPath(logFolder, test.database), `${JSON.stringify(test, undefined, 2)}\n`, { mode: 0o640 });
}

/** To be called when everything of the test is given back. Idempotent. */
export async function removeTestJournal(logFolder: string, database: string): Promise<void> {
  await rm(journalPath(logFolder, database), { force: true });
}

/** Databases whose test has a journal, that is was interrupted when nobody else holds the lock. */
export async function journaledDatabases(logFolder: string): Promise<string[]> {
  const names = await readdir(logFolder);
  return names.flatMap((name) => /^running-test\.(?<database>[\w$#]+)\.json$/u.exec(name)?.groups?.['database'] ?? []).toSorted();
}

/**
 * The journal of a database; undefined when there is none.
 * @throws {IcbError} when it cannot be read or is not one of ours
 */
export function readTestJournal(logFolder: string, database: string): JournaledTest | undefined {
  const path = journalPath(logFolder, database);
  const remedy = { hint: `look for an instance, a mount and a clone that an interrupted test left, then remove ${path}` };
  try {
    return parseTest(JSON.parse(readFileSync(path, 'utf8')));
  } catch (cause) {
    if (systemErrorCode(cause) === 'ENOENT') return undefined;
    const reason = systemErrorCode(cause) === undefined ? 'it is damaged' : systemErrorText(cause);
    throw new IcbError(`the journal of an interrupted restore test cannot be read: ${path}: ${reason}`, { cause, ...remedy });
  }
}

function journalPath(logFolder: string, database: string): string {
  return join(logFolder, `running-test.${database}.json`);
}

type Written = Omit<JournaledTest, 'startedAt' | 'snapshot'> & {
  readonly startedAt: string;
  readonly snapshot?: { readonly id: string; readonly createdAt: string };
};

const texts = ['database', 'startedAt', 'logFile', 'oracleHome', 'scratchFolder', 'mountPoint', 'sid'] as const;

function parseTest(found: unknown): JournaledTest {
  if (typeof found !== 'object' || found === null) throw new TypeError('no object');
  const written = found as Written;
  const isWhole = texts.every((key) => typeof written[key] === 'string') && typeof written.process?.pid === 'number';
  if (!isWhole) throw new TypeError('incomplete');
  const { snapshot } = written;
  return {
    ...written,
    startedAt: parseInstant(written.startedAt),
    snapshot: snapshot === undefined ? undefined : { id: snapshot.id, createdAt: parseInstant(snapshot.createdAt) },
  };
}

function parseInstant(text: string): DateTime<true> {
  const instant = DateTime.fromISO(text, { zone: 'utc' });
  if (!instant.isValid) throw new TypeError(`no time: ${text}`);
  return instant;
}
