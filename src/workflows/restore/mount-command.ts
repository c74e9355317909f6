// Starts the commands a site configured to mount and unmount clones. They are given words, never a line for a shell.
import { accessSync, constants } from 'node:fs';
import { join } from 'node:path';
import { IcbError } from '#core/errors.ts';
import type { Log } from '#core/log.ts';
import { untilAborted } from '#core/until-aborted.ts';
import type { ToolExit, ToolLauncher } from '#oracle/programs/tool.ts';

export interface MountCommand {
  /** Name or absolute path of a program, and the words before the mount point. */
  readonly words: readonly string[];
  readonly mountPoint: string;
  /** `host:/export/...` */
  readonly source: string;
  readonly launch: ToolLauncher;
  readonly log: Log;
  readonly timeLimitMs: number;
  /** Ends the command. */
  readonly signal: AbortSignal;
}

/** How a command failed, for the end of a sentence; undefined when it did not. */
export type CommandFault = string | undefined;

const folders = ['/usr/bin', '/bin', '/usr/sbin', '/sbin'];
/** What hangs in the kernel does not end when it is killed. */
const graceMs = 90_000;

/** @throws {IcbError} when it cannot be started, or the signal's reason */
export async function runMountCommand({ words, mountPoint, source, launch, log, timeLimitMs, signal }: MountCommand): Promise<CommandFault> {
  const [name = '', ...args] = words;
  const limit = AbortSignal.timeout(timeLimitMs);
  const lines: string[] = [];
  const running = launch({
    program: findMountProgram(name),
    args: [...args, mountPoint],
    env: { PATH: folders.join(':'), LC_ALL: 'C', ICB_MOUNT_SOURCE: source },
    onOutput: (chunk) => {
      lines.push(chunk);
      log.toolOutput(chunk);
    },
    signal: AbortSignal.any([signal, limit]),
  });
  const exit = await endOf(running, AbortSignal.timeout(timeLimitMs + graceMs));
  signal.throwIfAborted();
  const line = [...words, mountPoint].join(' ');
  if (limit.aborted || exit === undefined) return `${line} did not end within ${timeLimitMs / 1000} seconds`;
  if ('exitCode' in exit && exit.exitCode === 0) return undefined;
  const ending = 'exitCode' in exit ? `ended with exit code ${exit.exitCode}` : `was killed by ${exit.killedBy}`;
  const said = lines.join('').trim().split('\n').at(-1) ?? '';
  return `${line} ${ending}${said === '' ? '' : `: ${said}`}`;
}

async function endOf(running: Promise<ToolExit>, deadline: AbortSignal): Promise<ToolExit | undefined> {
  try {
    return await untilAborted(deadline, running);
  } catch (error) {
    if (deadline.aborted && error === deadline.reason) return undefined;
    throw error;
  }
}

/** @throws {IcbError} for a name of a program that is not there */
export function findMountProgram(name: string): string {
  if (name.startsWith('/')) return name;
  const found = folders.map((folder) => join(folder, name)).find(isExecutable);
  if (found !== undefined) return found;
  throw new IcbError(`there is no program ${name} in ${folders.join(', ')}`, { hint: 'correct mountcommand and umountcommand, or give them an absolute path' });
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
