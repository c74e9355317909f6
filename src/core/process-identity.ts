// Who is running, said so precisely that another process can later tell whether he surely is gone. A process number
// alone cannot: numbers are used again, and start from one after every boot and in every container.
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import { systemErrorCode } from './system-error.ts';

/** One process of one boot of one host. Empty strings stand for what the host does not tell. */
export interface ProcessIdentity {
  readonly host: string;
  /** /etc/machine-id: tells apart two machines that are both called `localhost`. */
  readonly machineId: string;
  readonly bootId: string;
  /** Inode of the PID namespace: process numbers mean nothing in another container. */
  readonly pidNamespace: string;
  readonly pid: number;
  /** Clock ticks between boot and the start of the process (proc(5), field 22 of stat). */
  readonly startTicks: string;
}

/** What the system knows about a process number; a zombie counts as gone. */
export type ProcessState = 'gone' | 'hidden' | { readonly startTicks: string };

/** The processes of this host, as seen from this process. */
export interface ProcessTable {
  look(pid: number): ProcessState;
}

/** The real process table. */
export const procProcessTable: ProcessTable = { look: lookIntoProc };

/** Describes the running process. */
export function currentProcess(table: ProcessTable = procProcessTable): ProcessIdentity {
  const state = table.look(process.pid);
  return {
    host: hostname(),
    machineId: readTrimmed('/etc/machine-id'),
    bootId: readTrimmed('/proc/sys/kernel/random/boot_id'),
    pidNamespace: readPidNamespace(),
    pid: process.pid,
    startTicks: typeof state === 'object' ? state.startTicks : '',
  };
}

/**
 * Whether the life or death of `other` can be told from here: on this host, and not in another container of its present boot.
 * Without a machine id only the same boot proves the same host: names such as `localhost` do not.
 */
export function canBeJudged(other: ProcessIdentity, self: ProcessIdentity): boolean {
  if (other.host !== self.host || other.machineId !== self.machineId) return false;
  if (other.bootId === '' || self.bootId === '') return false;
  if (other.bootId !== self.bootId) return self.machineId !== '';
  return self.pidNamespace !== '' && other.pidNamespace === self.pidNamespace;
}

/** True only when `other` cannot be alive any more; what cannot be told from here counts as alive. */
export function isSurelyDead(other: ProcessIdentity, self: ProcessIdentity, table: ProcessTable): boolean {
  if (!canBeJudged(other, self)) return false;
  if (other.bootId !== self.bootId) return true;
  const state = table.look(other.pid);
  if (state === 'gone') return true;
  if (state === 'hidden' || other.startTicks === '') return false;
  return state.startTicks !== other.startTicks;
}

function lookIntoProc(pid: number): ProcessState {
  let stat: string;
  try {
    stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
  } catch (error) {
    // ESRCH: the process ended between open and read. EACCES: mounted with hidepid=1.
    if (systemErrorCode(error) === 'ESRCH') return 'gone';
    return answersToSignals(pid) ? 'hidden' : 'gone';
  }
  // The second field is the program's name in parentheses and may itself hold blanks and parentheses.
  const [state, ...fields] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  if (state === 'Z' || state === 'X') return 'gone';
  const startTicks = fields[18];
  return startTicks === undefined ? 'hidden' : { startTicks };
}

// With /proc mounted hidepid=2 the processes of other users look absent; signal 0 still tells them apart (EPERM).
function answersToSignals(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return systemErrorCode(error) !== 'ESRCH';
  }
}

function readPidNamespace(): string {
  try {
    return readlinkSync('/proc/self/ns/pid');
  } catch {
    return '';
  }
}

function readTrimmed(path: string): string {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    return '';
  }
}
