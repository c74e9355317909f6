// A certificate as one page: self-contained, without scripts, readable on screen and on paper. It is made from the JSON alone, so
// it can be made again at any time; the JSON is the evidence.
import { html } from '../html.ts';
import type { Html } from '../html.ts';
import { pagePalette } from '../page-palette.ts';
import type { RestoreCertificate } from '../restore-certificate.ts';
import { blockCheckSection } from './page-blocks.ts';
import { chainSection, factsSection, statementSection } from './page-facts.ts';
import { pageStyle } from './page-style.ts';
import { resultTiles } from './page-tiles.ts';
import { timingSection } from './page-timing.ts';
import { utcTime } from './page-words.ts';

/** @param sha256 of the bytes of the JSON file, in hexadecimal digits */
export function renderCertificatePage(certificate: RestoreCertificate, sha256: string): string {
  const { number, database, verdict, finishedAt } = certificate;
  const page = html`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Restore certificate ${number}: ${database} ${verdict}</title>
<style>${pagePalette}${pageStyle}</style>
</head>
<body>
<main>
<header><span>Restore certificate ${number}</span><time datetime="${finishedAt}">${utcTime(finishedAt)}</time></header>
${simulationNotice(certificate)}
${verdictBand(certificate)}
${resultTiles(certificate)}
${errorStack(certificate)}
${factsSection(certificate)}
${blockCheckSection(certificate)}
${timingSection(certificate)}
${statementSection(certificate)}
${chainSection(certificate, sha256)}
</main>
</body>
</html>
`;
  return page.text;
}

function simulationNotice({ simulation }: RestoreCertificate): Html | string {
  return simulation === true ? html`<p class="simulation">Simulation: the Oracle software says that it is one. No real database was restored.</p>` : '';
}

function verdictBand({ verdict, database, failure }: RestoreCertificate): Html {
  const mark = verdict === 'passed' ? html`<path d="M10 18.5l5.5 5.5 10.5-12"/>` : html`<path d="M12 12l12 12M24 12L12 24"/>`;
  const icon = html`<svg viewBox="0 0 36 36" fill="none" stroke="currentColor" stroke-width="3.2" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true"><circle cx="18" cy="18" r="16"/>${mark}</svg>`;
  const words =
    failure === null
      ? html`<h1>${icon}<span>${database}: restore test passed</span></h1>\n<p>Restored, recovered, opened and verified.</p>`
      : html`<h1>${icon}<span>${database}: restore test failed</span></h1>\n<p><strong>${failure.step}:</strong> ${failure.message}</p>`;
  return html`<section class="verdict ${verdict}">${words}</section>`;
}

function errorStack({ failure }: RestoreCertificate): Html | string {
  if (failure === null || failure.errorStack.length === 0) return '';
  return html`<section><h2>Error stack</h2>\n<pre>${failure.errorStack.join('\n')}</pre></section>`;
}
