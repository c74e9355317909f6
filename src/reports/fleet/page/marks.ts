// The shapes of the pictures. Places are percentages of the width, so that a picture fits any screen and its marks keep their
// size; what fails has a shape of its own, not only a colour.
import { utcMinute } from '#core/utc-time.ts';
import { html } from '../../html.ts';
import type { Html } from '../../html.ts';
import type { RestoreTestFinding } from '../findings.ts';
import type { Status } from '../verdict.ts';
import { durationWords } from './words.ts';
import type { TimeScale } from './time-scale.ts';

/** @param size half the width of the mark */
export function testMark(test: RestoreTestFinding, { scale, y, size }: { readonly scale: TimeScale; readonly y: number; readonly size: number }): Html {
  const x = percent(scale.place(test.startedAt));
  const title = html`<title>${testTitle(test)}</title>`;
  if (!test.hasPassed) return html`<svg x="${x}" y="${y}" overflow="visible" class="cross"><path d="M${-size} ${-size}L${size} ${size}M${size} ${-size}L${-size} ${size}">${title}</path></svg>`;
  const ring = test.blockCheck === 'passed' ? html`<circle cx="${x}" cy="${y}" r="${size + 2}" class="ring"/>` : html``;
  return html`${ring}<circle cx="${x}" cy="${y}" r="${size}" class="dot">${title}</circle>`;
}

function testTitle({ startedAt, hasPassed, failure, durationSeconds, blockCheck, certificate }: RestoreTestFinding): string {
  const outcome = hasPassed ? `passed within ${durationWords(durationSeconds)}` : `failed: ${failure ?? 'nobody knows why'}`;
  const blocks = blockCheck === undefined ? '' : `, blocks ${blockCheck}`;
  return `Restore test ${utcMinute(startedAt)}: ${outcome}${blocks} (certificate ${certificate})`;
}

const iconPaths: Readonly<Record<Status, Html>> = {
  OK: html`<circle cx="10" cy="10" r="8.5"/><path d="M6 10.4l2.8 2.8L14.2 7"/>`,
  WARNING: html`<path d="M10 2L18.6 17.2H1.4z"/><path d="M10 7.4v4.6M10 14.4v.2"/>`,
  UNKNOWN: html`<circle cx="10" cy="10" r="8.5"/><path d="M7.6 7.8a2.4 2.4 0 1 1 3.5 2.1c-.8.4-1.1.9-1.1 1.7M10 14.2v.2"/>`,
  FAILED: html`<circle cx="10" cy="10" r="8.5"/><path d="M6.8 6.8l6.4 6.4M13.2 6.8l-6.4 6.4"/>`,
};

/** A picture beside the word; alone it says nothing. */
export function statusIcon(status: Status): Html {
  return html`<svg class="icon" viewBox="0 0 20 20" aria-hidden="true">${iconPaths[status]}</svg>`;
}

export function pill(status: Status): Html {
  return html`<span class="pill ${status.toLowerCase()}">${statusIcon(status)}${status}</span>`;
}

export function percent(number: number): string {
  return `${number.toFixed(2)}%`;
}
