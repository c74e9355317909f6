import { DateTime } from 'luxon';
import type { ResultRow } from '#catalog/result-catalog.ts';
import { certificateContent } from '#reports/restore-certificate.ts';
import type { CertificateContent } from '#reports/restore-certificate.ts';
import type { RestoreTestResult } from '#reports/restore-test-result.ts';
import { describeNewestCertificate, writeCertificate } from '#workflows/restore-test/certificate-store.ts';
import { queueResult, sendQueuedResults } from '#workflows/restore-test/result-queue.ts';
import { openConfiguredCatalog } from './configured-catalog.ts';
import type { SessionRun } from './test-session.ts';

/** What is left of a test on paper. */
export interface RecordedTest {
  /** Path of the certificate; undefined when it could not be written. */
  readonly certificate: string | undefined;
  /** Whether the result catalog has this result and all that waited; true where none is configured. */
  readonly isCataloged: boolean;
}

/**
 * Writes the certificate, whatever signal came, and sends the result to the catalog. Neither keeps the other from being tried,
 * and what came of the test stays what it is.
 */
export async function recordTest(session: SessionRun, result: RestoreTestResult): Promise<RecordedTest> {
  const { log } = session;
  const attempt = async <Value>(what: string, work: () => Promise<Value>): Promise<Value | undefined> => {
    try {
      return await work();
    } catch (error) {
      log.error(`${what}: ${error instanceof Error ? error.message : String(error)}`);
      return undefined;
    }
  };
  const certificate = await attempt('the certificate could not be written', () => certify(session, result));
  const isCataloged = await attempt('the result could not be kept for the result catalog', () => catalogResult(session, certificateContent(result)));
  return { certificate, isCataloged: isCataloged ?? false };
}

async function certify({ settings, log }: SessionRun, result: RestoreTestResult): Promise<string> {
  const certificate = await writeCertificate(settings.logFolder, result);
  log.info(`certificate: ${certificate.path}`);
  log.info(describeNewestCertificate(certificate));
  return certificate.path;
}

/**
 * Sends what a certificate says to the result catalog, and all that waits for it. What cannot be sent waits beside the logs for
 * the next run. Returns whether nothing waits any more.
 */
export async function catalogResult(session: SessionRun, certified: CertificateContent): Promise<boolean> {
  const { settings, log, context, run } = session;
  const { logFolder, resultCatalog } = settings;
  if (resultCatalog === undefined) return true;
  await queueResult(logFolder, rowOf(certified));
  const { signal } = context.world;
  if (signal.aborted) {
    log.info('the result is kept beside the logs, the next run sends it to the result catalog');
    return false;
  }
  const catalog = openConfiguredCatalog({ ...session, temporaryFolder: run.temporaryFolder }, resultCatalog);
  const { left } = await sendQueuedResults(logFolder, catalog, { log, signal });
  return left === 0;
}

function rowOf({ database, startedAt, finishedAt, verdict, log, differenceSeconds, snapshot, target, blockCheck }: CertificateContent): ResultRow {
  return {
    database,
    startedAt: DateTime.fromISO(startedAt, { zone: 'utc' }),
    finishedAt: DateTime.fromISO(finishedAt, { zone: 'utc' }),
    success: verdict === 'passed',
    logFile: log,
    verificationDifferenceSeconds: differenceSeconds ?? undefined,
    snapshotId: snapshot?.id,
    restoreTarget: target === null ? undefined : DateTime.fromISO(target.time, { zone: 'utc' }),
    validatedCorruption: blockCheck?.passed === true && verdict === 'passed',
  };
}
