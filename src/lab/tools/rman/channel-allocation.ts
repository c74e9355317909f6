import type { Channel } from './channels.ts';
import { configuredParallelism } from './configuration.ts';
import type { RmanSession } from './session.ts';

/** Makes sure there are channels and says which, as every command that needs them does. */
export function takeChannels(session: RmanSession): readonly Channel[] {
  session.nameRepository();
  const { channels, out } = session;
  if (channels.current.length > 0) {
    out.lines(...channels.current.map(({ name }) => `using channel ${name}`));
    return channels.current;
  }
  const { count, edition } = session.step((db) => ({
    count: configuredParallelism(db),
    edition: db.sql.one<{ edition: string }>('select edition from database').edition,
  }));
  const allocated = channels.allocateAutomatic(count);
  out.lines(...allocated.flatMap(allocationLines));
  if (edition === 'EE' || count === 1) return allocated;

  // Without Enterprise Edition one channel works at a time (law 24).
  out.lines(
    'RMAN-06908: warning: operation will not run in parallel on the allocated channels',
    'RMAN-06909: warning: parallelism require Enterprise Edition',
  );
  return allocated.slice(0, 1);
}

export function allocationLines(channel: Channel): readonly string[] {
  return [`allocated channel: ${channel.name}`, `channel ${channel.name}: SID=${channel.sid} device type=DISK`];
}

/** Gives RMAN's own channels back, and says so. */
export function releaseAutomaticChannels(session: RmanSession): void {
  session.out.lines(...session.channels.releaseAutomatic().map(({ name }) => `released channel: ${name}`));
}

/** Gives back what ALLOCATE CHANNEL took, and says so. */
export function releaseManualChannels(session: RmanSession): void {
  session.out.lines(...session.channels.releaseManual().map(({ name }) => `released channel: ${name}`));
}
