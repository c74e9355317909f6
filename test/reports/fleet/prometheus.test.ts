import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import type { DatabaseFindings } from '#reports/fleet/findings.ts';
import { renderPrometheus } from '#reports/fleet/prometheus.ts';
import { ago, findings, job, reportOf, restoreTest, run } from './findings-samples.ts';

const hasPromtool = spawnSync('promtool', ['--version']).status === 0;
const scheduled = { name: 'ICB_BACKUP_JOB', state: 'SCHEDULED', runCount: 12, failureCount: 1 };
const unknown = findings({ database: 'a "b" \\ c\nd', expectations: undefined, failures: [{ part: 'configuration', message: 'no', hint: undefined }], snapshots: undefined, window: undefined, redoEnd: undefined, restoreTests: undefined, backupJob: job(), archivedLogJob: job() });
const failing = findings({
  database: 'sales',
  backupJob: job(run(ago({ hours: 4 }), { outcome: 'failed', message: 'no' }), { scheduled, lastFailure: run(ago({ hours: 4 }), { outcome: 'failed', message: 'no' }) }),
  restoreTests: [restoreTest(ago({ hours: 3 }), { hasPassed: false, failure: 'no', differenceSeconds: undefined }), restoreTest(ago({ days: 1 }), { blockCheck: 'failed' })],
});

function linesOf(...databases: readonly DatabaseFindings[]): readonly string[] {
  return renderPrometheus(reportOf(...databases)).split('\n');
}

describe('the report as metrics', () => {
  it('has the values in base units, with the database as a label', () => {
    const lines = linesOf(findings());

    expect(lines).toEqual(
      expect.arrayContaining([
        '# HELP icb_rpo_seconds What a lost server would take along: how long ago the redo in the backup area ended when the report was made.',
        '# TYPE icb_rpo_seconds gauge',
        'icb_rpo_seconds{database="orcl"} 1200',
        'icb_database_verdict{database="orcl",verdict="ok"} 1',
        'icb_database_verdict{database="orcl",verdict="failed"} 0',
        'icb_snapshots{database="orcl"} 2',
        'icb_snapshot_newest_size_bytes{database="orcl"} 5000000000',
        'icb_snapshot_newest_timestamp_seconds{database="orcl"} 1795226400',
        'icb_restore_duration_seconds{database="orcl"} 1500',
        'icb_job_last_run_duration_seconds{database="orcl",job="backup"} 720',
      ]),
    );
  });

  it('has no sample for what is not known, and escapes what a label may hold', () => {
    const lines = linesOf(unknown).filter((line) => line !== '' && !line.startsWith('#'));

    expect(lines.map((line) => line.replace(/[{ ].*$/u, ''))).toEqual(['icb_report_generated_timestamp_seconds', 'icb_build_info', ...Array<string>(4).fill('icb_database_verdict'), 'icb_report_failed_parts']);
    expect(lines.at(-1)).toBe('icb_report_failed_parts{database="a \\"b\\" \\\\ c\\nd"} 1');
  });

  it('tells of what failed', () => {
    const lines = linesOf(failing);

    expect(lines).toEqual(expect.arrayContaining(['icb_job_last_run_success{database="sales",job="backup"} 0', 'icb_scheduler_job_failures_total{database="sales",job="backup"} 1', 'icb_restore_test_success{database="sales"} 0', 'icb_restore_test_difference_seconds{database="sales"} -4', 'icb_block_check_success{database="sales"} 0']));
  });

  it('has each family once, and each series once', () => {
    const lines = linesOf(findings(), failing, unknown);

    const families = lines.filter((line) => line.startsWith('# TYPE'));
    const series = lines.filter((line) => line !== '' && !line.startsWith('#')).map((line) => line.replace(/ \S+$/u, ''));
    expect(new Set(families).size).toBe(families.length);
    expect(new Set(series).size).toBe(series.length);
  });

  it('is accepted by promtool, its lint included', ({ skip }) => {
    skip(!hasPromtool, 'promtool is not installed (Debian: prometheus)');

    const checked = spawnSync('promtool', ['check', 'metrics'], { input: renderPrometheus(reportOf(findings(), failing, unknown)), encoding: 'utf8' });

    expect([checked.status, checked.stdout, checked.stderr]).toEqual([0, '', '']);
  });
});
