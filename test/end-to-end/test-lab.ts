import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { DateTime } from 'luxon';
import { runCommandLine } from '#cli.ts';
import type { World } from '#commands/context.ts';
import type { Clock } from '#core/clock.ts';
import { reportFailure } from '#failure.ts';
import { createLab } from '#lab/create-lab.ts';
import { openLabClock } from '#lab/lab-clock.ts';
import type { LabClock } from '#lab/lab-clock.ts';
import type { ToolInvocation } from '#oracle/programs/tool.ts';
import { labLauncher } from '#lab/tools/lab-launcher.ts';
import { type LabStorage, labSystem, wantedPort } from '#lab/lab-storage.ts';
import { type RunningArray, startArray } from '#lab/dorado/server.ts';
import { type RunningFiler, startFiler } from '#lab/ontap/server.ts';
import { type RunningZfs, startZfs } from '#lab/openzfs/server.ts';
import { type RunningSoftnas, startSoftnas } from '#lab/softnas/server.ts';
import { startAppliance } from '#lab/zfssa/server.ts';
import type { RunningAppliance } from '#lab/zfssa/server.ts';

/** What a command line left behind. */
export interface Outcome {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface TestLab extends AsyncDisposable {
  readonly directory: string;
  readonly area: string;
  readonly clock: LabClock;
  readonly appliance: RunningAppliance;
  /** Of a lab with storage ontap, which has no appliance. */
  readonly filer: RunningFiler;
  /** Of a lab with storage dorado. */
  readonly array: RunningArray;
  /** Of a lab with storage softnas. */
  readonly softnas: RunningSoftnas;
  /** Of a lab with storage openzfs. */
  readonly zfs: RunningZfs;
  /** Runs one command line of icb in this process, in the lab's time, with the lab's tools. */
  icb(...args: string[]): Promise<Outcome>;
  /** The same with another environment or signal. */
  icbIn(changes: Partial<World>, ...args: string[]): Promise<Outcome>;
  /** Starts one of the lab's programs by itself; returns what it printed. */
  launch(invocation: Pick<ToolInvocation, 'program' | 'args' | 'env' | 'input'>): Promise<string>;
}

/** A time that stands still until the lab's clock is advanced: what happens in a lab then depends on nothing but its seed. */
export const standingTime: Pick<Clock, 'now'> = { now: () => DateTime.fromISO('2026-02-03T12:00:00Z', { zone: 'utc' }) as DateTime<true> };

/** Time that goes on a little with every look at it, and always the same. */
export function tickingTime(): Pick<Clock, 'now'> {
  let looks = 0;
  return {
    now() {
      looks += 1;
      return DateTime.fromMillis(Date.UTC(2026, 1, 3, 12) + looks * 60, { zone: 'utc' }) as DateTime<true>;
    },
  };
}

/** A lab of its own in a temporary folder, served in this process; its time stands still unless another is given. */
export async function openTestLab(realTime: Pick<Clock, 'now'> = standingTime, { databases = ['orcl'], storage = 'zfssa' }: { readonly databases?: readonly string[]; readonly storage?: LabStorage } = {}): Promise<TestLab> {
  const directory = mkdtempSync(join(tmpdir(), 'icb-lab-'));
  await createLab({ directory, clock: realTime, databases, storage });
  const clock = openLabClock(directory, realTime);
  const served = { labDir: directory, clock, port: wantedPort(directory, await labSystem(storage)) };
  const appliance = storage === 'zfssa' ? await startAppliance(served) : undefined;
  const filer = storage === 'ontap' ? await startFiler(served) : undefined;
  const array = storage === 'dorado' ? await startArray(served) : undefined;
  const softnas = storage === 'softnas' ? await startSoftnas(served) : undefined;
  const zfs = storage === 'openzfs' ? await startZfs(served) : undefined;
  const temporaryFolder = join(directory, 'run-folders');
  mkdirSync(temporaryFolder);
  const icbIn: TestLab['icbIn'] = async (changes, ...args) => {
    const stdout = new Capture();
    const stderr = new Capture();
    const world: World = {
      cwd: '/',
      stdin: Readable.from([]),
      stdout,
      stderr,
      clock,
      launchTool: labLauncher(directory, clock),
      effectiveUid: 1000,
      signal: new AbortController().signal,
      ...changes,
      // What a run keeps for itself, and the logs of restores, go when the lab goes.
      env: { TMPDIR: temporaryFolder, ...changes.env },
    };
    const exitCode = await runToEnd(['--config', join(directory, 'backup.cfg'), ...args], world);
    return { exitCode, stdout: stdout.text, stderr: stderr.text };
  };
  return {
    directory,
    area: join(directory, 'nfs/demo-backup/orcl'),
    clock,
    get appliance() {
      return there(appliance);
    },
    get filer() {
      return there(filer);
    },
    get array() {
      return there(array);
    },
    get softnas() {
      return there(softnas);
    },
    get zfs() {
      return there(zfs);
    },
    icb: (...args) => icbIn({}, ...args),
    launch: async (invocation) => {
      let output = '';
      await labLauncher(directory, clock)({ ...invocation, onOutput: (chunk) => void (output += chunk), signal: new AbortController().signal });
      return output;
    },
    icbIn,
    [Symbol.asyncDispose]: async () => {
      await appliance?.[Symbol.asyncDispose]();
      await filer?.[Symbol.asyncDispose]();
      await array?.[Symbol.asyncDispose]();
      await softnas?.[Symbol.asyncDispose]();
      await zfs?.[Symbol.asyncDispose]();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

function there<T>(system: T | undefined): T {
  if (system === undefined) throw new Error('the lab has another storage system');
  return system;
}

async function runToEnd(args: readonly string[], world: World): Promise<number> {
  try {
    return await runCommandLine(args, { stdout: world.stdout, openWorld: async () => world });
  } catch (error) {
    return reportFailure(error, { ...world, args });
  }
}

class Capture extends Writable {
  text = '';
  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.text += chunk.toString();
    done();
  }
}
