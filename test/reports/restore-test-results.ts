import { DateTime } from 'luxon';
import type { RestoreTestResult } from '#reports/restore-test-result.ts';

const at = (iso: string): DateTime => DateTime.fromISO(iso, { zone: 'utc' });

/** A test of orcl that passed, without block check. */
export const passedTest: RestoreTestResult = {
  database: 'orcl',
  dbid: '1453211232',
  host: 'restore1.example.com',
  startedAt: at('2026-11-21T02:10:00.250Z'),
  finishedAt: at('2026-11-21T02:19:37.500Z'),
  failure: undefined,
  logFile: '/nfs/autorestore/log/20261121T031000-orcl.log',
  snapshot: { id: 'orcl-20261120T220014', createdAt: at('2026-11-20T21:00:14Z') },
  target: { localTime: '2026-11-20 22:00:11', scn: undefined, time: at('2026-11-20T21:00:11Z'), zone: 'Europe/Berlin' },
  reached: { verifiedLocalTime: '2026-11-20 22:00:07', verifiedTime: at('2026-11-20T21:00:07Z'), scn: 12345678901234567890n, datafiles: 7 },
  differenceSeconds: -4,
  toleranceSeconds: 300,
  blockCheck: undefined,
  phases: [
    { name: 'empty the scratch folder', seconds: 0.1 },
    { name: 'recover the database', seconds: 410.5 },
    { name: 'verify the database', seconds: 3.2 },
  ],
  versions: { icb: '1.0.0', oracle: '19.0.0.0.0' },
};

/** Every block was read, and all were good. */
export const checkedTest: RestoreTestResult = { ...passedTest, blockCheck: { reason: 'validation day', files: 7, blocks: 1234567, corrupt: [], canary: undefined } };

/** The test failed before there was anything to verify. */
export const failedTest: RestoreTestResult = {
  ...passedTest,
  failure: { step: 'recover the database', message: 'orcl: recovery failed', errorStack: ['RMAN-06054: media recovery requesting unknown archived log for thread 1 with sequence 42 and starting SCN of 1234'] },
  reached: undefined,
  differenceSeconds: undefined,
};
