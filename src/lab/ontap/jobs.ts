// Whatever changes the filer is done by a job. A job waits, runs and ends while requests come in, whatever they ask for: it
// takes effect with the second request after its own, or a later one, so that a client that does not wait finds nothing.
import { randomUUID } from 'node:crypto';
import { FilerFault } from './filer-fault.ts';

interface Job {
  readonly uuid: string;
  readonly run: () => void;
  requestsSeen: number;
  state: 'queued' | 'running' | 'success' | 'failure';
  fault: FilerFault | undefined;
}

export interface JobStyle {
  /** Releases before 9.9 have no `error` in a failed job. */
  readonly hasError: boolean;
}

export class Jobs {
  readonly #jobs = new Map<string, Job>();
  readonly #length: number;

  /** `length`: with which request after its own a job takes effect. */
  constructor(length: number) {
    this.#length = length;
  }

  /** Returns its uuid. */
  start(run: () => void): string {
    const uuid = randomUUID();
    this.#jobs.set(uuid, { uuid, run, requestsSeen: 0, state: 'queued', fault: undefined });
    return uuid;
  }

  /** A request has come in. */
  goOn(): void {
    for (const job of this.#jobs.values()) {
      job.requestsSeen += 1;
      if (job.state === 'queued') job.state = 'running';
      else if (job.state === 'running' && job.requestsSeen >= this.#length) end(job);
    }
  }

  body(uuid: string, { hasError }: JobStyle): object {
    const job = this.#jobs.get(uuid);
    if (job === undefined) throw new FilerFault(4, "entry doesn't exist", 404);
    const { state, fault } = job;
    const told = fault === undefined ? { message: state === 'success' ? 'success' : '', code: 0 } : { message: fault.message, code: fault.code };
    const error = fault === undefined || !hasError ? {} : { error: { message: fault.message, code: String(fault.code) } };
    return { uuid, description: 'icb lab', state, ...told, ...error };
  }
}

function end(job: Job): void {
  try {
    job.run();
    job.state = 'success';
  } catch (error) {
    if (!(error instanceof FilerFault)) throw error;
    job.state = 'failure';
    job.fault = error;
  }
}
