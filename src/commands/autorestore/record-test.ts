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
  /** Path of the certificate. */
  readonly certificate: string;
  /** Whether the result catalog has this result and all that waited; true where none is configured. */
  readonly isCataloged: boolean;
}

/** Writes the certificate, whatever signal came, and sends the result to the catalog. */
export async function recordTest(session: SessionRun, result: RestoreTestResult): Promise<RecordedTest> {
  const { settings, log } = session;
  const certificate = await writeCertificate(settings.logFolder, result);
  log.info(`certificate: ${certificate.path}`);
  log.info(describeNewestCertificate(certificate));
  return { certificate: certificate.path, isCataloged: await catalogResult(session, certificateContent(result)) };
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
