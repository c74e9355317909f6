import { counted } from '#core/counted.ts';
import { utcMinute } from '#core/utc-time.ts';
import { sizeWords } from '../size-words.ts';
import { html } from '../../html.ts';
import type { Html } from '../../html.ts';
import type { JobFinding, WindowFinding } from '../findings.ts';
import type { DatabaseReport } from '../fleet-report.ts';
import { spanWords } from '../span-words.ts';
import { charts } from './charts.ts';
import { pill } from './marks.ts';
import { anchor } from './summary.ts';
import { timeline } from './timeline.ts';
import type { TimeScale } from './time-scale.ts';
import { ageWords, durationWords } from './words.ts';

export function databaseSection(report: DatabaseReport, scale: TimeScale): Html {
  const { database, verdict } = report;
  return html`<section class="database" id="${anchor(database)}"><h2 class="name">${database} ${pill(verdict.status)}</h2>
${remarks(report)}
${timeline(report, scale)}
<dl>${facts(report, scale).map(([term, value]) => html`<div><dt>${term}</dt><dd>${value}</dd></div>`)}</dl>
${charts(report, scale)}
</section>
`;
}

function remarks({ verdict }: DatabaseReport): Html {
  if (verdict.remarks.length === 0) return html``;
  return html`<ul class="remarks">${verdict.remarks.map(({ status, reason, hint }) => html`<li class="${status.toLowerCase()}">${reason}${hint === undefined ? html`` : html`<span class="soft">${hint}</span>`}</li>`)}</ul>`;
}

function facts(report: DatabaseReport, { end: now }: TimeScale): (readonly [string, Html])[] {
  const { window, rpoMs, redoEnd, snapshots, backupJob, archivedLogJob } = report;
  return [
    ['Restorable', window === undefined ? html`<span class="soft">not known</span>` : windowWords(window)],
    ['RPO', rpoMs === undefined || redoEnd === undefined ? html`<span class="soft">not known</span>` : html`${spanWords(rpoMs)} <span class="soft">by ${witnesses[redoEnd.source]}</span>`],
    ['Snapshots', snapshotWords(snapshots)],
    ['Backup', jobWords(backupJob, now)],
    ['Archived logs', jobWords(archivedLogJob, now)],
    ['Restore tests', testWords(report, now)],
  ];
}

const witnesses = { database: 'V$ARCHIVED_LOG', 'archived logs': 'the newest file in the area', ledger: 'the ledger of the snapshots', snapshot: 'the newest snapshot' };

function windowWords({ from, until, gaps }: WindowFinding): Html {
  const holes = gaps.length === 0 ? html`` : html` <span class="soft">but for ${counted(gaps.length, 'gap')}: ${gaps.map((gap) => `${utcMinute(gap.from)} to ${utcMinute(gap.until)} (${gap.reason})`).join('; ')}</span>`;
  return html`${from === undefined ? 'until' : `${utcMinute(from)} to`} ${utcMinute(until)}${holes}`;
}

function snapshotWords(snapshots: DatabaseReport['snapshots']): Html {
  if (snapshots === undefined) return html`<span class="soft">could not be listed</span>`;
  const [oldest, newest] = [snapshots[0], snapshots.at(-1)];
  if (oldest === undefined || newest === undefined) return html`<b class="bad">none</b>`;
  const size = newest.totalBytes === undefined ? '' : `, the newest of ${sizeWords(newest.totalBytes)}`;
  return html`${snapshots.length} since ${utcMinute(oldest.createdAt)}${size}`;
}

function jobWords({ lastRun, lastFailure, scheduled }: JobFinding, now: TimeScale['end']): Html {
  const job = scheduled === undefined ? html`` : html` <span class="soft">${scheduled.name} ${scheduled.state.toLowerCase()}${scheduled.runCount === 0 ? '' : `, ${scheduled.failureCount} of ${counted(scheduled.runCount, 'run')} failed`}</span>`;
  if (lastRun === undefined) return html`<span class="soft">no run known</span>${job}`;
  const took = lastRun.finishedAt === undefined ? '' : ` within ${spanWords(lastRun.finishedAt.diff(lastRun.startedAt).toMillis())}`;
  const failure = lastFailure === undefined || lastFailure === lastRun ? html`` : html` <span class="soft">last failure ${utcMinute(lastFailure.startedAt)}</span>`;
  return html`${lastRun.outcome}${took}, ${ageWords(lastRun.startedAt, now)} ago${failure}${job}`;
}

function testWords({ restoreTests, restoreTimes }: DatabaseReport, now: TimeScale['end']): Html {
  if (restoreTests === undefined) return html`<span class="soft">not known</span>`;
  const good = restoreTests.find(({ hasPassed }) => hasPassed);
  const bad = restoreTests.find(({ hasPassed }) => !hasPassed);
  const checked = restoreTests.find(({ blockCheck }) => blockCheck !== undefined);
  const words = [
    good === undefined ? 'none passed' : `passed ${ageWords(good.finishedAt, now)} ago`,
    ...(bad === undefined ? [] : [`failed ${ageWords(bad.finishedAt, now)} ago`]),
    ...(checked === undefined ? [] : [`blocks ${checked.blockCheck ?? ''} ${ageWords(checked.finishedAt, now)} ago`]),
  ];
  const times = restoreTimes === undefined ? html`` : html` <span class="soft">average ${durationWords(restoreTimes.averageSeconds)}, longest ${durationWords(restoreTimes.longestSeconds)}</span>`;
  return html`${words.join(', ')}${times}`;
}
