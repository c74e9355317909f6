import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** How the simulated appliance of a served lab is reached, from its `lab.json`. */
export interface Appliance {
  readonly url: string;
  readonly user: string;
  readonly password: string;
  readonly cacert: string;
  readonly pool: string;
  readonly project: string;
}

/** Serves a lab in a process of its own until it is disposed. */
export async function serveLab(icb: string, directory: string): Promise<Appliance & AsyncDisposable> {
  const child = spawn(icb, ['lab', 'serve', directory], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise((resolve) => child.on('close', resolve));
  await new Promise((resolve, reject) => {
    child.stdout.once('data', resolve);
    child.once('close', () => reject(new Error('the lab ended before it was ready')));
  });
  child.stdout.resume();
  const { zfssa } = JSON.parse(readFileSync(join(directory, 'lab.json'), 'utf8')) as { zfssa: Appliance };
  return {
    ...zfssa,
    [Symbol.asyncDispose]: async () => {
      child.kill('SIGTERM');
      await ended;
    },
  };
}
