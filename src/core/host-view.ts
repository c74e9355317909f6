// What the preflight wants to know of this host besides single files; tests show it another host.

import { readFileSync } from 'node:fs';
import { runBoundedScript } from './bounded-script.ts';
import { IcbError } from './errors.ts';
import { readMountTable } from './mount-table.ts';
import type { MountWithOptions } from './mount-table.ts';
import { systemErrorCode } from './system-error.ts';

export interface FileSystemSpace {
  readonly totalBytes: number;
  /** For a user who is not root. */
  readonly availableBytes: number;
}

export interface HostView {
  readonly mounts: () => readonly MountWithOptions[];
  /** Text of /etc/fstab; empty where there is none. */
  readonly fstab: () => string;
  /** @throws {IcbError} when nothing answers before the signal is aborted, or the path is not there */
  readonly space: (path: string, signal: AbortSignal) => Promise<FileSystemSpace>;
}

const timeoutMs = 10_000;

export const realHost: HostView = { mounts: readMountTable, fstab: readFstab, space: readSpace };

function readFstab(): string {
  try {
    return readFileSync('/etc/fstab', 'utf8');
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') return '';
    throw error;
  }
}

/** Asked by a child process: a dead share hangs it and not us. */
async function readSpace(path: string, signal: AbortSignal): Promise<FileSystemSpace> {
  const answer = await runBoundedScript({ script: `stat -f -c '%S %b %a' -- "$1"`, args: [path], timeoutMs, signal });
  const [blockBytes, blocks, available] = answer === 'no answer' || answer.exitCode !== 0 ? [] : answer.output.trim().split(' ').map(Number);
  if (blockBytes === undefined || blocks === undefined || available === undefined) throw new IcbError(`the file system of ${path} does not tell its size`);
  return { totalBytes: blocks * blockBytes, availableBytes: available * blockBytes };
}
