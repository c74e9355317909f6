// Mounting needs root, and icb never is. Where no command is configured that may do it, icb says what root is to type, and goes
// on when the mount table shows that it was done.

import { runBoundedScript } from '#core/bounded-script.ts';
import type { Clock } from '#core/clock.ts';
import { formatDuration } from '#core/durations.ts';
import { IcbError } from '#core/errors.ts';
import type { Log } from '#core/log.ts';
import type { Mount } from '#core/mount-table.ts';
import { shellLine } from '#core/shell-word.ts';
import { exportedPath } from '../restore/mount-point.ts';
import type { CloneMounter, MountPlace } from './clone-mounter.ts';

export interface ManualMounting {
  readonly log: Log;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** False where a clone may be a folder and not a mount. */
  readonly requireMount: boolean;
  readonly readMounts: () => readonly Mount[];
  /** Shows root what to type. */
  readonly show: (title: string, commands: readonly string[]) => void;
  /** Returns when somebody says that it was done, or false when there is nobody to ask: the mount table is watched then. */
  readonly askWhetherDone: () => Promise<boolean>;
}

/** Oracle wants these options of a file system that holds data files, and waits for an answer rather than to lose a block. */
const nfsOptions = 'rw,bg,hard,nointr,rsize=32768,wsize=32768,tcp,vers=3,timeo=600';
const waitLimitMs = 30 * 60_000;
const pollMs = 5000;
const remindEveryMs = 5 * 60_000;
const answerLimitMs = 30_000;

export function mountCommandForRoot({ source, folder }: MountPlace): string {
  return shellLine('mount', '-t', 'nfs', '-o', nfsOptions, source, folder);
}

export function unmountCommandForRoot(folder: string): string {
  return shellLine('umount', folder);
}

export function manualMounter(mounting: ManualMounting): CloneMounter {
  const whyNotMounted = (place: MountPlace): Promise<string | undefined> => problemOf(place, mounting);
  const whyStillMounted = async (folder: string): Promise<string | undefined> =>
    mounting.readMounts().some(({ mountPoint }) => mountPoint === folder) || (!mounting.requireMount && !(await isEmpty(folder, mounting.signal)))
      ? `${folder} is still mounted`
      : undefined;
  return {
    prepare: (places) => {
      mounting.show('To be executed as root, to mount the backup:', places.map(mountCommandForRoot));
      return places.map((place) => ({
        ...place,
        commands: [`${unmountCommandForRoot(place.folder)}   # as root`],
        unmount: () => refuseWhileMounted(place, mounting),
      }));
    },
    mount: async (place) => {
      await untilDone(() => whyNotMounted(place), mounting);
      mounting.log.info(`${place.source} is mounted on ${place.folder}`);
    },
    release: async ({ folder }) => {
      mounting.show('To be executed as root, because two clones are needed instead of one:', [unmountCommandForRoot(folder)]);
      await untilDone(() => whyStillMounted(folder), mounting);
    },
  };
}

/** Root has unmounted it, or never mounted it. Also after a cancellation: the look takes a signal of its own. */
async function refuseWhileMounted(place: MountPlace, mounting: ManualMounting): Promise<false> {
  const isThere = (await problemOf(place, { ...mounting, signal: AbortSignal.timeout(2 * answerLimitMs) })) === undefined;
  if (isThere) throw new IcbError(`${place.folder} was mounted by root, and only root can unmount it`);
  const other = mounting.readMounts().findLast(({ mountPoint }) => mountPoint === place.folder);
  if (other !== undefined) throw new IcbError(`${other.source} is mounted on ${place.folder}, which is not the clone: nothing of icb's, so it stays`);
  return false;
}

/** Waits for root: asks, or where nobody answers looks again and again. @throws {IcbError} when it takes too long */
async function untilDone(whyNot: () => Promise<string | undefined>, { log, clock, signal, askWhetherDone }: ManualMounting): Promise<void> {
  let isAnswered = await askWhetherDone();
  let told: string | undefined;
  for (let waitedMs = 0; ; waitedMs += isAnswered ? 0 : pollMs) {
    signal.throwIfAborted();
    const problem = await whyNot();
    if (problem === undefined) return;
    if (isAnswered) {
      log.warn(problem);
      isAnswered = await askWhetherDone();
      continue;
    }
    if (waitedMs >= waitLimitMs) throw new IcbError(`${problem}, after ${formatDuration(waitLimitMs)} of waiting`);
    if (problem !== told || waitedMs % remindEveryMs === 0) log.info(`waiting for root, ${formatDuration(waitLimitMs - waitedMs)} more: ${problem}`);
    told = problem;
    await clock.sleep(pollMs, signal);
  }
}

async function problemOf({ folder, source }: MountPlace, { requireMount, readMounts, signal }: ManualMounting): Promise<string | undefined> {
  const mount = readMounts().findLast(({ mountPoint }) => mountPoint === folder);
  if (mount !== undefined) return exportedPath(mount.source) === exportedPath(source) ? undefined : `${folder} is mounted from ${mount.source}, not from ${source}`;
  if (!requireMount && !(await isEmpty(folder, signal))) return undefined;
  return `nothing is mounted on ${folder} yet`;
}

async function isEmpty(folder: string, signal: AbortSignal): Promise<boolean> {
  const answer = await runBoundedScript({ script: 'ls -A -- "$1" | head -n 1', args: [`${folder}/`], timeoutMs: answerLimitMs, signal });
  return answer !== 'no answer' && answer.exitCode === 0 && answer.output === '';
}
