import { type Fault, takeFault } from '#lab/faults.ts';

/** What shall go wrong with a request; in DIR/world/faults.json under the system's name, or given to a running system. */
export interface RequestFault {
  /** HTTP method; absent: any. */
  readonly method?: string;
  /** Regular expression for path and query, decoded; absent: any. */
  readonly pathMatch?: string;
  /** Answer with this status ... */
  readonly status?: number;
  /** ... and this in its body. */
  readonly fault?: { readonly message?: string; readonly name?: string; readonly code?: number; readonly details?: string };
  /** Answer late, in real time. */
  readonly delayMs?: number;
  /** Never answer. */
  readonly hang?: boolean;
  /** Cut the connection instead of answering. */
  readonly reset?: boolean;
  /** Cut the connection in the middle of the real answer. */
  readonly truncate?: boolean;
  /** Replace the body of the real answer by this text, or by a page of HTML. */
  readonly nonJson?: boolean | string;
  /** Do first what was asked for, then fail. */
  readonly afterEffect?: boolean;
  /** How often; absent: until cleared. */
  readonly times?: number;
  /** How many requests it lets pass first; only of a fault given to a running system. */
  readonly after?: number;
}

/** The faults in wait for the next requests, the system's own before those of the lab's world. */
export class RequestFaults {
  readonly #labDir: string;
  readonly #system: string;
  #faults: RequestFault[] = [];
  readonly #witnesses: (() => void)[] = [];

  constructor(labDir: string, system: string) {
    this.#labDir = labDir;
    this.#system = system;
  }

  add(fault: RequestFault): void {
    this.#faults.push(fault);
  }

  clear(): void {
    this.#faults = [];
  }

  /** Resolves as soon as the next fault strikes a request; what that does before its answer has been done by then. */
  struck(): Promise<void> {
    return new Promise((resolve) => this.#witnesses.push(resolve));
  }

  /** The fault that hits this request, used up by one time. */
  take(method: string, path: string): RequestFault | undefined {
    const fault = this.#take(method, path);
    if (fault !== undefined) for (const tell of this.#witnesses.splice(0)) tell();
    return fault;
  }

  #take(method: string, path: string): RequestFault | undefined {
    const patient = this.#faults.filter((one) => (one.after ?? 0) > 0 && hits(one, method, path));
    const fault = this.#faults.find((candidate) => !patient.includes(candidate) && hits(candidate, method, path));
    this.#faults = this.#faults.map((one) => (patient.includes(one) ? { ...one, after: (one.after ?? 0) - 1 } : one));
    if (fault === undefined) return takeFault(this.#labDir, this.#system, (candidate: Fault & RequestFault) => hits(candidate, method, path));
    if (fault.times !== undefined) {
      const remaining = { ...fault, times: fault.times - 1 };
      this.#faults = this.#faults.flatMap((one) => (one !== fault ? one : remaining.times > 0 ? remaining : []));
    }
    return fault;
  }
}

function hits(fault: RequestFault, method: string, path: string): boolean {
  return (fault.method ?? method) === method && (fault.pathMatch === undefined || new RegExp(fault.pathMatch).test(path));
}
