import { readFileSync } from 'node:fs';
import { run } from './run-program.ts';

export interface Program {
  readonly name: string;
  readonly program: string;
  readonly args: readonly string[];
}

export interface Measured {
  readonly name: string;
  readonly wallMs: number;
  /** User and system time. */
  readonly cpuMs: number;
}

/** Runs programs one after the other, round after round, so that what else the machine does hits them all alike. */
export function measureInTurn<const Programs extends readonly Program[]>(
  rounds: number,
  programs: Programs,
): { readonly [K in keyof Programs]: Measured } {
  const samples = programs.map(({ name }) => ({ name, wall: [] as number[], cpu: [] as number[] }));
  // The first round warms caches and does not count.
  for (let round = 0; round <= rounds; round += 1) {
    for (const [index, { program, args }] of programs.entries()) {
      const cpuBefore = childrenCpuMs();
      const started = performance.now();
      run(program, args);
      const wallMs = performance.now() - started;
      if (round === 0) continue;
      samples[index]?.wall.push(wallMs);
      samples[index]?.cpu.push(childrenCpuMs() - cpuBefore);
    }
  }
  const measured: readonly Measured[] = samples.map(({ name, wall, cpu }) => ({ name, wallMs: median(wall), cpuMs: mean(cpu) }));
  return measured as { readonly [K in keyof Programs]: Measured };
}

/** Of all children that have ended. The kernel tells it in ticks of 10 ms: only the mean of many is exact. */
function childrenCpuMs(): number {
  const fields = readFileSync('/proc/self/stat', 'utf8').split(') ')[1]?.split(' ') ?? [];
  const [userTicks, systemTicks] = fields.slice(13, 15).map(Number);
  return ((userTicks ?? 0) + (systemTicks ?? 0)) * 10;
}

function median(samples: readonly number[]): number {
  return samples.toSorted((a, b) => a - b)[Math.floor(samples.length / 2)] ?? Number.NaN;
}

function mean(samples: readonly number[]): number {
  return samples.reduce((sum, sample) => sum + sample, 0) / samples.length;
}
