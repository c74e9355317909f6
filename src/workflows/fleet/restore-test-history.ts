// The latest restore tests of a database by their certificates. Child processes read, with a time limit: the folder is often on
// a share.
import { DateTime } from 'luxon';
import { runBoundedScript } from '#core/bounded-script.ts';
import type { ScriptAnswer } from '#core/bounded-script.ts';
import { IcbError } from '#core/errors.ts';
import type { PartFailure, RestoreTestFinding } from '#reports/fleet/findings.ts';
import type { RestoreCertificate } from '#reports/restore-certificate.ts';
import { parseCertificate } from '#reports/restore-certificate/parse-certificate.ts';
import { filesInText } from './files-in-text.ts';

/** More than five weeks of nightly tests. */
const mostTests = 45;

export interface Reading {
  readonly timeLimitMs: number;
  /** Of the whole report: what is read is for all databases. */
  readonly signal: AbortSignal;
}

/** Certificates of all databases lie in one folder: it is read once for a whole report. */
export class RestoreTestHistory {
  readonly #databases: readonly string[];
  readonly #folders = new Map<string, Promise<FolderContent>>();

  constructor(databases: readonly string[]) {
    this.#databases = databases;
  }

  /**
   * Newest first; certificates that are damaged, or of a newer icb, are left out.
   * @throws {IcbError} when the folder cannot be read
   */
  async of(database: string, folder: string, reading: Reading): Promise<readonly RestoreTestFinding[]> {
    const { certificates } = await this.#read(folder, reading);
    const ofDatabase = certificates.filter((certificate) => certificate.database === database);
    return ofDatabase.toSorted((one, other) => other.number - one.number).map(findingOf);
  }

  /**
   * Why nobody can say how the last test ended: its certificate is among those that are left out, and an older one that tells of a
   * good test must not stand for it.
   */
  async whyLastIsUnknown(database: string, folder: string, reading: Reading): Promise<PartFailure | undefined> {
    const name = (await this.#read(folder, reading)).unknownLast.get(database);
    if (name === undefined) return undefined;
    return { part: 'restore tests', message: `the newest restore certificate ${name} in ${folder} cannot be understood here`, hint: 'it is damaged, of a newer icb, or not for this user to read: icb autorestore --verify-certificates tells' };
  }

  async #read(folder: string, reading: Reading): Promise<FolderContent> {
    const known = this.#folders.get(folder) ?? readNewest(folder, this.#databases, reading);
    this.#folders.set(folder, known);
    return await known;
  }
}

interface FolderContent {
  readonly certificates: readonly RestoreCertificate[];
  /** By database. */
  readonly unknownLast: ReadonlyMap<string, string>;
}

async function readNewest(folder: string, databases: readonly string[], reading: Reading): Promise<FolderContent> {
  const names = await listCertificates(folder, reading);
  const byDatabase = Map.groupBy(names.toSorted(), databaseIn);
  const newest = databases.flatMap((database) => (byDatabase.get(database) ?? []).slice(-mostTests));
  if (newest.length === 0) return { certificates: [], unknownLast: new Map() };
  const { output } = await runIn(folder, { script: 'cd -- "$1" && shift && exec tail -v -c +1 -- "$@"', args: newest }, reading);
  const byName = new Map([...filesInText(output)].map(([name, text]) => [name, understood(text)]));
  const unknownLast = databases.flatMap((database) => {
    const last = byDatabase.get(database)?.at(-1);
    return last === undefined || (byName.get(last) ?? []).length > 0 ? [] : [[database, last] as const];
  });
  return { certificates: [...byName.values()].flat(), unknownLast: new Map(unknownLast) };
}

/** Links are passed over, and what is larger than any certificate. */
async function listCertificates(folder: string, reading: Reading): Promise<readonly string[]> {
  const script = `cd -- "$1" && exec find . -maxdepth 1 -type f -size -4096k -name '????????T??????-*.json' -printf '%f\\n'`;
  const { exitCode, output, complaint } = await runIn(folder, { script, args: [] }, reading);
  if (exitCode !== 0) throw new IcbError(`the restore certificates in ${folder} cannot be read here: ${complaint.trim().replace(/^.*: /u, '')}`, { hint: 'keep autorestorelogdir on storage that this host sees as well; restoretestmaxage: 0 says that no tests are asked for' });
  return output.split('\n').filter((name) => name !== '');
}

async function runIn(folder: string, { script, args }: { readonly script: string; readonly args: readonly string[] }, { timeLimitMs, signal }: Reading): Promise<ScriptAnswer> {
  const answer = await runBoundedScript({ script, args: [folder, ...args], timeoutMs: timeLimitMs, signal });
  if (answer === 'no answer') throw new IcbError(`the restore certificates in ${folder} cannot be read: no answer within ${timeLimitMs / 1000} s`);
  return answer;
}

/** `20261121T031000-orcl.json`; a name that was taken has `-2` behind it. The name of a database has no hyphen. */
function databaseIn(name: string): string {
  return name.slice('YYYYMMDDTHHMMSS-'.length, -'.json'.length).replace(/-\d+$/u, '');
}

function understood(text: string): RestoreCertificate[] {
  try {
    return [parseCertificate(text)];
  } catch (error) {
    // `icb autorestore --verify-certificates` tells of it.
    if (error instanceof IcbError) return [];
    throw error;
  }
}

function findingOf({ number, startedAt, finishedAt, durationSeconds, verdict, failure, snapshot, differenceSeconds, toleranceSeconds, blockCheck, simulation }: RestoreCertificate): RestoreTestFinding {
  return {
    certificate: number,
    startedAt: DateTime.fromISO(startedAt, { zone: 'utc' }),
    finishedAt: DateTime.fromISO(finishedAt, { zone: 'utc' }),
    durationSeconds,
    hasPassed: verdict === 'passed',
    failure: failure === null ? undefined : `${failure.step}: ${failure.message}`,
    snapshotId: snapshot?.id,
    differenceSeconds: differenceSeconds ?? undefined,
    toleranceSeconds,
    blockCheck: blockCheck === null ? undefined : blockCheck.passed ? 'passed' : 'failed',
    isSimulation: simulation === true,
  };
}
