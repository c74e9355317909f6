import { once } from 'node:events';
import { takeFault } from '#lab/faults.ts';
import type { Fault } from '#lab/faults.ts';
import { ToolKilled } from '../tool-call.ts';
import type { CommandNames } from './command-names.ts';
import { RmanFailure } from './failure.ts';
import type { Outcome } from './session-status.ts';
import type { RmanSession } from './session.ts';

/**
 * What can be made to go wrong at a command, set in DIR/world/faults.json. `at` is the command's kind or its beginning
 * (`backup`, `recover-copy`, `delete-obsolete`); without it the first command is meant.
 * - rman-chatty {at?, megabytes}: prints that much first
 * - rman-hang {at?}: does nothing until it is killed
 * - rman-die {at?, afterBlocks?}: kills itself, at once or after so many blocks
 * - rman-error {at?, stack}: fails with that error stack
 */
export async function strike(session: RmanSession, kind: string): Promise<void> {
  const { labDir } = session.call;
  const chatty = takeFault(labDir, 'rman-chatty', (fault) => isAt(fault, kind));
  if (chatty !== undefined) await chat(session, Number(chatty['megabytes']));
  if (takeFault(labDir, 'rman-hang', (fault) => isAt(fault, kind)) !== undefined) await hang(session);
  if (takeFault(labDir, 'rman-die', (fault) => isAt(fault, kind) && fault['afterBlocks'] === undefined) !== undefined) {
    throw new ToolKilled('SIGKILL');
  }
  const error = takeFault(labDir, 'rman-error', (fault) => isAt(fault, kind));
  if (error !== undefined) throw new RmanFailure(stackOf(error), { isComplete: true });
}

/** After how many blocks of this command the session shall die; never, unless a fault says so. */
export function deadlyBlock({ call }: RmanSession, kind: string): number {
  const fault = takeFault(call.labDir, 'rman-die', (fault) => isAt(fault, kind));
  return fault === undefined ? Number.POSITIVE_INFINITY : Number(fault['afterBlocks']);
}

/** RECOVER COPY shall find nothing to apply, and be content. */
export function mergesNothing({ call }: RmanSession): boolean {
  return takeFault(call.labDir, 'rman-merge-nothing') !== undefined;
}

/** rman-channel-error {channel, at?, stack}: this channel fails at the next file it takes. */
export function channelFailure({ call }: RmanSession, kind: string, channel: string): RmanFailure | undefined {
  const fault = takeFault(call.labDir, 'rman-channel-error', (fault) => isAt(fault, kind) && fault['channel'] === channel);
  return fault === undefined ? undefined : new RmanFailure(stackOf(fault), { channel });
}

/** rman-status {status, operation?}: V$RMAN_STATUS tells this of a command that said nothing of the kind. */
export function quietOutcome({ call }: RmanSession, { operation }: CommandNames): Outcome | undefined {
  return takeFault(call.labDir, 'rman-status', (fault) => fault['operation'] === undefined || fault['operation'] === operation)?.['status'] as Outcome | undefined;
}

/** Its lines; a single text is one line, and none at all a broken connection. */
function stackOf({ stack = 'ORA-03113: end-of-file on communication channel' }: Fault): readonly string[] {
  return [stack].flat().map(String);
}

function isAt({ at }: Fault, kind: string): boolean {
  return at === undefined || at === kind || (typeof at === 'string' && kind.startsWith(`${at}-`));
}

async function hang({ call }: RmanSession): Promise<never> {
  // A pending listener alone does not keep a process alive.
  const alive = setInterval(() => undefined, 60_000);
  if (!call.signal.aborted) await once(call.signal, 'abort');
  clearInterval(alive);
  throw new ToolKilled('SIGTERM');
}

const chattyLine = 'channel ORA_DISK_1: starting piece 1 at 2016-11-08 21:53:39\n';
const chattyChunk = chattyLine.repeat(1024);

async function chat(session: RmanSession, megabytes: number): Promise<void> {
  for (let left = megabytes * 1024 ** 2; left > 0; left -= chattyChunk.length) {
    session.out.raw(chattyChunk);
    await session.breathe();
  }
}
