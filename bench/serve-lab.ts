import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** How the simulated storage system of a served lab is reached, from its `lab.json`; what there is differs. */
export type Description = { readonly [Key in 'url' | 'user' | 'password' | 'cacert' | 'pool' | 'project' | 'program' | 'dataset']?: string };

/** Serves a lab in a process of its own until it is disposed. */
export async function serveLab(icb: string, directory: string, system: string): Promise<Description & AsyncDisposable> {
  const child = spawn(icb, ['lab', 'serve', directory], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise((resolve) => child.on('close', resolve));
  await new Promise((resolve, reject) => {
    child.stdout.once('data', resolve);
    child.once('close', () => reject(new Error('the lab ended before it was ready')));
  });
  child.stdout.resume();
  const served = JSON.parse(readFileSync(join(directory, 'lab.json'), 'utf8')) as Readonly<Record<string, Description>>;
  return {
    ...served[system],
    [Symbol.asyncDispose]: async () => {
      child.kill('SIGTERM');
      await ended;
    },
  };
}
