// A clone mounted for as long as a scope holds it. What cannot be unmounted is an error with a remedy, never silence: it would
// block every later test.
import type { Clock } from '#core/clock.ts';
import type { RestoreSettings } from '#core/config/restore-settings.ts';
import { IcbError, RefusedError } from '#core/errors.ts';
import type { Log } from '#core/log.ts';
import { readMountTable, type Mount } from '#core/mount-table.ts';
import { shellLine } from '#core/shell-word.ts';
import type { ToolLauncher } from '#oracle/programs/tool.ts';
import type { CommandFault } from '../site-command.ts';
import { runMountCommand } from './mount-command.ts';
import { isNfs, isSameExport, lookAtMountPoint, mountOn, type MountPointState } from './mount-point.ts';

export interface CloneMount {
  readonly settings: Pick<RestoreSettings, 'mountCommand' | 'unmountCommand' | 'requireMount'>;
  /** Absolute. */
  readonly mountPoint: string;
  /** `host:/export/...` of the clone; the commands get it as ICB_MOUNT_SOURCE. */
  readonly source: string;
  readonly launch: ToolLauncher;
  readonly log: Log;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly readMounts?: () => readonly Mount[];
  /** For one run of a command. */
  readonly timeLimitMs?: number;
}

const defaultTimeLimitMs = 120_000;
const unmountTries = 6;
const unmountPauseMs = 5000;

/**
 * Mounts a clone; disposing unmounts it.
 * @throws {IcbError} when the mount point is not fit for it, or the clone is not there afterwards; nothing stays mounted
 * @throws {RefusedError} when something other than the clone got mounted
 */
export async function mountClone(mount: CloneMount): Promise<AsyncDisposable> {
  const { settings, mountPoint, source, log, signal } = mount;
  requireUnused(mountPoint, await lookAtMountPoint(mountPoint, signal), mounts(mount));
  await using stack = new AsyncDisposableStack();
  stack.defer(async () => void (await unmountClone(mount)));
  const fault = await runMountCommand({ ...mount, words: settings.mountCommand, timeLimitMs: mount.timeLimitMs ?? defaultTimeLimitMs });
  if (fault !== undefined) throw new IcbError(`clone ${source} cannot be mounted: ${fault}`, { hint: `the user icb runs as must be able to mount ${mountPoint}: see mountcommand and /etc/fstab` });
  requireMounted(mount, await lookAtMountPoint(mountPoint, signal));
  log.info('clone mounted', { mountPoint, share: source });
  return stack.move();
}

/**
 * Unmounts what is mounted, with patience while it is busy; does nothing when nothing is mounted. Takes no cancel signal.
 * @returns whether anything was mounted
 * @throws {IcbError} when it is still mounted in the end
 */
export async function unmountClone(mount: CloneMount): Promise<boolean> {
  const { settings, mountPoint, clock, log } = mount;
  const { signal } = new AbortController();
  const isThere = async (): Promise<boolean> => isOccupied(mount, await lookAtMountPoint(mountPoint, signal));
  if (!(await isThere())) return false;
  let fault: CommandFault;
  for (let tries = 1; tries <= unmountTries; tries += 1) {
    if (tries > 1) await clock.sleep(unmountPauseMs);
    fault = await runMountCommand({ ...mount, words: settings.unmountCommand, timeLimitMs: mount.timeLimitMs ?? defaultTimeLimitMs, signal });
    if (!(await isThere())) {
      log.info('clone unmounted', { mountPoint });
      return true;
    }
    if (tries < unmountTries) log.warn(`still mounted, it is tried again in ${unmountPauseMs / 1000} seconds`, { mountPoint, tries: `${tries} of ${unmountTries}`, fault });
  }
  throw new IcbError(`the clone is still mounted on ${mountPoint}${fault === undefined ? '' : `: ${fault}`}`, {
    hint: `see who uses it with ${shellLine('fuser', '-vm', mountPoint)}, then run ${shellLine(...settings.unmountCommand, mountPoint)}`,
  });
}

function mounts({ readMounts = readMountTable }: CloneMount): readonly Mount[] {
  return readMounts();
}

function requireUnused(mountPoint: string, state: MountPointState, table: readonly Mount[]): void {
  const mounted = mountOn(state, table);
  if (mounted !== undefined) throw unusable(mountPoint, `is in use: ${mounted.source} is mounted on it`, `another restore or configuration may be using it; if nobody does, unmount it: ${shellLine('umount', mountPoint)}`);
  if (state.isLink) throw unusable(mountPoint, 'is a symbolic link', 'a mount point must be an empty folder');
  switch (state.kind) {
    case 'empty':
      return;
    case 'filled':
      throw unusable(mountPoint, 'is not empty', 'a clone would hide what lies there: look at it and move it elsewhere');
    case 'missing':
      throw unusable(mountPoint, 'does not exist', `create it: ${shellLine('mkdir', '-p', mountPoint)}`);
    case 'no answer':
      throw unusable(mountPoint, 'does not answer', 'a dead share is mounted there: see to it, or unmount it');
    case 'closed':
    case 'not a folder':
      throw unusable(mountPoint, state.kind === 'closed' ? 'cannot be read' : 'is not a folder', 'a mount point must be an empty folder of the user icb runs as');
  }
}

function requireMounted({ settings, mountPoint, source, ...rest }: CloneMount, state: MountPointState): void {
  const mounted = mountOn(state, mounts({ settings, mountPoint, source, ...rest }));
  const command = settings.mountCommand.join(' ');
  if (settings.requireMount && mounted === undefined) {
    throw unusable(mountPoint, `is not mounted though ${command} succeeded`, 'set requiremount: false if the clone is meant to appear there without a mount');
  }
  if (state.kind !== 'filled') throw unusable(mountPoint, `shows no clone though ${command} succeeded: it is ${state.kind}`, `${command} must mount ${source} there`);
  // Other file systems name their sources in ways of their own.
  if (mounted !== undefined && isNfs(mounted) && !isSameExport(mounted, source)) {
    throw new RefusedError(`${mounted.source} got mounted on ${mountPoint} instead of the clone ${source}`, {
      hint: 'recovery would change it: correct the line of the mount point in /etc/fstab',
    });
  }
}

function isOccupied(mount: CloneMount, state: MountPointState): boolean {
  if (mountOn(state, mounts(mount)) !== undefined || state.isLink || state.kind === 'no answer') return true;
  return !mount.settings.requireMount && state.kind === 'filled';
}

function unusable(mountPoint: string, problem: string, hint: string): IcbError {
  return new IcbError(`the mount point ${mountPoint} ${problem}`, { hint });
}
