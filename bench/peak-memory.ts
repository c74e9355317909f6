import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

/** Peak resident size of a program itself, as the kernel keeps it; the tools it starts are other processes. */
export async function peakMegabytes(program: string, args: readonly string[]): Promise<number> {
  const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'inherit'] });
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  let peakKb = 0;
  let exitCode: number | null | undefined;
  while (exitCode === undefined) {
    peakKb = Math.max(peakKb, highWaterKb(child.pid ?? 0));
    exitCode = await Promise.race([ended, delay(20, undefined)]);
  }
  if (exitCode !== 0) throw new Error(`${program} ${args.join(' ')} ended with ${exitCode}`);
  return peakKb / 1024;
}

function highWaterKb(pid: number): number {
  try {
    return Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0);
  } catch {
    return 0;
  }
}
