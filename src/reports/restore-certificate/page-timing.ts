// How long each step took, as bars behind one another on one scale of time.
import { html } from '../html.ts';
import type { Html } from '../html.ts';
import type { RestoreCertificate } from '../restore-certificate.ts';
import { durationWords } from './page-words.ts';

/** Percent; a step that took no time to speak of can be seen all the same. */
const narrowestBar = 0.5;

export function timingSection({ phases, durationSeconds, failure }: RestoreCertificate): Html | string {
  if (phases.length === 0) return '';
  const inSteps = phases.reduce((sum, { seconds }) => sum + seconds, 0);
  const scaleSeconds = Math.max(durationSeconds, inSteps, 0.001);
  const rows: Html[] = [];
  let before = 0;
  for (const { name, seconds } of phases) {
    const bar = { startPercent: (100 * before) / scaleSeconds, widthPercent: (100 * seconds) / scaleSeconds, isStopped: name === failure?.step };
    rows.push(html`<tr><td>${name}</td><td>${drawBar(bar)}</td><td class="number">${durationWords(seconds)}</td></tr>\n`);
    before += seconds;
  }
  return html`<section class="timing"><h2>Where the time went</h2>
<table><tbody>${rows}<tr class="total"><td>From start to end, giving back included</td><td></td><td class="number">${durationWords(durationSeconds)}</td></tr></tbody></table></section>`;
}

function drawBar({ startPercent, widthPercent, isStopped }: { readonly startPercent: number; readonly widthPercent: number; readonly isStopped: boolean }): Html {
  const width = Math.min(100, Math.max(narrowestBar, widthPercent));
  const start = Math.min(startPercent, 100 - width);
  return html`<svg aria-hidden="true"><rect class="track" width="100%" height="12" rx="2"/><rect class="bar${isStopped ? ' stopped' : ''}" x="${start.toFixed(2)}%" width="${width.toFixed(2)}%" height="12" rx="2"/></svg>`;
}
