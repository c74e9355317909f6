// Tests of runs that died: their journals say what they may have left, and that nobody has been told of them yet.

import { hostname } from 'node:os';
import type { RestoreTestSettings } from '#core/config/restore-settings.ts';
import { currentProcess, procProcessTable } from '#core/process-identity.ts';
import { version } from '#core/version.ts';
import { timeForPeople } from '#core/time-for-people.ts';
import type { CertificateContent } from '#reports/restore-certificate.ts';
import type { RestoreTestResult } from '#reports/restore-test-result.ts';
import { instanceTools } from '#workflows/restore/restore-database.ts';
import { shutDownInstance } from '#workflows/restore/restored-instance.ts';
import { readCertificates } from '#workflows/restore-test/certificate-store.ts';
import { clearLeftovers } from '#workflows/restore-test/leftovers.ts';
import { journaledDatabases, readTestJournal, removeTestJournal, writeTestJournal } from '#workflows/restore-test/test-journal.ts';
import type { JournaledTest } from '#workflows/restore-test/test-journal.ts';
import { openDatabaseStorage } from '../database-storage.ts';
import { catalogResult, recordTest } from './record-test.ts';
import type { SessionRun } from './test-session.ts';

/**
 * Reports every interrupted test of the log folder and clears what it left behind. Trouble with one database's leftovers is said,
 * and does not keep another from being tested.
 * @returns what stays of this very database, each with its reason: while there is any, it must not be tested
 */
export async function clearInterruptedTests(session: SessionRun): Promise<readonly string[]> {
  const { settings, log } = session;
  const ofThisDatabase: string[] = [];
  for (const database of await journaledDatabases(settings.logFolder)) {
    try {
      const test = readTestJournal(settings.logFolder, database);
      const remaining = test === undefined ? [] : await clearInterruptedTest(session, test);
      if (database === settings.name) ofThisDatabase.push(...remaining);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      log.error('what an interrupted test left cannot be cleared', { of: database, reason });
      if (database === settings.name) ofThisDatabase.push(reason);
    }
  }
  return ofThisDatabase;
}

async function clearInterruptedTest(session: SessionRun, test: JournaledTest): Promise<readonly string[]> {
  const { settings, configuration, context, log, run } = session;
  const { logFolder } = settings;
  const { database } = test;
  if (test.isReported !== true) {
    log.warn('a restore test was interrupted and never reported', { of: database, since: timeForPeople(test.startedAt) });
    const certified = await findCertificate(logFolder, test);
    if (certified === undefined) await recordTest(session, interruptedResult(test, session));
    else await catalogResult(session, certified);
    await writeTestJournal(logFolder, { ...test, isReported: true });
  }
  const theirs = configuration.databases.includes(database) ? configuration.restoreTestSettings(database) : { ...settings, name: database };
  const tools = instanceTools({ ...run, settings: { ...theirs, oracleHome: test.oracleHome } }, test);
  const { remaining } = await clearLeftovers(test, {
    ...run,
    settings: theirs,
    openStorage: async () => openDatabaseStorage(configuration, database, { world: context.world, log }),
    shutDown: async () => shutDownInstance(tools, log),
    self: currentProcess(),
    processTable: procProcessTable,
  });
  if (remaining.length === 0) await removeTestJournal(logFolder, database);
  return remaining;
}

/** The process may have come as far as the certificate: then that is what became of the test. */
async function findCertificate(logFolder: string, { database, logFile, startedAt }: JournaledTest): Promise<CertificateContent | undefined> {
  for await (const { certificate } of readCertificates(logFolder, database)) {
    if (certificate.log === logFile && Date.parse(certificate.startedAt) === startedAt.toMillis()) return certificate;
  }
  return undefined;
}

/** What can be said of a test whose process is gone. */
function interruptedResult(test: JournaledTest, { settings, configuration, run }: SessionRun): RestoreTestResult {
  const { database, startedAt, logFile, snapshot } = test;
  const theirs: RestoreTestSettings = configuration.databases.includes(database) ? configuration.restoreTestSettings(database) : settings;
  return {
    database,
    dbid: theirs.dbid,
    host: hostname(),
    startedAt,
    finishedAt: run.clock.now(),
    failure: { step: 'interrupted', message: `process ${test.process.pid} died in the middle of the test: killed, or the host went down`, errorStack: [] },
    logFile,
    snapshot,
    target: undefined,
    reached: undefined,
    differenceSeconds: undefined,
    toleranceSeconds: theirs.toleranceMs / 1000,
    blockCheck: undefined,
    phases: [],
    versions: { icb: version, oracle: undefined },
  };
}
