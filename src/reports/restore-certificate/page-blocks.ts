import { html } from '../html.ts';
import type { Html } from '../html.ts';
import type { CertifiedBlockCheck, RestoreCertificate } from '../restore-certificate.ts';
import { grouped } from './page-words.ts';

const reasons: Readonly<Record<CertifiedBlockCheck['reason'], string>> = {
  'validation day': "it was the database's validation day",
  'made up': 'the last validation day had been missed, or had failed',
  chance: 'it was drawn by chance',
  canary: 'it was asked for, with a canary',
};

/** Nothing when the blocks were not checked: its tile says so. */
export function blockCheckSection({ blockCheck }: RestoreCertificate): Html | string {
  if (blockCheck === null) return '';
  const { reason, files, blocks } = blockCheck;
  return html`<section><h2>Block check</h2>
<dl>
<dt>Read</dt><dd>${grouped(blocks)} blocks of ${grouped(files)} datafile${files === 1 ? '' : 's'}<span class="soft">because ${reasons[reason]}</span></dd>
<dt>Corrupt</dt><dd>${corruption(blockCheck)}</dd>
<dt>Canary</dt><dd>${canary(blockCheck)}</dd>
</dl></section>`;
}

function corruption({ corrupt, corruptBlocks }: CertifiedBlockCheck): Html | string {
  if (corruptBlocks === 0) return html`<span class="good">none</span>`;
  const rows = corrupt.map(
    ({ file, block, blocks, type }) =>
      html`<tr><td class="number">${file}</td><td class="number">${block}</td><td class="number">${blocks}</td><td>${type}</td></tr>\n`,
  );
  const listed = corrupt.reduce((sum, { blocks }) => sum + blocks, 0);
  const more = listed < corruptBlocks ? html`<span class="soft">and ${grouped(corruptBlocks - listed)} more, see the session log</span>` : '';
  return html`<span class="bad">${grouped(corruptBlocks)} block${corruptBlocks === 1 ? '' : 's'}</span>
<table><thead><tr><th class="number">Datafile</th><th class="number">First block</th><th class="number">Blocks</th><th>Type</th></tr></thead>
<tbody>${rows}</tbody></table>${more}`;
}

function canary({ canary: damaged }: CertifiedBlockCheck): Html | string {
  if (damaged === null) return 'none: no block was damaged on purpose';
  const { file, block, found } = damaged;
  const outcome = found ? html`<span class="good">found</span>` : html`<span class="bad">NOT found: the check cannot be trusted</span>`;
  return html`block ${block} of datafile ${file} was damaged on purpose in the clone: ${outcome}`;
}
