// Entry of the program: signals, and what the operator reads when something failed.

import { cancelOnSignals } from '#core/signals.ts';
import { runCommandLine } from './cli.ts';
import { reportFailure } from './failure.ts';

/** What is closing by itself gets this long. */
const graceMs = 200;

void main();

/** A function, because the bundle is CommonJS, which knows no await outside of one. */
async function main(): Promise<void> {
  using cancellation = cancelOnSignals(process, (sentence) => void process.stderr.write(`icb: ${sentence}\n`));
  outliveScreen(process.stdout);
  outliveScreen(process.stderr);
  const args = process.argv.slice(2);
  try {
    const exitCode = await runCommandLine(args, {
      stdout: process.stdout,
      openWorld: async () => (await import('./world.ts')).openWorld(cancellation.signal),
    });
    process.exitCode ||= exitCode;
  } catch (error) {
    const { stdout, stderr } = process;
    process.exitCode = reportFailure(error, { args, signal: cancellation.signal, stdout, stderr });
  }
  endDespiteLeftovers();
}

/**
 * Everything is given back by now. What a site's own storage adapter forgot to close (a socket, a timer) must not keep the
 * process alive: a monitoring system, a scheduler wait for it. The timer itself keeps nothing alive, so that it only ever
 * fires for such leftovers.
 */
function endDespiteLeftovers(): void {
  setTimeout(() => {
    process.stdout.write('', () => {
      process.stderr.write('', endAtOnce);
    });
  }, graceMs).unref();
}

/**
 * Ends the process though one of its threads waits for a name server, or for a share that is away: `process.exit()` would wait for
 * that thread, while putting another program in our place waits for none. All output is written, nothing is left to dispose of.
 */
function endAtOnce(): void {
  // oxlint-disable-next-line unicorn/no-process-exit -- see above
  if (process.execve === undefined) process.exit();
  process.execve('/bin/sh', ['sh', '-c', `exit ${Number(process.exitCode ?? 0)}`], {});
}

/**
 * Neither a reader that went away (`icb ... | head -1`) nor a full disk behind `> file` stops a command half-way; what could
 * not be written on a full disk is a failure all the same.
 */
function outliveScreen(stream: NodeJS.WriteStream): void {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') return;
    process.exitCode ||= 1;
    if (stream === process.stdout) process.stderr.write(`icb: output could not be written: ${error.message}\n`);
  });
}
