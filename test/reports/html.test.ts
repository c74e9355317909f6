import { expect, it } from 'vitest';
import { html } from '#reports/html.ts';

it.each([
  ['<script>alert("x")</script>', '&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;'],
  [`" onload='x'`, '&quot; onload=&#39;x&#39;'],
  ['R&D &lt;', 'R&amp;D &amp;lt;'],
  ['orcl\u202e', String.raw`orcl\u202e`],
  ['\u0000', String.raw`\u0000`],
  ['one\ntwo', 'one\ntwo'],
  [42, '42'],
])('shows the value %j as text', (value, shown) => {
  expect(html`<b title="${value}">${value}</b>`.text).toBe(`<b title="${shown}">${shown}</b>`);
});

it('takes HTML that was made in the same way as it is, one piece or many', () => {
  const items = ['<1>', '2'].map((item) => html`<li>${item}</li>`);

  expect(html`<ul>${items}</ul>${html`<hr>`}`.text).toBe('<ul><li>&lt;1&gt;</li><li>2</li></ul><hr>');
});
