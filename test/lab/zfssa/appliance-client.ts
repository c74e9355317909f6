import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { Agent, request } from 'node:https';
import type { IncomingHttpHeaders } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openLabClock } from '#lab/lab-clock.ts';
import { type ApplianceOptions, type RunningAppliance, startAppliance } from '#lab/zfssa/server.ts';

/** What tests look at in bodies; which member is there depends on the call. */
export interface AnswerBody {
  readonly fault: { readonly name: string; readonly message: string };
  readonly snapshot: { readonly numclones: number };
  readonly snapshots: readonly unknown[];
  readonly filesystem: object;
  readonly filesystems: readonly { readonly name: string; readonly origin?: { readonly snapshot: string } }[];
  readonly dependents: readonly unknown[];
  readonly project: { readonly space_available: number };
  readonly pool: { readonly owner: string; readonly usage: { readonly available: number } };
  readonly version: { readonly nodename: string };
  readonly access: { readonly services: readonly unknown[] };
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  readonly body: AnswerBody;
}

/** A temporary folder that serves as a lab, gone at the end of its scope. */
export async function temporaryLab(): Promise<{ readonly directory: string } & AsyncDisposable> {
  const directory = await mkdtemp(join(tmpdir(), 'icb-zfssa-'));
  return { directory, [Symbol.asyncDispose]: async () => await rm(directory, { recursive: true, force: true }) };
}

/** A simulated appliance in a folder of its own, with a client that knows how to log in. */
export async function openAppliance(options: Partial<ApplianceOptions> = {}) {
  const lab = await temporaryLab();
  const labDir = options.labDir ?? lab.directory;
  const appliance = await startAppliance({ labDir, clock: openLabClock(labDir), port: 0, ...options });
  const client = new ApplianceClient(appliance);
  return {
    labDir,
    appliance,
    client,
    [Symbol.asyncDispose]: async () => {
      client.close();
      await appliance[Symbol.asyncDispose]();
      await lab[Symbol.asyncDispose]();
    },
  };
}

/** Bare `node:https` requests, so that the simulator is not tested through the adapter it is made for. */
export class ApplianceClient {
  readonly #appliance: RunningAppliance;
  readonly #agent: Agent;

  constructor(appliance: RunningAppliance) {
    this.#appliance = appliance;
    this.#agent = new Agent({ keepAlive: true, ca: readFileSync(appliance.caFile) });
  }

  close(): void {
    this.#agent.destroy();
  }

  /** Below the project, with the user's password. */
  async call(method: string, path: string, body?: unknown): Promise<Answer> {
    const { pool, project, user, password } = this.#appliance;
    const authorization = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
    return await this.send(method, `/api/storage/v1/pools/${pool}/projects/${project}${path}`, { authorization }, body);
  }

  async send(method: string, path: string, headers: Readonly<Record<string, string>>, body?: unknown): Promise<Answer> {
    const { url } = this.#appliance;
    return await new Promise((resolve, reject) => {
      const type = body === undefined ? {} : { 'content-type': 'application/json' };
      const outgoing = request(`${url}${path}`, { method, agent: this.#agent, headers: { ...type, ...headers } }, (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (chunk: string) => {
          text += chunk;
        });
        response.on('error', reject);
        response.on('end', () => {
          const isJson = (response.headers['content-type'] ?? '').startsWith('application/json') && text !== '';
          resolve({ status: response.statusCode ?? 0, headers: response.headers, text, body: JSON.parse(isJson ? text : '{}') as AnswerBody });
        });
      });
      outgoing.on('error', reject);
      outgoing.end(body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body));
    });
  }
}
