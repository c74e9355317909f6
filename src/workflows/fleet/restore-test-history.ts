// The latest restore tests of a database by their certificates. Child processes read, with a time limit: the folder is often on
// a share. It holds the certificates of all databases, so that its names are listed once for a whole report.
import { join } from 'node:path';
import { DateTime } from 'luxon';
import { runBoundedScript } from '#core/bounded-script.ts';
import type { ScriptAnswer } from '#core/bounded-script.ts';
import { IcbError } from '#core/errors.ts';
import type { RestoreTestFinding } from '#reports/fleet/findings.ts';
import type { RestoreCertificate } from '#reports/restore-certificate.ts';
import { parseCertificate } from '#reports/restore-certificate/parse-certificate.ts';
import { filesInText } from './files-in-text.ts';

/** Two months of nightly tests. */
const mostTests = 60;

/** Names of certificates in a folder. */
export type CertificateNames = (folder: string, reading: Reading) => Promise<readonly string[]>;

export interface Reading {
  readonly timeLimitMs: number;
  readonly signal: AbortSignal;
}

/** Lists each folder once, however many databases ask. */
export function listOnce(): CertificateNames {
  const listed = new Map<string, Promise<readonly string[]>>();
  return async (folder, reading) => {
    const known = listed.get(folder) ?? listCertificates(folder, reading);
    listed.set(folder, known);
    return await known;
  };
}

/** Newest first; certificates that are damaged, or of a newer icb, are left out. @throws {IcbError} when the folder cannot be read */
export async function readRestoreTests(database: string, { folder, names }: { readonly folder: string; readonly names: CertificateNames }, reading: Reading): Promise<readonly RestoreTestFinding[]> {
  const ofDatabase = (await names(folder, reading)).filter((name) => isCalledAfter(name, database)).toSorted();
  const paths = ofDatabase.slice(-mostTests).map((name) => join(folder, name));
  if (paths.length === 0) return [];
  const { output } = await runIn(folder, { script: 'exec tail -v -c +1 -- "$@"', args: paths }, reading);
  const certificates = [...filesInText(output).values()].flatMap(understood).filter((certificate) => certificate.database === database);
  return certificates.toSorted((one, other) => other.number - one.number).map(findingOf);
}

/** Links are passed over, and what is larger than any certificate. */
async function listCertificates(folder: string, reading: Reading): Promise<readonly string[]> {
  const script = `cd -- "$1" && exec find . -maxdepth 1 -type f -size -4096k -name '????????T??????-*.json' -printf '%f\\n'`;
  const { exitCode, output, complaint } = await runIn(folder, { script, args: [folder] }, reading);
  if (exitCode !== 0) throw new IcbError(`the restore certificates in ${folder} cannot be read here: ${complaint.trim().replace(/^.*: /u, '')}`, { hint: 'keep autorestorelogdir on storage that this host sees as well; restoretestmaxage: 0 says that no tests are asked for' });
  return output.split('\n').filter((name) => name !== '');
}

async function runIn(folder: string, { script, args }: { readonly script: string; readonly args: readonly string[] }, { timeLimitMs, signal }: Reading): Promise<ScriptAnswer> {
  const answer = await runBoundedScript({ script, args, timeoutMs: timeLimitMs, signal });
  if (answer === 'no answer') throw new IcbError(`the restore certificates in ${folder} cannot be read: no answer within ${timeLimitMs / 1000} s`);
  return answer;
}

function isCalledAfter(name: string, database: string): boolean {
  const rest = name.slice('YYYYMMDDTHHMMSS-'.length, -'.json'.length);
  return rest === database || (rest.startsWith(`${database}-`) && /^\d+$/u.test(rest.slice(database.length + 1)));
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
