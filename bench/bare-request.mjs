// The floor for what icb asks of a storage system: the same list, fetched with nothing but node:https, page by page.
import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:https';

const [url, cacert, user, password] = process.argv.slice(2);
const options = { ca: readFileSync(cacert), auth: `${user}:${password}`, agent: new Agent({ keepAlive: true }) };
let count = 0;
fetchPage(url);

function fetchPage(page) {
  request(page, options, (response) => {
    const chunks = [];
    response.on('data', (chunk) => chunks.push(chunk));
    response.on('end', () => {
      const { snapshots, records = snapshots, _links: links } = JSON.parse(Buffer.concat(chunks).toString());
      count += records.length;
      if (links?.next !== undefined) return fetchPage(new URL(links.next.href, url));
      options.agent.destroy();
      process.stdout.write(`${count}\n`);
    });
  }).end();
}
