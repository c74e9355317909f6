import { allocationLines, releaseAutomaticChannels } from '../channel-allocation.ts';
import { RmanFailure } from '../failure.ts';
import type { RmanSession } from '../session.ts';
import type { AllocateChannel } from '../statement.ts';

/** ALLOCATE CHANNEL: from now to the end of the block only channels allocated so are used. */
export function allocateChannel(session: RmanSession, { channel, format }: AllocateChannel): void {
  session.requireTarget();
  session.nameRepository();
  releaseAutomaticChannels(session);
  session.out.lines(...allocationLines(session.channels.allocate(channel, format)));
}

export function releaseChannel(session: RmanSession, channel: string): void {
  if (!session.channels.release(channel)) throw new RmanFailure([`RMAN-06012: channel: ${channel} not allocated`]);
  session.out.lines(`released channel: ${channel}`);
}
