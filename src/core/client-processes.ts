import { readFileSync } from 'node:fs';
import { procProcessTable, type ProcessTable } from './process-identity.ts';

/** The processes of this host: alive or not, started how, and a way to end them. */
export interface ClientProcesses extends ProcessTable {
  /** Empty for a process that is gone, or another user's. */
  argumentsOf(pid: number): readonly string[];
  /** Asks it to end; one that is gone already is fine. */
  end(pid: number): void;
}

/** The real ones, from proc(5). */
export const hostProcesses: ClientProcesses = {
  look: (pid) => procProcessTable.look(pid),
  argumentsOf(pid) {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
    } catch {
      return [];
    }
  },
  end(pid) {
    try {
      process.kill(pid, 'SIGTERM');
    } catch {
      // Gone, or not ours to end: the sessions that are asked for next will tell.
    }
  },
};
