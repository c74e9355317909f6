import { describe, expect, it } from 'vitest';
import type { DatabaseFindings } from '#reports/fleet/findings.ts';
import { judge } from '#reports/fleet/verdict.ts';
import { ago, expectations, findings, job, now, restoreTest, run, snapshotAt } from './findings-samples.ts';

const { limits } = expectations;
const scheduled = { name: 'ICB_BACKUP_JOB', state: 'DISABLED', runCount: 3, failureCount: 0 };
const withoutSnapshots = { ...expectations, takesSnapshots: false };
const gap = { from: ago({ days: 3 }), until: ago({ days: 2 }), reason: 'an archived log was lost' };

function verdictOn(changes: Partial<DatabaseFindings>): readonly string[] {
  const { status, remarks } = judge(findings(changes), now);
  return [status, ...remarks.map((remark) => `${remark.status}: ${remark.reason}`)];
}

describe('the verdict on a database', () => {
  it.each<[string, Partial<DatabaseFindings>, readonly string[]]>([
    ['all is well', {}, ['OK']],
    ['no snapshot', { snapshots: [] }, ['FAILED', 'FAILED: there is no snapshot, so nothing could be restored']],
    ['no snapshot wanted', { snapshots: [], expectations: withoutSnapshots }, ['OK']],
    ['no snapshot wanted, and the refresh is old', { snapshots: [], expectations: withoutSnapshots, backupJob: job(run(ago({ hours: 33 }))) }, ['FAILED', 'FAILED: the last backup that succeeded is 1 d 9 h old (criticalsnapage: 1 d 8 h)']],
    ['no snapshot wanted, and no refresh known', { snapshots: [], expectations: withoutSnapshots, backupJob: job() }, ['UNKNOWN', 'UNKNOWN: nobody can say when a backup last succeeded']],
    ['snapshot of the future', { snapshots: [snapshotAt(ago({ hours: -2 }))] }, ['WARNING', 'WARNING: the newest snapshot is dated 2 h in the future']],
    ['snapshot of the future before old ones', { snapshots: [snapshotAt(ago({ days: 9 })), snapshotAt(ago({ hours: -2 }))] }, ['FAILED', 'FAILED: the newest snapshot is 9 d old (criticalsnapage: 1 d 8 h)', 'WARNING: the newest snapshot is dated 2 h in the future']],
    ['refresh of the future', { snapshots: [], expectations: withoutSnapshots, backupJob: job(run(ago({ days: -9 }))) }, ['WARNING', 'WARNING: the last backup that succeeded is dated 9 d in the future']],
    ['redo of the future', { redoEnd: { time: ago({ days: -9 }), source: 'archived logs' } }, ['WARNING', 'WARNING: the redo in the backup area ends 9 d in the future']],
    ['test of the future', { restoreTests: [restoreTest(ago({ days: -9 }), { durationSeconds: 0 })] }, ['WARNING', 'WARNING: the last restore test is dated 9 d in the future']],
    ['clocks a little apart', { snapshots: [snapshotAt(ago({ seconds: -60 }))] }, ['OK']],
    ['snapshot at its limit', { snapshots: [snapshotAt(ago({ hours: 26 }))] }, ['OK']],
    ['snapshot late', { snapshots: [snapshotAt(ago({ hours: 26, minutes: 1 }))] }, ['WARNING', 'WARNING: the newest snapshot is 1 d 2 h old (warningsnapage: 1 d 2 h)']],
    ['snapshot much too late', { snapshots: [snapshotAt(ago({ hours: 33 }))] }, ['FAILED', 'FAILED: the newest snapshot is 1 d 9 h old (criticalsnapage: 1 d 8 h)']],
    ['redo late', { redoEnd: { time: ago({ hours: 7 }), source: 'ledger' } }, ['WARNING', 'WARNING: the redo of the last 7 h is not in the backup area (rpowarning: 6 h)']],
    ['redo missing', { redoEnd: { time: ago({ days: 2 }), source: 'database' } }, ['FAILED', 'FAILED: the redo of the last 2 d is not in the backup area (rpocritical: 1 d 2 h)']],
    ['redo unknown', { redoEnd: undefined }, ['UNKNOWN', 'UNKNOWN: nobody can say where the redo in the backup area ends']],
    ['redo lost', { window: { from: ago({ days: 9 }), until: ago({ hours: 4 }), gaps: [{ ...gap, why: 'lost' }] } }, ['WARNING', 'WARNING: no time between 2026-11-18 06:00:00 UTC and 2026-11-19 06:00:00 UTC can be restored: an archived log was lost']],
    ['snapshots expired in between', { window: { from: ago({ days: 90 }), until: ago({ hours: 4 }), gaps: [{ ...gap, why: 'expired' }, { ...gap, why: 'resetlogs' }] } }, ['OK']],
    ['backup failed', { backupJob: job(run(ago({ hours: 4 }), { outcome: 'failed', message: 'ORA-19502' })) }, ['WARNING', 'WARNING: the last backup failed 4 h ago: ORA-19502']],
    ['backup killed', { backupJob: job(run(ago({ hours: 4 }), { outcome: 'interrupted' })) }, ['WARNING', 'WARNING: the last backup was interrupted 4 h ago']],
    ['backup failed once', { backupJob: job(run(ago({ hours: 4 })), { lastFailure: run(ago({ days: 1 }), { outcome: 'failed' }) }) }, ['OK']],
    ['backup runs', { backupJob: job(run(ago({ hours: 1 }), { outcome: 'running', finishedAt: undefined })) }, ['OK']],
    ['backup runs for days', { backupJob: job(run(ago({ days: 3 }), { outcome: 'running', finishedAt: undefined })) }, ['WARNING', 'WARNING: the last backup started 3 d ago and has not ended']],
    ['job disabled', { backupJob: job(run(ago({ hours: 4 })), { scheduled }) }, ['WARNING', "WARNING: the Scheduler's job ICB_BACKUP_JOB is disabled"]],
    ['job disabled on purpose', { backupJob: job(run(ago({ hours: 4 })), { scheduled }), expectations: { ...expectations, backupJobEnabled: false } }, ['OK']],
    ['archived log job broken', { archivedLogJob: job(undefined, { scheduled: { ...scheduled, name: 'ICB_ARCHLOG_JOB', state: 'BROKEN' } }) }, ['WARNING', "WARNING: the Scheduler's job ICB_ARCHLOG_JOB is broken"]],
    ['never tested', { restoreTests: [] }, ['WARNING', 'WARNING: no restore has ever been tested']],
    ['no tests set up', { restoreTests: undefined }, ['WARNING', 'WARNING: no restore tests are set up']],
    ['no tests wanted', { restoreTests: undefined, expectations: { ...expectations, limits: { ...limits, restoreTestMaxAgeMs: Number.POSITIVE_INFINITY } } }, ['OK']],
    ['takes no part in tests', { restoreTests: undefined, expectations: { ...expectations, isTested: false } }, ['OK']],
    ['test failed', { restoreTests: [restoreTest(ago({ hours: 3 }), { hasPassed: false, failure: 'recover database: RMAN-06054' }), restoreTest(ago({ days: 1 }))] }, ['FAILED', 'FAILED: the last restore test failed 2 h 35 min ago: recover database: RMAN-06054']],
    ['test long ago', { restoreTests: [restoreTest(ago({ days: 9 }))] }, ['WARNING', 'WARNING: the last restore test passed 8 d 23 h ago (restoretestmaxage: 8 d)']],
    ['restore slow', { expectations: { ...expectations, limits: { ...limits, warningRtoMs: 1_200_000 } } }, ['WARNING', 'WARNING: the last restore took 25 min (rtowarning: 20 min)']],
    ['storage away', { failures: [{ part: 'storage', message: 'no answer', hint: undefined }], snapshots: undefined, window: undefined }, ['UNKNOWN', 'UNKNOWN: no answer']],
    ['certificates not seen here', { failures: [{ part: 'restore tests', message: 'not here', hint: undefined }], restoreTests: undefined }, ['UNKNOWN', 'UNKNOWN: not here']],
    ['newest certificate not understood', { failures: [{ part: 'restore tests', message: 'damaged', hint: undefined }], restoreTests: [restoreTest(ago({ days: 9 }))] }, ['UNKNOWN', 'UNKNOWN: damaged', 'WARNING: the last restore test passed 8 d 23 h ago (restoretestmaxage: 8 d)']],
    ['area not seen here', { failures: [{ part: 'backup area', message: 'not here', hint: undefined }] }, ['WARNING', 'WARNING: not here']],
    ['configuration of no use', { expectations: undefined, failures: [{ part: 'configuration', message: 'dbid is missing', hint: undefined }], redoEnd: undefined }, ['UNKNOWN', 'UNKNOWN: dbid is missing']],
  ])('%s', (_, changes, expected) => {
    expect(verdictOn(changes)).toEqual(expected);
  });

  it('is the worst of what there is to be said, and says that first', () => {
    const verdict = verdictOn({ snapshots: [], redoEnd: undefined, restoreTests: [] });

    expect(verdict.map((line) => line.split(':')[0])).toEqual(['FAILED', 'FAILED', 'UNKNOWN', 'WARNING']);
  });
});

it('tells where the log of what failed is', () => {
  const failed = findings({ backupJob: job(run(ago({ hours: 4 }), { outcome: 'failed', message: 'ORA-19502' })), restoreTests: [restoreTest(ago({ hours: 3 }), { hasPassed: false, failure: 'RMAN-06054' })] });

  const { remarks } = judge(failed, now);

  expect(remarks.map(({ hint }) => hint)).toEqual([expect.stringContaining('autorestorelogdir'), expect.stringContaining('backup_logs')]);
});
