import { spawn, type ChildProcessByStdio } from 'node:child_process';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { IcbError } from './errors.ts';
import { startTimer as startRealTimer, type StartTimer } from './start-timer.ts';
import { systemErrorCode, systemErrorText } from './system-error.ts';

/** A few lines of shell that may hang in the kernel, and how long we look on. */
export interface BoundedScript {
  readonly script: string;
  /** `$1` and so on. */
  readonly args: readonly string[];
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  /** Absent: by the clock of the machine. */
  readonly startTimer?: StartTimer;
}

export interface ScriptAnswer {
  /** `null`: killed by a signal that was not ours. */
  readonly exitCode: number | null;
  readonly output: string;
  readonly complaint: string;
}

/**
 * Runs a script for at most `timeoutMs`. A child that hangs on a dead share is killed, and left behind where even that does
 * not end it: it keeps neither this call nor the process waiting. Messages are English, the environment is otherwise empty.
 * @throws {IcbError} when no shell can be started, or the signal's reason
 */
export async function runBoundedScript({ script, args, timeoutMs, signal, startTimer = startRealTimer }: BoundedScript): Promise<ScriptAnswer | 'no answer'> {
  signal.throwIfAborted();
  // A process group of its own, so that what the shell has started ends with it; and nothing inherits a dead folder.
  const child = spawn('/bin/sh', ['-c', script, 'sh', ...args], {
    cwd: '/',
    env: { PATH: '/usr/bin:/bin', LC_ALL: 'C' },
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const { promise: ended, resolve, reject } = Promise.withResolvers<ScriptAnswer | 'no answer'>();
  const onAbort = () => reject(signal.reason);
  signal.addEventListener('abort', onAbort, { once: true });
  const cancelTimer = startTimer(() => resolve('no answer'), timeoutMs);
  child.once('error', (cause) => reject(new IcbError(`cannot start /bin/sh: ${systemErrorText(cause)}`, { cause })));
  answerOf(child).then(resolve, reject);
  try {
    return await ended;
  } finally {
    cancelTimer();
    signal.removeEventListener('abort', onAbort);
    abandon(child);
  }
}

async function answerOf(child: ChildProcessByStdio<null, Readable, Readable>): Promise<ScriptAnswer> {
  const exit = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const [output, complaint, exitCode] = await Promise.all([text(child.stdout), text(child.stderr), exit]);
  return { exitCode, output, complaint };
}

function abandon(child: ChildProcessByStdio<null, Readable, Readable>): void {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch (error) {
    // It ended by itself in this very moment.
    if (systemErrorCode(error) !== 'ESRCH') throw error;
  }
  child.stdout.destroy();
  child.stderr.destroy();
  child.unref();
}
