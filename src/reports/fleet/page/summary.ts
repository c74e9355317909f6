// What a DBA wants to see in ten seconds.
import { counted } from '#core/counted.ts';
import { html } from '../../html.ts';
import type { Html } from '../../html.ts';
import { countOf } from '../fleet-report.ts';
import type { DatabaseReport, FleetReport } from '../fleet-report.ts';
import type { JobFinding } from '../findings.ts';
import { spanWords } from '../span-words.ts';
import { statuses } from '../verdict.ts';
import type { Status } from '../verdict.ts';
import { pill, statusIcon } from './marks.ts';
import { strip } from './timeline.ts';
import type { TimeScale } from './time-scale.ts';
import { ageWords, durationWords } from './words.ts';

export function headline(report: FleetReport): Html {
  const { databases } = report;
  const worst = databases[0]?.verdict.status ?? 'OK';
  return html`<section class="verdict ${worst.toLowerCase()}"><h1>${statusIcon(worst)}<span>${sentence(report, worst)}</span></h1>
<p>${counted(databases.length, 'database')}: ${statuses.flatMap((status) => (countOf(status, report) === 0 ? [] : [`${countOf(status, report)} ${status}`])).join(', ')}</p></section>`;
}

function sentence(report: FleetReport, worst: Status): string {
  const count = countOf(worst, report);
  const which = `${count} of ${counted(report.databases.length, 'database')}`;
  return {
    FAILED: `${which} ${count === 1 ? 'is' : 'are'} not safe now`,
    UNKNOWN: `Nobody can say whether ${which} ${count === 1 ? 'is' : 'are'} safe`,
    WARNING: `No alarm, but ${which} ${count === 1 ? 'needs' : 'need'} a look`,
    OK: 'All is well',
  }[worst];
}

export function overview({ databases, generatedAt }: FleetReport, scale: TimeScale): Html {
  return html`<section><h2>Databases</h2>
<table class="overview"><thead><tr><th>Verdict</th><th>Database</th><th class="wide">${scale.start.toFormat('LLL d')} to ${scale.end.toFormat('LLL d')}</th><th class="number">Newest snapshot</th><th class="number"><abbr title="What a lost server would take along: how long ago the redo in the backup area ends">RPO</abbr></th><th class="number"><abbr title="Duration of the last restore test that passed">RTO</abbr></th><th class="number">Last test</th><th>Backup</th></tr></thead>
<tbody>${databases.map((each) => row(each, generatedAt, scale))}</tbody></table>
${legend}</section>`;
}

function row(report: DatabaseReport, now: FleetReport['generatedAt'], scale: TimeScale): Html {
  const { database, verdict, snapshots, rpoMs, restoreTimes, restoreTests, backupJob } = report;
  const newest = snapshots?.at(-1);
  const test = restoreTests?.[0];
  return html`<tr><td class="status">${pill(verdict.status)}</td><th scope="row"><a href="#${anchor(database)}">${database}</a></th><td class="wide">${strip(report, scale)}</td>
<td class="number" data-label="newest snapshot">${newest === undefined ? unknownOr(snapshots === undefined, 'none') : ageWords(newest.createdAt, now)}</td>
<td class="number" data-label="RPO">${rpoMs === undefined ? soft('?') : spanWords(rpoMs)}</td>
<td class="number" data-label="RTO">${restoreTimes === undefined ? soft('–') : durationWords(restoreTimes.lastSeconds)}</td>
<td class="number" data-label="last test">${test === undefined ? unknownOr(restoreTests === undefined, 'never') : html`<span>${ageWords(test.finishedAt, now)}${test.hasPassed ? html`` : html` <b class="bad">failed</b>`}</span>`}</td>
<td data-label="backup">${lastRun(backupJob)}</td></tr>
`;
}

/** Of the section about a database: whatever its name, a word of letters and digits. */
export function anchor(database: string): string {
  return `db-${Buffer.from(database).toString('hex')}`;
}

function lastRun({ lastRun: run }: JobFinding): Html {
  if (run === undefined) return soft('–');
  return { succeeded: html`good`, running: html`runs`, failed: html`<b class="bad">failed</b>`, interrupted: html`<b class="bad">cut short</b>` }[run.outcome];
}

function unknownOr(isUnknown: boolean, word: string): Html {
  return isUnknown ? soft('?') : html`<b class="bad">${word}</b>`;
}

function soft(word: string): Html {
  return html`<span class="soft">${word}</span>`;
}

const legend = html`<ul class="legend" aria-label="Legend">
<li><svg width="22" height="12" aria-hidden="true"><rect class="window" y="1" width="22" height="10" rx="2"/></svg>can be restored</li>
<li><svg width="22" height="12" aria-hidden="true"><rect class="waiting" y="1" width="22" height="10" rx="2"/></svg>redo is there, the next snapshot serves it</li>
<li><svg width="22" height="12" aria-hidden="true"><rect class="gap lost" y="1" width="22" height="10"/></svg>redo lost</li>
<li><svg width="22" height="12" aria-hidden="true"><rect class="gap expired" y="1" width="22" height="10"/></svg>expired, or between two incarnations</li>
<li><svg width="14" height="12" aria-hidden="true"><circle class="dot" cx="7" cy="6" r="4"/></svg>restore test passed</li>
<li><svg width="16" height="14" aria-hidden="true"><circle class="ring" cx="8" cy="7" r="6"/><circle class="dot" cx="8" cy="7" r="4"/></svg>blocks checked too</li>
<li><svg width="14" height="12" aria-hidden="true" class="cross"><path d="M3 2l8 8M11 2l-8 8"/></svg>failed</li>
</ul>`;
