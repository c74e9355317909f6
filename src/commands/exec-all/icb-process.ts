import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { IcbError, InterruptedError } from '#core/errors.ts';
import { installationRoot } from '#core/installation.ts';
import { systemErrorText } from '#core/system-error.ts';

/** One run of icb for one database. */
export interface IcbRun {
  /** Words behind `icb`. */
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Passed on to the process, which gives back what it has set up and ends by itself. */
  readonly signal: AbortSignal;
}

/** A run under way. Both outputs must be read to their end. */
export interface RunningIcb {
  readonly stdout: Readable;
  readonly stderr: Readable;
  /** 128 + n when signal n killed it. */
  readonly exitCode: Promise<number>;
}

/** @throws {IcbError} when it cannot be started at all */
export type IcbLauncher = (run: IcbRun) => Promise<RunningIcb>;

export const icbProgram = join(installationRoot, 'bin', 'icb');

/**
 * Starts this icb as a process of its own. It leads a session of its own: a Ctrl-C at the terminal reaches us alone, who pass it on
 * once; and should we be killed, it goes on to its end.
 */
export async function launchIcb({ args, env, signal }: IcbRun): Promise<RunningIcb> {
  const child = spawn(icbProgram, args, { cwd: '/', env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  const started = Promise.withResolvers<void>();
  const ended = Promise.withResolvers<number>();
  child.once('spawn', started.resolve);
  child.on('error', (cause) => started.reject(new IcbError(`cannot start ${icbProgram}: ${systemErrorText(cause)}`, { cause })));
  const passOn = (): void => void child.kill(signalNumber(signal.reason));
  signal.addEventListener('abort', passOn, { once: true });
  child.once('close', (code, killedBy) => {
    signal.removeEventListener('abort', passOn);
    ended.resolve(code ?? 128 + (killedBy === null ? 0 : constants.signals[killedBy]));
  });
  await started.promise;
  if (signal.aborted) passOn();
  return { stdout: child.stdout, stderr: child.stderr, exitCode: ended.promise };
}

/** The signal we got ourselves. */
function signalNumber(reason: unknown): number {
  return reason instanceof InterruptedError ? reason.exitCode - 128 : constants.signals.SIGTERM;
}
