// The report as one page: self-contained, without scripts, to look at on any screen and to print. Names and messages come from
// outside; `html` escapes all of them.
import { utcMinute } from '#core/utc-time.ts';
import { html } from '../html.ts';
import type { Html } from '../html.ts';
import { pagePalette } from '../page-palette.ts';
import { simulationNotice } from './fleet-report.ts';
import type { FleetReport } from './fleet-report.ts';
import { databaseSection } from './page/database-section.ts';
import { pageStyle } from './page/page-style.ts';
import { headline, overview } from './page/summary.ts';
import { timeScale } from './page/time-scale.ts';

export function renderPage(report: FleetReport): string {
  const { generatedAt, host, icbVersion, databases } = report;
  const scale = timeScale(report);
  const page = html`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Backup report ${utcMinute(generatedAt)}</title>
<style>${pagePalette}${pageStyle}</style>
</head>
<body>
<main>
<header><span>Backup report</span><time datetime="${generatedAt.toUTC().toISO() ?? ''}">${utcMinute(generatedAt)}</time></header>
${simulationLine(report)}
${headline(report)}
${overview(report, scale)}
${databases.map((each) => databaseSection(each, scale))}
<footer>Made by icb ${icbVersion} on ${host}. All times are UTC. Pictures begin ${utcMinute(scale.start)}; hold the pointer over a mark to read what it is.</footer>
</main>
</body>
</html>
`;
  return page.text;
}

function simulationLine(report: FleetReport): Html {
  const notice = simulationNotice(report);
  return notice === undefined ? html`` : html`<p class="simulation">${notice}</p>`;
}
