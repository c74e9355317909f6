import { html } from '../../html.ts';

/** Besides the palette. */
export const pageStyle = html`
@page { size: A4; margin: 12mm; }
* { box-sizing: border-box; }
body { margin: 0; padding: 28px 16px; background: var(--desk); color: var(--ink); font: 15px/1.5 system-ui, "Segoe UI", Roboto, "Helvetica Neue", "DejaVu Sans", sans-serif; }
main { max-width: 1120px; margin: 0 auto; padding: 30px 38px 34px; background: var(--paper); border: 1px solid var(--line); border-radius: 10px; }
header { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 4px 20px; font-size: 13px; color: var(--soft); letter-spacing: .04em; }
h1, h2, p, dl, dd, ul, figure, table { margin: 0; padding: 0; }
h2 { margin: 32px 0 10px; font-size: 13px; font-weight: 650; letter-spacing: .07em; text-transform: uppercase; color: var(--soft); break-after: avoid; }
a { color: inherit; text-underline-offset: 3px; text-decoration-color: var(--soft); } a:hover { text-decoration-color: currentColor; }
abbr { text-decoration: none; } b { font-weight: 650; } .bad { color: var(--bad); } .soft { color: var(--soft); }
.icon { flex: none; fill: none; stroke: currentColor; stroke-width: 1.9; stroke-linecap: round; stroke-linejoin: round; }
.ok { color: var(--good); background: var(--good-tint); } .warning { color: var(--warn); background: var(--warn-tint); }
.failed { color: var(--bad); background: var(--bad-tint); } .unknown { color: var(--doubt); background: var(--doubt-tint); }
.verdict, .pill, .remarks li, svg { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
.verdict { margin: 14px 0 0; padding: 18px 24px; border-radius: 8px; border-left: 8px solid; }
.verdict h1 { display: flex; align-items: center; gap: 14px; font-size: 27px; line-height: 1.25; } .verdict h1 .icon { width: 34px; height: 34px; } .verdict p { margin: 4px 0 0 48px; color: var(--ink); }
.simulation { margin: 12px 0 0; padding: 9px 16px; border-radius: 6px; background: var(--warn-tint); color: var(--warn); font-weight: 600; }
.pill { display: inline-flex; align-items: center; gap: 5px; padding: 1px 9px 1px 6px; border-radius: 99px; font-size: 12px; font-weight: 650; letter-spacing: .03em; white-space: nowrap; vertical-align: middle; } .pill .icon { width: 14px; height: 14px; stroke-width: 2.2; }
.overview { width: 100%; border-collapse: collapse; font-size: 14px; font-variant-numeric: tabular-nums; }
.overview td, .overview th { padding: 5px 14px 5px 0; text-align: left; vertical-align: middle; border-top: 1px solid var(--line); white-space: nowrap; }
.overview thead th { border: 0; white-space: normal; vertical-align: bottom; line-height: 1.3; font-size: 12.5px; font-weight: 500; color: var(--soft); } .overview tbody th { font-weight: 600; max-width: 220px; overflow: hidden; text-overflow: ellipsis; }
.overview .number { text-align: right; } .overview .wide { width: 45%; min-width: 120px; } .overview td:last-child, .overview th:last-child { padding-right: 0; } .overview tr { break-inside: avoid; }
svg { overflow: visible; } .strip, .timeline svg, figure > svg { display: block; width: 100%; }
.track { fill: var(--tint); stroke: var(--line); } .window { fill: var(--good); opacity: .78; } .waiting { fill: var(--good); opacity: .28; } .refresh { fill: var(--paper); opacity: .5; }
.hole { fill: var(--paper); } .gap { stroke-width: 1; } .gap.lost { fill: var(--bad-tint); stroke: var(--bad); } .gap.expired, .gap.resetlogs { fill: var(--tint); stroke: var(--soft); stroke-dasharray: 2 2; }
.snap { fill: var(--bar); } .dot { fill: var(--good); } .ring { fill: none; stroke: var(--good); stroke-width: 1.3; } .cross path { fill: none; stroke: var(--bad); stroke-width: 2.4; stroke-linecap: round; }
.grid { stroke: var(--line); } .axis { stroke: var(--soft); stroke-opacity: .5; } .tick { fill: var(--soft); font-size: 11px; } .level { fill: var(--soft); font-size: 11px; }
.legend { display: flex; flex-wrap: wrap; gap: 4px 18px; margin-top: 12px; font-size: 12.5px; color: var(--soft); list-style: none; } .legend li { display: flex; align-items: center; gap: 6px; }
.database { margin-top: 34px; padding-top: 22px; border-top: 2px solid var(--line); } .database h2.name { margin: 0 0 10px; display: flex; flex-wrap: wrap; align-items: center; gap: 6px 12px; font-size: 20px; letter-spacing: 0; text-transform: none; color: var(--ink); overflow-wrap: anywhere; }
.remarks { margin: 0 0 14px; list-style: none; display: grid; gap: 5px; } .remarks li { padding: 6px 12px; border-left: 4px solid; border-radius: 4px; color: var(--ink); overflow-wrap: anywhere; break-inside: avoid; }
.remarks .failed { border-color: var(--bad); } .remarks .warning { border-color: var(--warn); } .remarks .unknown { border-color: var(--doubt); } .remarks .soft { display: block; font-size: 13px; }
.timeline { display: grid; grid-template-columns: 92px 1fr; break-inside: avoid; } .rows { padding-top: 3px; font-size: 12.5px; line-height: 22.5px; color: var(--soft); } .rows span { display: block; }
dl { display: grid; grid-template-columns: 1fr 1fr; gap: 0 34px; margin-top: 10px; font-size: 14px; font-variant-numeric: tabular-nums; } dl div { display: grid; grid-template-columns: 102px 1fr; gap: 10px; padding: 5px 0; border-top: 1px solid var(--line); break-inside: avoid; }
dt { color: var(--soft); } dd { overflow-wrap: anywhere; min-width: 0; } dd .soft { font-size: 13px; }
.charts { display: grid; grid-template-columns: repeat(3, 1fr); gap: 26px; margin-top: 18px; } figure { min-width: 0; break-inside: avoid; } figcaption { margin-bottom: 6px; font-size: 13px; font-weight: 600; line-height: 1.4; } figcaption span { display: block; font-weight: 400; color: var(--soft); font-variant-numeric: tabular-nums; }
.charts .odd { display: none; } .band { fill: var(--good-tint); } .stem { stroke-width: 1.5; opacity: .5; } .line { stroke-width: 1.6; } .blue { stroke: var(--bar); } .red { stroke: var(--bad); } .green { stroke: var(--good); } .grey { stroke: var(--soft); } .point { stroke: none; } .point.blue { fill: var(--bar); } .point.red { fill: var(--bad); } .point.green { fill: var(--good); } .point.grey { fill: var(--soft); }
footer { margin-top: 34px; padding-top: 12px; border-top: 2px solid var(--line); font-size: 13px; color: var(--soft); }
@media screen and (max-width: 760px) { body { padding: 0; } main { padding: 18px 16px; border: 0; border-radius: 0; } .verdict { padding: 14px 16px; } .verdict h1 { font-size: 21px; } .verdict p { margin-left: 0; } .charts, dl { grid-template-columns: 1fr; } .tick.odd { display: none; }
  .timeline { grid-template-columns: 1fr; } .rows { display: none; } .overview thead { display: none; } .overview, .overview tbody { display: block; } .overview tr { display: grid; grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 2px 14px; padding: 10px 0; border-top: 1px solid var(--line); } .overview td, .overview th { border: 0; padding: 0; text-align: left; white-space: normal; } .overview tbody th { max-width: none; overflow-wrap: anywhere; }
  .overview .status { order: 2; justify-self: end; } .overview tbody th { order: 1; font-size: 16px; } .overview .wide { order: 3; grid-column: 1 / -1; width: auto; } .overview td[data-label] { order: 4; display: flex; justify-content: space-between; gap: 8px; font-size: 13.5px; } .overview td[data-label]::before { content: attr(data-label); color: var(--soft); } }
@media print { body { padding: 0; background: none; font-size: 9.5pt; } main { max-width: none; padding: 0; border: 0; border-radius: 0; } .database { margin-top: 22px; padding-top: 14px; } .overview { font-size: 8.5pt; } .overview td, .overview th { padding-right: 9px; } .overview .pill { font-size: 7.5pt; padding-right: 6px; } .overview .wide { width: 40%; } .charts { gap: 16px; } a { text-decoration: none; } }
`;
