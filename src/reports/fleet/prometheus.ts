// The report as metrics, for the textfile collector of Prometheus's node_exporter: base units, times as seconds since 1970. What
// is not known has no sample, so that no alert takes a guess for a measurement.
import type { DateTime } from 'luxon';
import type { JobFinding } from './findings.ts';
import type { DatabaseReport, FleetReport } from './fleet-report.ts';
import { statuses } from './verdict.ts';

interface Sample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

interface Family {
  readonly name: string;
  readonly type: 'gauge' | 'counter';
  readonly help: string;
  readonly samples: (report: FleetReport) => readonly Sample[];
}

export function renderPrometheus(report: FleetReport): string {
  return families.map((family) => renderFamily(family, report)).join('');
}

const families: readonly Family[] = [
  { name: 'icb_report_generated_timestamp_seconds', type: 'gauge', help: 'When the report was made.', samples: ({ generatedAt }) => [{ labels: {}, value: seconds(generatedAt) }] },
  { name: 'icb_build_info', type: 'gauge', help: 'The icb that made the report.', samples: ({ icbVersion }) => [{ labels: { version: icbVersion }, value: 1 }] },
  {
    name: 'icb_database_verdict',
    type: 'gauge',
    help: '1 for the verdict on the database, 0 for the others.',
    samples: ({ databases }) => databases.flatMap(({ database, verdict }) => statuses.map((status) => ({ labels: { database, verdict: status.toLowerCase() }, value: Number(status === verdict.status) }))),
  },
  ofDatabase('icb_report_failed_parts', 'How many of those who know about the database could not be asked: storage, database, certificates and so on.', ({ failures }) => failures.length),
  ofDatabase('icb_snapshots', 'Snapshots of the backup area.', ({ snapshots }) => snapshots?.length),
  ofDatabase('icb_snapshot_newest_timestamp_seconds', 'When the newest snapshot was created.', ({ snapshots }) => secondsOf(snapshots?.at(-1)?.createdAt)),
  ofDatabase('icb_snapshot_oldest_timestamp_seconds', 'When the oldest snapshot was created.', ({ snapshots }) => secondsOf(snapshots?.[0]?.createdAt)),
  ofDatabase('icb_snapshot_newest_size_bytes', 'What the newest snapshot refers to.', ({ snapshots }) => snapshots?.at(-1)?.totalBytes),
  ofDatabase('icb_restorable_from_timestamp_seconds', 'The first second that can be restored.', ({ window }) => secondsOf(window?.from)),
  ofDatabase('icb_restorable_until_timestamp_seconds', 'The last second that can be restored.', ({ window }) => secondsOf(window?.until)),
  ofDatabase('icb_restorable_gaps', 'Gaps in between that cannot be restored.', ({ window }) => window?.gaps.length),
  ofDatabase('icb_redo_end_timestamp_seconds', 'Where the redo in the backup area ends.', ({ redoEnd }) => secondsOf(redoEnd?.time)),
  ofDatabase('icb_rpo_seconds', 'What a lost server would take along: how long ago the redo in the backup area ended when the report was made.', ({ rpoMs }) => (rpoMs === undefined ? undefined : rpoMs / 1000)),
  ofDatabase('icb_restore_duration_seconds', 'Duration of the last restore test that passed.', ({ restoreTimes }) => restoreTimes?.lastSeconds),
  ofDatabase('icb_restore_test_success', '1: the last restore test passed, 0: it failed.', ({ restoreTests }) => flag(restoreTests?.[0]?.hasPassed)),
  ofDatabase('icb_restore_test_last_success_timestamp_seconds', 'End of the last restore test that passed.', ({ restoreTests }) => secondsOf(restoreTests?.find(({ hasPassed }) => hasPassed)?.finishedAt)),
  ofDatabase('icb_restore_test_last_failure_timestamp_seconds', 'End of the last restore test that failed.', ({ restoreTests }) => secondsOf(restoreTests?.find(({ hasPassed }) => !hasPassed)?.finishedAt)),
  ofDatabase('icb_restore_test_difference_seconds', 'Reached minus target of the last restore test that compared them; negative where the data is older.', ({ restoreTests }) => restoreTests?.find(({ differenceSeconds }) => differenceSeconds !== undefined)?.differenceSeconds),
  ofDatabase('icb_block_check_success', '1: the last check of all blocks found none that is corrupt, 0: it did, or could not be trusted.', ({ restoreTests }) => flag(lastCheck(restoreTests)?.blockCheck === undefined ? undefined : lastCheck(restoreTests)?.blockCheck === 'passed')),
  ofDatabase('icb_block_check_timestamp_seconds', 'End of the last restore test that read all blocks.', ({ restoreTests }) => secondsOf(lastCheck(restoreTests)?.finishedAt)),
  ofJob('icb_job_last_run_timestamp_seconds', 'gauge', 'Start of the last run, whoever started it.', ({ lastRun }) => secondsOf(lastRun?.startedAt)),
  ofJob('icb_job_last_run_duration_seconds', 'gauge', 'Duration of the last run, once it has ended.', ({ lastRun }) => lastRun?.finishedAt?.diff(lastRun.startedAt).as('seconds')),
  ofJob('icb_job_last_run_success', 'gauge', '1: the last run succeeded, 0: it failed or was cut short; none while it runs.', ({ lastRun }) => flag(lastRun === undefined || lastRun.outcome === 'running' ? undefined : lastRun.outcome === 'succeeded')),
  ofJob('icb_job_last_success_timestamp_seconds', 'gauge', 'Start of the last run that succeeded.', ({ lastSuccess }) => secondsOf(lastSuccess?.startedAt)),
  ofJob('icb_job_last_failure_timestamp_seconds', 'gauge', 'Start of the last run that failed or was cut short.', ({ lastFailure }) => secondsOf(lastFailure?.startedAt)),
  ofJob('icb_scheduler_job_enabled', 'gauge', '1: DBMS_SCHEDULER runs the job, 0: it is disabled or broken.', ({ scheduled }) => flag(scheduled === undefined ? undefined : ['SCHEDULED', 'RUNNING', 'RETRY SCHEDULED'].includes(scheduled.state))),
  ofJob('icb_scheduler_job_runs_total', 'counter', 'Runs of the job that DBMS_SCHEDULER has counted.', ({ scheduled }) => scheduled?.runCount),
  ofJob('icb_scheduler_job_failures_total', 'counter', 'Failed runs of the job that DBMS_SCHEDULER has counted.', ({ scheduled }) => scheduled?.failureCount),
];

