// What the operating system does with a file that is not a program: execvp hands a file of unknown format to /bin/sh, so
// an empty `rman` left by a failed relink would run as an empty shell script and "succeed". Hence the look beforehand.

import { constants } from 'node:fs';
import { access, open, stat } from 'node:fs/promises';
import { IcbError } from '#core/errors.ts';

// e_machine of ELF files that this machine's Linux runs (elf.h); 32-bit programs of the same family included.
const machines: Readonly<Record<string, readonly number[]>> = { x64: [62, 3], arm64: [183, 40] };

/** @throws {IcbError} when `program` is missing, not executable, empty, or made for another machine */
export async function checkProgram(program: string): Promise<void> {
  const info = await stat(program).catch((cause: NodeJS.ErrnoException) => {
    throw cannotStart(program, cause.code === 'ENOENT' || cause.code === 'ENOTDIR' ? 'there is no such file' : cause.message, cause);
  });
  if (!info.isFile()) throw cannotStart(program, 'it is not a file');
  await access(program, constants.X_OK).catch((cause: unknown) => {
    throw cannotStart(program, 'it is not executable for this user', cause);
  });
  if (info.size === 0) throw cannotStart(program, 'the file is empty');
  const problem = await formatProblem(program);
  if (problem !== undefined) throw cannotStart(program, problem);
}

/** The sentence for a program that passed the check and still could not be started. */
export function startFailure(program: string, cause: NodeJS.ErrnoException): IcbError {
  if (cause.code === 'ENOENT') return cannotStart(program, 'the interpreter its first line names does not exist', cause);
  return cannotStart(program, cause.message, cause);
}

async function formatProblem(program: string): Promise<string | undefined> {
  const start = await firstBytes(program);
  if (start === undefined || start.subarray(0, 2).toString('latin1') === '#!') return undefined;
  if (start.subarray(0, 4).toString('latin1') === '\u007fELF') {
    const machine = start[5] === 2 ? start.readUInt16BE(18) : start.readUInt16LE(18);
    return (machines[process.arch] ?? [machine]).includes(machine) ? undefined : 'it is made for another kind of machine';
  }
  return start.includes(0) ? 'it is not a program' : undefined;
}

/** Undefined for a program that may be executed but not read. */
async function firstBytes(program: string): Promise<Buffer | undefined> {
  const file = await open(program).catch(() => undefined);
  if (file === undefined) return undefined;
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(256), 0, 256, 0);
    return buffer.subarray(0, Math.max(bytesRead, 20));
  } finally {
    await file.close();
  }
}

function cannotStart(program: string, why: string, cause?: unknown): IcbError {
  return new IcbError(`cannot start ${program}: ${why}`, {
    cause,
    hint: 'check oraclehome in the configuration, and the installation of that Oracle home',
  });
}
