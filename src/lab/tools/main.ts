// Process entry of the simulated Oracle programs: lab-tool --lab DIR PROGRAM ARGUMENTS...
import { readFileSync, writeSync } from 'node:fs';
import { Settings } from 'luxon';
import { IcbError } from '#core/errors.ts';
import { openLabClock } from '#lab/lab-clock.ts';
import { isToolName, runTool } from './run-tool.ts';
import { ToolKilled } from './tool-call.ts';

// Asking the system for its locale takes longer than everything else at the start, and the programs only speak English.
Settings.defaultLocale = 'en';

void main();

async function main(): Promise<void> {
  const [option, labDir, tool, ...args] = process.argv.slice(2);
  if (option !== '--lab' || labDir === undefined || tool === undefined || !isToolName(tool)) {
    writeSync(2, 'usage: lab-tool --lab DIR rman|sqlplus|adrci|srvctl|opatch|mount-clone|umount-clone ARGUMENTS...\n');
    process.exitCode = 2;
    return;
  }
  const ending = new AbortController();
  for (const name of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.once(name, () => ending.abort());
  try {
    process.exitCode = await runTool(tool, {
      labDir,
      args,
      env: process.env,
      get stdin() {
        return readFileSync(0, 'utf8');
      },
      stdout: writeFully,
      clock: openLabClock(labDir),
      signal: ending.signal,
    });
  } catch (error) {
    if (error instanceof IcbError) {
      writeSync(2, `${tool}: ${error.message}\n`);
      process.exitCode = 1;
      return;
    }
    if (!(error instanceof ToolKilled)) throw error;
    process.removeAllListeners(error.signalName);
    process.kill(process.pid, error.signalName);
  }
}

/** Blocks until the reader has taken it all: that is how a slow reader holds a real program back. */
function writeFully(chunk: string): void {
  const bytes = Buffer.from(chunk, 'utf8');
  let written = 0;
  while (written < bytes.length) {
    try {
      written += writeSync(1, bytes, written);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1);
    }
  }
}
