// Which program a restore runs at the moment, for its journal: when icb alone is killed, a program that hangs lives on, and may
// still mount the clone or write into it. It leads a process group of its own, in which is all that it started.

import type { Clock } from '#core/clock.ts';
import { IcbError } from '#core/errors.ts';
import type { Log } from '#core/log.ts';
import { isSurelyDead, procProcessTable, type ProcessIdentity, type ProcessTable } from '#core/process-identity.ts';
import { shellLine } from '#core/shell-word.ts';
import { systemErrorCode } from '#core/system-error.ts';
import type { ToolLauncher } from '#oracle/programs/tool.ts';

export interface NotedProgram extends Pick<ProcessIdentity, 'pid' | 'startTicks'> {
  /** Absolute path. */
  readonly program: string;
}

/** Has each program written down as soon as it has started. Between the two lies the time one small file takes to be written. */
export function notingLauncher(launch: ToolLauncher, note: (program: NotedProgram) => Promise<void>, table: ProcessTable = procProcessTable): ToolLauncher {
  return async (invocation) => {
    let noted: Promise<unknown> = Promise.resolve();
    const onStart = (pid: number): void => {
      const state = table.look(pid);
      if (typeof state !== 'object') return;
      noted = note({ program: invocation.program, pid, startTicks: state.startTicks }).then(() => undefined, (failure: unknown) => failure);
    };
    const exit = await launch({ ...invocation, onStart });
    const failure = await noted;
    if (failure !== undefined) throw failure;
    return exit;
  };
}

interface OrphanSurroundings {
  readonly self: ProcessIdentity;
  readonly processTable: ProcessTable;
  readonly clock: Clock;
  readonly log: Log;
  readonly endGroup?: (leader: number, signalName: 'SIGTERM' | 'SIGKILL') => void;
}

const pollMs = 500;
/** RMAN tells its server sessions to stop first. */
const patienceMs = { SIGTERM: 60_000, SIGKILL: 30_000 };

/** Whether a program lives on that a process has noted. @param of who has noted it */
export function isOrphan({ pid, startTicks }: NotedProgram, of: ProcessIdentity, { self, processTable }: Pick<OrphanSurroundings, 'self' | 'processTable'>): boolean {
  return !isSurelyDead({ ...of, pid, startTicks }, self, processTable);
}

/**
 * Ends a program that outlived the icb that had started it, with all it started.
 * @returns whether it was still there
 * @throws {IcbError} when it does not end: what hangs in the kernel cannot be killed
 */
export async function endOrphan(program: NotedProgram, of: ProcessIdentity, surroundings: OrphanSurroundings): Promise<boolean> {
  const { clock, log, endGroup = killGroup } = surroundings;
  if (!isOrphan(program, of, surroundings)) return false;
  for (const signalName of ['SIGTERM', 'SIGKILL'] as const) {
    log.warn('ending a program of an icb that was killed', { program: program.program, pid: program.pid, signal: signalName });
    endGroup(program.pid, signalName);
    for (let waitedMs = 0; waitedMs < patienceMs[signalName]; waitedMs += pollMs) {
      if (!isOrphan(program, of, surroundings)) return true;
      await clock.sleep(pollMs);
    }
  }
  throw new IcbError(`process ${program.pid}, ${program.program}, does not end`, { hint: 'it may wait for a share that does not answer' });
}

/** By which a DBA ends such a program. */
export function endingCommand({ pid }: NotedProgram): string {
  return shellLine('kill', '--', `-${pid}`);
}

function killGroup(leader: number, signalName: 'SIGTERM' | 'SIGKILL'): void {
  try {
    process.kill(-leader, signalName);
  } catch (error) {
    // Gone, or not ours to end: whoever waits for its end will tell.
    if (!['ESRCH', 'EPERM'].includes(systemErrorCode(error) ?? '')) throw error;
  }
}
