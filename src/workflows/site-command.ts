// Starts commands a site has configured: to mount clones, and around runs. They are given words, never a line for a shell, and an
// environment of their own, so that no password of ours gets into it.
import { accessSync, constants } from 'node:fs';
import { join } from 'node:path';
import { IcbError } from '#core/errors.ts';
import type { Log } from '#core/log.ts';
import { untilAborted } from '#core/until-aborted.ts';
import type { ToolExit, ToolLauncher } from '#oracle/programs/tool.ts';

export interface SiteCommand {
  /** Name or absolute path of a program, and its words. */
  readonly words: readonly string[];
  /** How messages name it: words may hold what is not to be told. */
  readonly shownAs: string;
  /** Keys of the configuration that a wrong name is to be corrected in. */
  readonly keys: string;
  /** What it gets besides PATH and LC_ALL. */
  readonly env: Readonly<Record<string, string>>;
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
export async function runSiteCommand({ words, shownAs, keys, env, launch, log, timeLimitMs, signal }: SiteCommand): Promise<CommandFault> {
  const [name = '', ...args] = words;
  const limit = AbortSignal.timeout(timeLimitMs);
  const lines: string[] = [];
  const running = launch({
    program: findProgram(name, keys),
    args,
    env: { PATH: folders.join(':'), LC_ALL: 'C', ...env },
    onOutput: (chunk) => {
      lines.splice(0, lines.length - 1);
      lines.push(chunk);
      log.toolOutput(chunk);
    },
    signal: AbortSignal.any([signal, limit]),
  });
  const exit = await endOf(running, AbortSignal.timeout(timeLimitMs + graceMs));
  signal.throwIfAborted();
  if (limit.aborted || exit === undefined) return `${shownAs} did not end within ${timeLimitMs / 1000} seconds`;
  if ('exitCode' in exit && exit.exitCode === 0) return undefined;
  const ending = 'exitCode' in exit ? `ended with exit code ${exit.exitCode}` : `was killed by ${exit.killedBy}`;
  const said = lines.join('').trim().split('\n').at(-1) ?? '';
  return `${shownAs} ${ending}${said === '' ? '' : `: ${said}`}`;
}

async function endOf(running: Promise<ToolExit>, deadline: AbortSignal): Promise<ToolExit | undefined> {
  try {
    return await untilAborted(deadline, running);
  } catch (error) {
    if (deadline.aborted && error === deadline.reason) return undefined;
    throw error;
  }
}

/** Absolute path of a program. @throws {IcbError} for a name of a program that is not there */
export function findProgram(name: string, keys: string): string {
  if (name.startsWith('/')) return name;
  const found = folders.map((folder) => join(folder, name)).find(isExecutable);
  if (found !== undefined) return found;
  throw new IcbError(`there is no program ${name} in ${folders.join(', ')}`, { hint: `correct ${keys}, or give them an absolute path` });
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
