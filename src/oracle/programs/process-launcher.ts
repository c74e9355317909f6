import { StringDecoder } from 'node:string_decoder';
import type { Readable } from 'node:stream';
import { execa } from 'execa';
import { WholeLines } from './whole-lines.ts';
import { checkProgram, startFailure } from './program-check.ts';
import type { ToolExit, ToolInvocation, ToolLauncher } from './tool.ts';

/** How patient the launcher is. */
export interface ProcessLauncherOptions {
  /** From SIGTERM to SIGKILL: RMAN tells its server channels to stop first. */
  readonly killGraceMs?: number;
  /** How long output may stay open after the program's end: a left-over descendant can hold it for ever. */
  readonly lingerMs?: number;
}

/**
 * Starts real programs. Output is taken as fast as it is processed and no faster, so a slow reader slows the program down
 * and memory stays flat. Programs run in a process group of their own: a Ctrl-C at the terminal reaches icb alone, which
 * passes it on, and wrapper scripts (opatch, srvctl) end together with what they started. They start in `/`, because
 * SQL*Plus before 12.2 runs a login.sql it finds in the current folder.
 */
export function processLauncher({ killGraceMs = 60_000, lingerMs = 5_000 }: ProcessLauncherOptions = {}): ToolLauncher {
  return async function launch(invocation: ToolInvocation): Promise<ToolExit> {
    const { program, args, env, input, signal } = invocation;
    await checkProgram(program);
    signal.throwIfAborted();
    const child = execa(program, args, {
      cwd: '/',
      env,
      extendEnv: false,
      ...(input === undefined ? { stdin: 'ignore' as const } : { input }),
      buffer: false,
      reject: false,
      killDescendants: true,
      cancelSignal: signal,
      forceKillAfterDelay: killGraceMs,
    });
    if (child.pid !== undefined) invocation.onStart?.(child.pid);
    child.nodeChildProcess.once('exit', () => {
      for (const stream of [child.stdout, child.stderr]) closeWhenSilent(stream, lingerMs);
    });
    const read = readOutput([child.stdout, child.stderr], invocation.onOutput).catch((error: unknown) => {
      child.kill();
      throw error;
    });
    const [result, reading] = await Promise.all([child, read.then(() => undefined, (error: unknown) => ({ error }))]);
    if (reading !== undefined) throw reading.error;
    if (result.signal !== undefined) return { killedBy: result.signal };
    if (result.exitCode !== undefined) return { exitCode: result.exitCode };
    throw startFailure(program, result.cause as NodeJS.ErrnoException);
  };
}

/** Hands on both outputs line by line, so that neither cuts a line of the other in two. */
async function readOutput(streams: readonly Readable[], onOutput: (chunk: string) => void): Promise<void> {
  await Promise.all(
    streams.map(async (stream) => {
      const decoder = new StringDecoder('utf8');
      const lines = new WholeLines(onOutput);
      try {
        for await (const chunk of stream) lines.push(decoder.write(chunk as Buffer));
      } catch (error) {
        // Closed below, after the program's end: what was read is all there is.
        if ((error as NodeJS.ErrnoException).code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error;
      }
      lines.push(decoder.end());
      lines.end();
    }),
  );
}

/** Gives up on an output that stays open though nothing more comes from it. */
function closeWhenSilent(stream: Readable & { readonly bytesRead?: number }, lingerMs: number): void {
  const bytesBefore = stream.bytesRead;
  setTimeout(() => {
    // What came while a slow reader kept us busy is waiting in the pipe; it is read before this callback runs.
    setImmediate(() => {
      if (stream.bytesRead === bytesBefore) stream.destroy();
      else closeWhenSilent(stream, lingerMs);
    });
  }, lingerMs).unref();
}
