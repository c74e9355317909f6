import { describe, expect, it } from 'vitest';
import { blotter, excerpt } from '#storage/https/quoted-answer.ts';

describe('what is quoted of an answer', () => {
  const secret = `a "b" & 'c' <d>+\\`;

  it.each([
    ['itself', secret],
    ['JSON', JSON.stringify({ p: secret })],
    ['a query', `password=${encodeURIComponent(secret)}`],
    ['a form', new URLSearchParams({ password: secret }).toString()],
    ['HTML', 'a &quot;b&quot; &amp; &#39;c&#39; &lt;d&gt;+\\'],
    ['HTML of a text', `a "b" &amp; 'c' &lt;d&gt;+\\`],
  ])('holds no secret spelled as in %s', (_, text) => {
    const clean = blotter([secret])(text);

    expect(clean).toContain('***');
    expect(clean).not.toMatch(/[bd]["&%<>\\]/);
  });

  it('loses nothing where there is no secret', () => {
    expect(blotter(['', 'x'])('some answer')).toBe('some answer');
  });

  it('is one line without characters that a terminal obeys', () => {
    expect(excerpt('a\r\n\u001b]0;title\u0007b')).toBe('a ]0;title b');
  });
});
