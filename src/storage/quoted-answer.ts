// What a storage system said, fit for a message of ours.
import type { Credentials } from './adapter.ts';

/** On one line, and not much of it. */
export function excerpt(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > 200 ? `${line.slice(0, 200)}...` : line;
}

/** The value of the Authorization header, and a way to keep it out of messages. */
export function basicAuthorization({ user, password }: Credentials): { readonly header: string; readonly blot: (text: string) => string } {
  const encoded = Buffer.from(`${user}:${password}`, 'utf8').toString('base64');
  const secrets = [encoded, password].filter((secret) => secret !== '');
  // An error page may repeat the request, and with it our credentials.
  return { header: `Basic ${encoded}`, blot: (text) => secrets.reduce((clean, secret) => clean.replaceAll(secret, '***'), text) };
}
