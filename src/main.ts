// Entry of the program: signals, and what the operator reads when something failed.

import { cancelOnSignals } from '#core/signals.ts';
import { runCommandLine } from './cli.ts';
import { describeFailure } from './failure.ts';

using cancellation = cancelOnSignals(process, (sentence) => void process.stderr.write(`icb: ${sentence}\n`));
ignoreClosedPipe(process.stdout);
ignoreClosedPipe(process.stderr);
try {
  process.exitCode = await runCommandLine(process.argv.slice(2), {
    stdout: process.stdout,
    openWorld: async () => (await import('./world.ts')).openWorld(cancellation.signal),
  });
} catch (error) {
  const failure = describeFailure(error, cancellation.signal);
  process.stderr.write(failure.text);
  process.exitCode = failure.exitCode;
}

/** A reader that went away (`icb ... | head -1`) must not stop a backup. */
function ignoreClosedPipe(stream: NodeJS.WriteStream): void {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
}
