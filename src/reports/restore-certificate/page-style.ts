import { html } from '../html.ts';

/** Besides the palette. */
export const pageStyle = html`
@page { size: A4; margin: 14mm; }
* { box-sizing: border-box; }
body { margin: 0; padding: 28px 16px; background: var(--desk); color: var(--ink); font: 15px/1.5 system-ui, "Segoe UI", Roboto, "Helvetica Neue", "DejaVu Sans", sans-serif; }
main { max-width: 860px; margin: 0 auto; padding: 36px 44px 30px; background: var(--paper); border: 1px solid var(--line); border-radius: 10px; }
header { display: flex; justify-content: space-between; gap: 20px; font-size: 13px; color: var(--soft); letter-spacing: .04em; }
h1, h2, p, dl, dd, ul, pre, table { margin: 0; padding: 0; }
h2 { margin: 30px 0 10px; font-size: 13px; font-weight: 650; letter-spacing: .07em; text-transform: uppercase; color: var(--soft); break-after: avoid; }
code, pre, .mono { font-family: ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; font-size: .88em; }
.verdict { margin: 14px 0 20px; padding: 20px 24px; border-radius: 8px; border-left: 8px solid; print-color-adjust: exact; -webkit-print-color-adjust: exact; }
.verdict h1 { display: flex; align-items: center; gap: 14px; font-size: 28px; line-height: 1.25; overflow-wrap: anywhere; }
.verdict p { margin-top: 6px; color: var(--ink); overflow-wrap: anywhere; white-space: pre-line; }
.verdict svg { flex: none; width: 34px; height: 34px; }
.passed { background: var(--good-tint); border-color: var(--good); } .passed h1 { color: var(--good); }
.failed { background: var(--bad-tint); border-color: var(--bad); } .failed h1 { color: var(--bad); }
.simulation { margin: 14px 0 0; padding: 9px 16px; border-radius: 6px; background: var(--warn-tint); color: var(--warn); font-weight: 600; print-color-adjust: exact; -webkit-print-color-adjust: exact; }
.tiles { display: grid; grid-template-columns: repeat(4, 1fr); gap: 12px; }
.tiles > div { padding: 12px 14px; border: 1px solid var(--line); border-radius: 8px; background: var(--tint); break-inside: avoid; min-width: 0; print-color-adjust: exact; -webkit-print-color-adjust: exact; }
.tiles small { display: block; color: var(--soft); font-size: 12px; }
.tiles strong { display: block; font-size: 19px; line-height: 1.35; font-variant-numeric: tabular-nums; overflow-wrap: anywhere; }
.good { color: var(--good); } .bad { color: var(--bad); } .soft { color: var(--soft); }
.scale { display: block; width: 100%; height: 12px; margin: 5px 0 3px; }
dl { display: grid; grid-template-columns: minmax(110px, 170px) 1fr; row-gap: 0; }
dt, dd { padding: 6px 0; border-top: 1px solid var(--line); } dt:first-of-type, dt:first-of-type + dd { border-top: 0; }
dt { color: var(--soft); } dd { overflow-wrap: anywhere; font-variant-numeric: tabular-nums; } dd .soft { display: block; font-size: 13px; }
pre { padding: 12px 14px; border: 1px solid var(--line); border-radius: 8px; background: var(--tint); white-space: pre-wrap; overflow-wrap: anywhere; }
table { width: 100%; border-collapse: collapse; font-size: 14px; }
th { text-align: left; font-weight: 500; color: var(--soft); font-size: 13px; } td, th { padding: 3px 10px 3px 0; vertical-align: middle; }
dd table { width: auto; } dd td.number, dd th.number { padding-right: 24px; }
tr { break-inside: avoid; } td.number, th.number { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
.timing td:first-child { width: 44%; overflow-wrap: anywhere; } .timing td:last-child { padding-right: 0; width: 92px; }
.timing svg { display: block; width: 100%; height: 12px; } .track { fill: var(--tint); } .bar { fill: var(--bar); } .bar.stopped { fill: var(--bad); }
.timing svg, .scale { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
.timing tr.total td { border-top: 1px solid var(--line); padding-top: 6px; font-weight: 600; }
.statement { display: grid; grid-template-columns: 1fr 1fr; gap: 30px; } .statement h2 { margin-bottom: 6px; }
.statement ul { list-style: none; } .statement li { position: relative; padding: 3px 0 3px 22px; overflow-wrap: anywhere; }
.statement li::before { position: absolute; left: 0; font-weight: 700; } .is li::before { content: "\\2713"; color: var(--good); } .not li::before { content: "\\2013"; color: var(--soft); }
footer { margin-top: 30px; padding-top: 6px; border-top: 2px solid var(--line); font-size: 13px; break-inside: avoid; } footer h2 { margin-top: 14px; }
footer dt, footer dd { padding: 3px 0; border: 0; } footer p { margin-top: 12px; color: var(--soft); }
@media (max-width: 700px) { main { padding: 22px 18px; } .tiles { grid-template-columns: 1fr 1fr; } .statement { grid-template-columns: 1fr; gap: 0; } .verdict h1 { font-size: 22px; } }
@media print { body { padding: 0; background: none; font-size: 10pt; } main { max-width: none; padding: 0; border: 0; border-radius: 0; } .tiles { grid-template-columns: repeat(4, 1fr); } }
`;
