// What a storage system said, fit for a message of ours.
import type { Credentials } from '../adapter.ts';

/** On one line, without what a terminal obeys, and not much of it. */
export function excerpt(text: string): string {
  const line = text.replace(/[\s\p{Cc}]+/gu, ' ').trim();
  return line.length > 200 ? `${line.slice(0, 200)}...` : line;
}

/**
 * Takes secrets out of a text, however an error page that repeats our request spells them. To be applied to the whole text:
 * half a secret, or one whose blanks have been drawn together, would be found no more.
 */
export function blotter(secrets: readonly string[]): (text: string) => string {
  const spellings = new Set(secrets.flatMap(spellingsOf));
  const longestFirst = [...spellings].filter((spelling) => spelling !== '').sort((a, b) => b.length - a.length);
  return (text) => longestFirst.reduce((clean, spelling) => clean.replaceAll(spelling, '***'), text);
}

/** The value of the Authorization header, and a way to keep it out of messages. */
export function basicAuthorization({ user, password }: Credentials): { readonly header: string; readonly blot: (text: string) => string } {
  const encoded = Buffer.from(`${user}:${password}`, 'utf8').toString('base64');
  return { header: `Basic ${encoded}`, blot: blotter([encoded, password]) };
}

/** As it is, in JSON, in a query, in a form, in HTML. */
function spellingsOf(secret: string): string[] {
  const form = new URLSearchParams({ '': secret }).toString().slice(1);
  const html = secret.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  const quoted = html.replaceAll('"', '&quot;');
  return [secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret), form, html, quoted, quoted.replaceAll("'", '&#39;'), quoted.replaceAll("'", '&#039;')];
}
