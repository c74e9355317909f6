// The floor for `icb snapper <db> checkage`: the same list, fetched with nothing but node:https.
import { readFileSync } from 'node:fs';
import { request } from 'node:https';

const [url, cacert, user, password] = process.argv.slice(2);
request(url, { ca: readFileSync(cacert), auth: `${user}:${password}` }, (response) => {
  const chunks = [];
  response.on('data', (chunk) => chunks.push(chunk));
  response.on('end', () => {
    const { snapshots } = JSON.parse(Buffer.concat(chunks).toString());
    process.stdout.write(`${snapshots.length}\n`);
  });
}).end();
