// What can be restored, over time: the restorable window as a bar, its gaps and refresh windows in it, snapshots and restore
// tests below.
import type { DateTime } from 'luxon';
import { counted } from '#core/counted.ts';
import { utcMinute } from '#core/utc-time.ts';
import { sizeWords } from '../size-words.ts';
import { html } from '../../html.ts';
import type { Html } from '../../html.ts';
import type { GapFinding, SnapshotFinding } from '../findings.ts';
import type { DatabaseReport } from '../fleet-report.ts';
import { spanWords } from '../span-words.ts';
import { percent, testMark } from './marks.ts';
import type { TimeScale } from './time-scale.ts';

/** With all rows, labels and an axis. */
export function timeline(report: DatabaseReport, scale: TimeScale): Html {
  const { snapshots = [], restoreTests = [] } = report;
  return html`<div class="timeline">
<div class="rows" aria-hidden="true"><span>restorable</span><span>snapshots</span><span>restore tests</span></div>
<svg role="img" aria-label="${describe(report, scale)}" height="94">
${axis(scale, { bottom: 74 })}
${bar(report, scale, { y: 6, height: 16 })}
${snapshots.filter(({ createdAt }) => createdAt >= scale.start).map((snapshot) => snapshotMark(snapshot, scale))}
${restoreTests.filter(({ startedAt }) => startedAt >= scale.start).map((test) => testMark(test, { scale, y: 60, size: 4 }))}
</svg>
</div>`;
}

/** The bar and the tests alone, for a line of a table. */
export function strip(report: DatabaseReport, scale: TimeScale): Html {
  const { restoreTests = [] } = report;
  return html`<svg class="strip" role="img" aria-label="${describe(report, scale)}" height="24">${bar(report, scale, { y: 3, height: 9 })}${restoreTests.filter(({ startedAt }) => startedAt >= scale.start).map((test) => testMark(test, { scale, y: 19, size: test.hasPassed ? 1.6 : 3 }))}</svg>`;
}

/** Days of the axis, behind everything else. */
export function axis({ ticks }: TimeScale, { top = 0, bottom }: { readonly top?: number; readonly bottom: number }): Html {
  const lines = ticks.map(({ place }) => html`<line class="grid" x1="${percent(place)}" x2="${percent(place)}" y1="${top}" y2="${bottom}"/>`);
  const labels = ticks.map(({ place, label }, index) => html`<text class="tick${index % 2 === 1 ? ' odd' : ''}" x="${percent(place)}" y="${bottom + 15}" text-anchor="${anchorAt(place)}">${label}</text>`);
  return html`${lines}<line class="axis" x1="0" x2="100%" y1="${bottom}" y2="${bottom}"/>${labels}`;
}

function anchorAt(place: number): string {
  if (place < 4) return 'start';
  return place > 96 ? 'end' : 'middle';
}

interface Place {
  readonly y: number;
  readonly height: number;
}

function bar({ window, redoEnd, snapshots = [] }: DatabaseReport, scale: TimeScale, at: Place): Html {
  const track = html`<rect class="track" x="0" width="100%" y="${at.y}" height="${at.height}" rx="3"/>`;
  if (window === undefined) return track;
  const { from, until, gaps } = window;
  const begin = from ?? snapshots[0]?.createdAt ?? until;
  const waiting = redoEnd === undefined || redoEnd.time <= until ? html`` : segment('waiting', [until, redoEnd.time], `Redo until ${utcMinute(redoEnd.time)} is in the backup area: the next snapshot serves it`, { scale, at });
  return html`${track}
${waiting}
${segment('window', [begin, until], `Restorable from ${from === undefined ? 'an unknown time' : utcMinute(from)} to ${utcMinute(until)}`, { scale, at })}
${refreshes(snapshots).map(([start, end]) => segment('refresh', [start, end], `Refresh of the image copy ${utcMinute(start)}: served by two snapshots together`, { scale, at }))}
${gaps.map((gap) => gapMark(gap, { scale, at }))}`;
}

function gapMark({ from, until, why, reason }: GapFinding, drawing: { readonly scale: TimeScale; readonly at: Place }): Html {
  const title = `Not restorable for ${spanWords(until.diff(from).toMillis())}, from ${utcMinute(from)} to ${utcMinute(until)}: ${reason}`;
  return html`${segment('hole', [from, until], title, drawing)}${segment(`gap ${why}`, [from, until], title, drawing)}`;
}

function segment(kind: string, [start, end]: readonly [DateTime, DateTime], title: string, { scale, at }: { readonly scale: TimeScale; readonly at: Place }): Html {
  const [left, right] = [scale.place(start), scale.place(end)];
  if (end < scale.start) return html``;
  return html`<rect class="${kind}" x="${percent(left)}" width="${percent(Math.max(right - left, 0.12))}" y="${at.y}" height="${at.height}"><title>${title}</title></rect>`;
}

/** From the end of what a snapshot serves to the beginning of what the next one does. */
function refreshes(snapshots: readonly SnapshotFinding[]): (readonly [DateTime, DateTime])[] {
  return snapshots.slice(1).flatMap(({ serves }, index) => {
    const before = snapshots[index]?.serves;
    return before === undefined || serves === undefined || serves.from <= before.until ? [] : [[before.until, serves.from] as const];
  });
}

function snapshotMark({ id, createdAt, totalBytes, uniqueBytes, cloneCount }: SnapshotFinding, scale: TimeScale): Html {
  const size = totalBytes === undefined ? '' : `, ${sizeWords(totalBytes)}`;
  const unique = uniqueBytes === undefined ? '' : `, ${sizeWords(uniqueBytes)} of its own`;
  const clones = cloneCount === 0 ? '' : `, ${counted(cloneCount, 'clone')}`;
  return html`<svg x="${percent(scale.place(createdAt))}" y="30" overflow="visible"><rect class="snap" x="-1.25" width="2.5" height="13" rx="1.2"><title>Snapshot ${id}, ${utcMinute(createdAt)}${size}${unique}${clones}</title></rect></svg>`;
}

/** The picture in words, for whoever cannot see it. */
function describe({ database, window, snapshots = [], restoreTests = [] }: DatabaseReport, { start }: TimeScale): string {
  const range = window === undefined ? 'no time is known to be restorable' : `restorable until ${utcMinute(window.until)}, ${counted(window.gaps.length, 'gap')}`;
  const shown = restoreTests.filter(({ startedAt }) => startedAt >= start);
  const failed = shown.filter(({ hasPassed }) => !hasPassed).length;
  return `Timeline of ${database} since ${utcMinute(start)}: ${range}; ${counted(snapshots.length, 'snapshot')}; ${counted(shown.length, 'restore test')}, ${failed} failed`;
}