function ofDatabase(name: string, help: string, valueOf: (report: DatabaseReport) => number | undefined): Family {
  return { name, type: 'gauge', help, samples: ({ databases }) => databases.flatMap((report) => sample({ database: report.database }, valueOf(report))) };
}

function ofJob(name: string, type: Family['type'], help: string, valueOf: (job: JobFinding) => number | undefined): Family {
  const samplesOf = ({ database, backupJob, archivedLogJob }: DatabaseReport): readonly Sample[] => [
    ...sample({ database, job: 'backup' }, valueOf(backupJob)),
    ...sample({ database, job: 'archived_logs' }, valueOf(archivedLogJob)),
  ];
  return { name, type, help, samples: ({ databases }) => databases.flatMap(samplesOf) };
}

function sample(labels: Sample['labels'], value: number | undefined): Sample[] {
  return value === undefined ? [] : [{ labels, value }];
}

/** Nothing for a family without samples. */
function renderFamily({ name, type, help, samples }: Family, report: FleetReport): string {
  const lines = samples(report).map(({ labels, value }) => `${name}${renderLabels(labels)} ${value}\n`);
  return lines.length === 0 ? '' : `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${lines.join('')}`;
}

function renderLabels(labels: Sample['labels']): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`);
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
}

function lastCheck(restoreTests: DatabaseReport['restoreTests']) {
  return restoreTests?.find(({ blockCheck }) => blockCheck !== undefined);
}

function seconds(time: DateTime): number {
  return time.toSeconds();
}

function secondsOf(time: DateTime | undefined): number | undefined {
  return time === undefined ? undefined : seconds(time);
}

function flag(value: boolean | undefined): number | undefined {
  return value === undefined ? undefined : Number(value);
}
