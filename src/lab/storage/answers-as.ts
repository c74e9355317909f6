import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:https';

const timeoutMs = 2_000;

/** Whether something answers at the URL and shows a certificate of that authority. */
export async function answersAs(caFile: string, url: string): Promise<boolean> {
  const agent = new Agent({ ca: readFileSync(caFile) });
  return await new Promise((resolve) => {
    const probe = request(url, { agent, timeout: timeoutMs }, (response) => {
      response.destroy();
      resolve(true);
    });
    probe.on('error', () => resolve(false));
    probe.on('timeout', () => probe.destroy());
    probe.end();
  });
}
