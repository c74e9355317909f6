// What was restored, what that proves, and where the certificate stands in its chain.
import { html } from '../html.ts';
import type { Html } from '../html.ts';
import type { RestoreCertificate } from '../restore-certificate.ts';
import { differenceWords, utcTime } from './page-words.ts';

export function factsSection(certificate: RestoreCertificate): Html {
  const { database, dbid, host, snapshot, versions } = certificate;
  return html`<section><h2>What was restored</h2>
<dl>
<dt>Database</dt><dd>${database}<span class="soft">DBID ${dbid}</span></dd>
<dt>Snapshot</dt><dd>${snapshot === null ? 'none was chosen' : html`${snapshot.id}<span class="soft">created ${utcTime(snapshot.createdAt)}</span>`}</dd>
<dt>Recovery target</dt><dd>${target(certificate)}</dd>
<dt>Reached</dt><dd>${reached(certificate)}</dd>
${containers(certificate)}<dt>Restore host</dt><dd>${host}</dd>
<dt>Software</dt><dd>${versions.oracle === null ? 'Oracle: unknown' : `Oracle ${versions.oracle.replace(/^Oracle /u, '')}`}<span class="soft">icb ${versions.icb}</span></dd>
</dl></section>`;
}

export function statementSection({ proven, notProven }: RestoreCertificate): Html {
  const nothing = html`<li class="soft">Nothing: the test failed.</li>`;
  return html`<section class="statement">
<div class="${proven.length === 0 ? '' : 'is'}"><h2>What this test proves</h2><ul>${proven.length === 0 ? nothing : sentences(proven)}</ul></div>
<div class="not"><h2>What it does not prove</h2><ul>${sentences(notProven)}</ul></div>
</section>`;
}

/** @param sha256 of the JSON file */
export function chainSection({ number, previous, log }: RestoreCertificate, sha256: string): Html {
  const before = previous === null ? html`<dd>this is the first one</dd>` : html`<dd>number ${previous.number}, SHA-256 <code>${previous.sha256}</code></dd>`;
  return html`<footer><h2>Evidence</h2>
<dl>
<dt>This certificate</dt><dd>number ${number}, SHA-256 of its JSON file <code>${sha256}</code></dd>
<dt>The one before</dt>${before}
<dt>Session log</dt><dd><code>${log}</code></dd>
</dl>
<p>This page is a rendering of the JSON file of the same name, which is the evidence. Every certificate holds the hash of the one before: <code>icb autorestore --verify-certificates</code> checks them all. That the newest ones were removed shows only in a comparison with the hashes in session logs.</p>
</footer>`;
}

function target({ target: wanted }: RestoreCertificate): Html | string {
  if (wanted === null) return 'unknown: the test did not get that far';
  const { time, localTime, zone, scn } = wanted;
  const until = scn === null ? html`until ${localTime ?? utcTime(time)} (${zone})` : html`until SCN ${scn}`;
  return html`${until}<span class="soft">${utcTime(time)}</span>`;
}

function reached({ reached: state, target: wanted, differenceSeconds }: RestoreCertificate): Html | string {
  if (state === null) return 'nothing: the database was not opened and verified';
  const { time, localTime, scn, datafiles } = state;
  const difference = differenceSeconds === null ? '' : `, ${differenceWords(differenceSeconds)}${differenceSeconds === 0 ? '' : ' than the target'}`;
  return html`${localTime} (${wanted?.zone ?? 'local time'})${difference}<span class="soft">${utcTime(time)}, SCN ${scn}, ${datafiles} datafile${datafiles === 1 ? '' : 's'}</span>`;
}

/** Nothing for a database that is no container. */
function containers({ reached: state }: RestoreCertificate): Html | string {
  if (state?.pluggableDatabases === undefined) return '';
  const shown = state.pluggableDatabases.map(({ name, openMode }) => `${name} (${openMode.toLowerCase()})`);
  return html`<dt>Pluggable databases</dt><dd>${shown.length === 0 ? 'none' : shown.join(', ')}</dd>\n`;
}

function sentences(list: readonly string[]): Html[] {
  return list.map((sentence) => html`<li>${sentence}</li>\n`);
}
