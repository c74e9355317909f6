// The four answers a DBA looks for first.
import { html } from '../html.ts';
import type { Html } from '../html.ts';
import type { RestoreCertificate } from '../restore-certificate.ts';
import { differenceWords, durationWords, grouped, utcTime } from './page-words.ts';

export function resultTiles(certificate: RestoreCertificate): Html {
  return html`<section class="tiles" aria-label="Results">
${reachedTile(certificate)}
${differenceTile(certificate)}
${blockCheckTile(certificate)}
${durationTile(certificate)}
</section>`;
}

function reachedTile({ reached, target }: RestoreCertificate): Html {
  if (reached === null) return html`<div><small>Newest data found</small><strong class="soft">none</strong><small>the test did not get that far</small></div>`;
  return html`<div><small>Newest data found</small><strong>${twoLines(reached.localTime)}</strong><small>${target?.zone ?? ''}</small></div>`;
}

function differenceTile({ differenceSeconds, toleranceSeconds }: RestoreCertificate): Html {
  const allowed = html`<small>allowed: ${durationWords(toleranceSeconds)}</small>`;
  if (differenceSeconds === null) return html`<div><small>Difference from target</small><strong class="soft">unknown</strong>${allowed}</div>`;
  const isWithin = Math.abs(differenceSeconds) <= toleranceSeconds;
  return html`<div><small>Difference from target</small><strong class="${isWithin ? 'good' : 'bad'}">${differenceWords(differenceSeconds)}</strong>${scale(differenceSeconds, toleranceSeconds)}${allowed}</div>`;
}

/** The middle is the target, the thick part the tolerance; what is farther away than both ends stays at the end. */
function scale(differenceSeconds: number, toleranceSeconds: number): Html {
  const reach = 1.4 * Math.max(toleranceSeconds, 1);
  const place = (seconds: number): string => (50 + 48 * Math.max(-1, Math.min(1, seconds / reach))).toFixed(2);
  const isWithin = Math.abs(differenceSeconds) <= toleranceSeconds;
  const width = (Number(place(toleranceSeconds)) - Number(place(-toleranceSeconds))).toFixed(2);
  return html`<svg class="scale" role="img" aria-label="place within the tolerance"><rect x="2%" y="5.5" width="96%" height="1" fill="var(--line)"/><rect x="${place(-toleranceSeconds)}%" y="4" width="${width}%" height="4" rx="2" fill="var(--line)"/><rect x="50%" y="2" width="1" height="8" fill="var(--soft)"/><circle cx="${place(differenceSeconds)}%" cy="6" r="4.5" fill="var(${isWithin ? '--good' : '--bad'})"/></svg>`;
}

function blockCheckTile({ blockCheck, verdict }: RestoreCertificate): Html {
  if (blockCheck === null && verdict === 'failed') return html`<div><small>Block check</small><strong class="soft">none</strong><small>the test did not get that far, or it was not due</small></div>`;
  if (blockCheck === null) return html`<div><small>Block check</small><strong class="soft">not this time</strong><small>blocks were not read one by one</small></div>`;
  const { passed, blocks, corruptBlocks } = blockCheck;
  const word = passed ? html`<strong class="good">passed</strong>` : html`<strong class="bad">failed</strong>`;
  return html`<div><small>Block check</small>${word}<small>${grouped(blocks)} read, ${grouped(corruptBlocks)} corrupt</small></div>`;
}

function durationTile({ durationSeconds, startedAt }: RestoreCertificate): Html {
  return html`<div><small>Duration</small><strong>${durationWords(durationSeconds)}</strong><small>from ${utcTime(startedAt)}</small></div>`;
}

/** Date and time of `2026-11-20 22:00:07` apart. */
function twoLines(localTime: string): Html {
  const [date = '', ...time] = localTime.split(' ');
  return html`${date}<br>${time.join(' ')}`;
}
