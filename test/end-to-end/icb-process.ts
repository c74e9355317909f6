// icb as it is really run: `bin/icb` with an empty environment, in `/`, as a process of its own. Needs the built program.

import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '#core/clock.ts';
import { installationRoot } from '#core/installation.ts';
import { createLab } from '#lab/create-lab.ts';

export const launcher = join(installationRoot, 'bin/icb');

const deadlineMs = 25_000;

/** What a process left behind. */
export interface Ended {
  /** 128 + n for a process that signal n killed, as a shell has it. */
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface ProcessOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** Whom it runs as; absent: as this process. */
  readonly user?: { readonly uid: number; readonly gid: number };
}

/** A process under way. */
export class RunningProcess implements AsyncDisposable {
  readonly ended: Promise<Ended>;
  readonly #child: ChildProcess;
  #stdout = '';
  #stderr = '';

  constructor(program: string, args: readonly string[], { env = {}, cwd = '/', user }: ProcessOptions = {}) {
    const child = spawn(program, args, { ...user, env, cwd, stdio: ['ignore', 'pipe', 'pipe'] });
    this.#child = child;
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => (this.#stdout += chunk));
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => (this.#stderr += chunk));
    this.ended = this.#end(once(child, 'close'));
  }

  /** What it has printed so far. */
  get stdout(): string {
    return this.#stdout;
  }

  get stderr(): string {
    return this.#stderr;
  }

  get pid(): number {
    if (this.#child.pid === undefined) throw new Error(`${this.#child.spawnfile} could not be started`);
    return this.#child.pid;
  }

  kill(signal: NodeJS.Signals): void {
    process.kill(this.pid, signal);
  }

  /** Kills it together with all it started, as a power cut would: nobody sees the other die. */
  async killAll(): Promise<void> {
    this.kill('SIGSTOP');
    for (const pid of [this.pid, ...processesBelow(this.pid)]) process.kill(pid, 'SIGKILL');
    await this.ended;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) await this.killAll();
  }

  async #end(closed: Promise<unknown[]>): Promise<Ended> {
    const [code, signal] = (await closed) as [number | null, NodeJS.Signals | null];
    const exitCode = code ?? 128 + (signal === 'SIGKILL' ? 9 : 15);
    return { exitCode, stdout: this.#stdout, stderr: this.#stderr };
  }
}

export function startIcb(args: readonly string[], options?: ProcessOptions): RunningProcess {
  return new RunningProcess(launcher, args, options);
}

/** Runs a line of shell in which `$0` is icb, to its end. */
export async function inShell(line: string, options?: ProcessOptions & { readonly icb?: string }): Promise<Ended> {
  await using running = new RunningProcess('/bin/sh', ['-c', line, options?.icb ?? launcher], options);
  return await running.ended;
}

/** Looks again and again; a test that waits for what does not come fails. */
export async function until(condition: () => boolean, what: string): Promise<void> {
  const giveUpAtMs = Date.now() + deadlineMs;
  while (!condition()) {
    if (Date.now() > giveUpAtMs) throw new Error(`waited in vain: ${what}`);
    await systemClock.sleep(5);
  }
}

/** A lab of its own, served by a process of its own. */
export interface ServedLab extends AsyncDisposable {
  readonly directory: string;
  readonly area: string;
  /** `icb lab serve`. */
  readonly server: RunningProcess;
  start(args: readonly string[], env?: Readonly<Record<string, string>>): RunningProcess;
  run(args: readonly string[], env?: Readonly<Record<string, string>>): Promise<Ended>;
}

export async function openServedLab({ databases = ['orcl'] }: { readonly databases?: readonly string[] } = {}): Promise<ServedLab> {
  const directory = mkdtempSync(join(tmpdir(), 'icb-served-'));
  await createLab({ directory, clock: systemClock, databases });
  const server = startIcb(['lab', 'serve', directory]);
  await until(() => existsSync(join(directory, 'lab.json')), 'lab.json');
  const start: ServedLab['start'] = (args, env = {}) => startIcb(['--config', join(directory, 'backup.cfg'), ...args], { env });
  return {
    directory,
    area: join(directory, 'nfs/demo-backup/orcl'),
    server,
    start,
    run: async (args, env) => await start(args, env).ended,
    [Symbol.asyncDispose]: async () => {
      await server[Symbol.asyncDispose]();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** Its children, and theirs. */
export function processesBelow(pid: number): readonly number[] {
  const children = readdirSync('/proc').filter((name) => /^\d+$/.test(name) && parentOf(name) === pid).map(Number);
  return children.flatMap((child) => [child, ...processesBelow(child)]);
}

function parentOf(pid: string): number | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
  } catch {
    return undefined;
  }
}
