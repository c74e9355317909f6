import type { ResultRow } from '#catalog/result-catalog.ts';
import type { RestoreTestResult } from '#reports/restore-test-result.ts';
import { describeNewestCertificate, writeCertificate } from '#workflows/restore-test/certificate-store.ts';
import { queueResult, sendQueuedResults } from '#workflows/restore-test/result-queue.ts';
import { openConfiguredCatalog } from './configured-catalog.ts';
import type { SessionRun } from './test-session.ts';

/** What is left of a test on paper. */
export interface RecordedTest {
  /** Path of the certificate. */
  readonly certificate: string;
  /** Whether the result catalog has this result and all that waited; true where none is configured. */
  readonly isCataloged: boolean;
}

/**
 * Writes the certificate, and sends the result to the catalog. What cannot be sent waits beside the logs for the next run. Takes
 * no cancel signal for the first part: a test that was interrupted has a certificate too.
 */
export async function recordTest(session: SessionRun, result: RestoreTestResult): Promise<RecordedTest> {
  const { settings, log, context } = session;
  const { logFolder } = settings;
  const certificate = await writeCertificate(logFolder, result);
  log.info(`certificate: ${certificate.path}`);
  log.info(describeNewestCertificate(certificate));
  if (settings.resultCatalog === undefined) return { certificate: certificate.path, isCataloged: true };
  await queueResult(logFolder, rowOf(result));
  const { signal } = context.world;
  if (signal.aborted) {
    log.info('the result is kept beside the logs, the next run sends it to the result catalog');
    return { certificate: certificate.path, isCataloged: false };
  }
  const catalog = openConfiguredCatalog(session, settings.resultCatalog);
  const { left } = await sendQueuedResults(logFolder, catalog, { log, signal });
  return { certificate: certificate.path, isCataloged: left === 0 };
}

function rowOf({ database, startedAt, finishedAt, failure, logFile, differenceSeconds, snapshot, target, blockCheck }: RestoreTestResult): ResultRow {
  return {
    database,
    startedAt,
    finishedAt,
    success: failure === undefined,
    logFile,
    verificationDifferenceSeconds: differenceSeconds,
    snapshotId: snapshot?.id,
    restoreTarget: target?.time,
    validatedCorruption: blockCheck !== undefined && blockCheck.corrupt.length === 0 && failure === undefined,
  };
}
