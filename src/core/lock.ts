// The lock of one database's backup area. It is a file, because the area is the one thing all hosts share, and it has
// the name the Python toolset uses, so that both never run at once. A lock whose owner surely died on this host is taken
// over; one of another host, or one we cannot read, is a matter for a human. Only its owner removes a lock.
import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import type { Clock } from './clock.ts';
import { LockNotObtainedError } from './errors.ts';
import { clearLeftovers, removeDeadLock, type Remover } from './lock/dead-locks.ts';
import { createExclusively } from './lock/exclusive-file.ts';
import { readLock, renderLock, type LockHolder, type UnknownHolder } from './lock/lock-holder.ts';
import type { Log, LogFields } from './log.ts';
import { canBeJudged, isSurelyDead, procProcessTable, type ProcessIdentity, type ProcessTable } from './process-identity.ts';
import { systemErrorText } from './system-error.ts';

export interface LockRequest {
  /** `<area>/backup.lck`; the folder must exist. */
  readonly path: string;
  /** What the others are told we do, such as `icb backup orcl imagecopywithsnap`. */
  readonly command: string;
  /** 0 tries once. */
  readonly maxWaitMs: number;
  readonly clock: Clock;
  readonly log: Log;
  readonly self: ProcessIdentity;
  readonly processTable?: ProcessTable;
  readonly pollMs?: number;
  readonly signal: AbortSignal;
}

type Holder = LockHolder | UnknownHolder;

const defaultPollMs = 2000;
const remindEveryMs = 5 * 60_000;

/**
 * Waits for the lock and takes it; disposing gives it back.
 * @throws {LockNotObtainedError} when somebody else still holds it after `maxWaitMs`
 * @throws {NotStartedError} when the lock cannot be created there at all
 */
export async function acquireLock(request: LockRequest): Promise<AsyncDisposable> {
  const { self, clock, command, signal } = request;
  const token = randomUUID();
  const remover: Remover = { self, command, since: clock.now().toISO(), table: request.processTable ?? procProcessTable };
  const waitFor = createWait(request);
  for (;;) {
    signal.throwIfAborted();
    const holder = await take(token, request, remover);
    if (holder === undefined) break;
    await waitFor(holder);
  }
  await clearAround(request, remover);
  let given: Promise<void> | undefined;
  return { [Symbol.asyncDispose]: () => (given ??= giveBack(token, request)) };
}

/** One attempt; `undefined` when the lock is ours, else who is in the way. */
async function take(token: string, { path, command, log, clock, self }: LockRequest, remover: Remover): Promise<Holder | undefined> {
  let holder = await readLock(path);
  if (holder?.token !== undefined && isSurelyDead(holder.process, self, remover.table)) {
    const removed = await removeDeadLock(path, holder, remover);
    if (removed) log.warn('taking over the lock of a process that is gone', holderFields(path, holder));
    holder = await readLock(path);
  }
  if (holder !== undefined) return holder;
  const since = clock.now().toISO();
  const taken = await createExclusively({ path, content: renderLock({ token, process: self, command, since }), owner: self });
  // Whoever was faster may be gone again, or an NFS client may not see him yet.
  return taken ? undefined : ((await readLock(path)) ?? { token: undefined, since });
}

/**
 * Waits a little for the holder to finish, and says so at first and now and then. What counts is how long it has slept: the
 * time of day may be set back or forward meanwhile.
 */
function createWait(request: LockRequest): (holder: Holder) => Promise<void> {
  const { path, clock, log, maxWaitMs, signal } = request;
  let waitedMs = 0;
  let remindAtMs = 0;
  return async (holder) => {
    const leftMs = maxWaitMs - waitedMs;
    if (leftMs <= 0) throw notObtained(request, holder);
    if (waitedMs >= remindAtMs) {
      log.info('waiting for the lock', holderFields(path, holder));
      remindAtMs = waitedMs + remindEveryMs;
    }
    const sleepMs = Math.min(request.pollMs ?? defaultPollMs, leftMs);
    await clock.sleep(sleepMs, signal);
    waitedMs += sleepMs;
  };
}

function notObtained({ path, self, maxWaitMs }: LockRequest, holder: Holder): LockNotObtainedError {
  const since = holder.since.replace('T', ' ').replace(/(\.\d+)?(Z|\+00:00)$/, ' UTC');
  const remove = `remove it: rm '${path}'`;
  if (holder.token === undefined) {
    return new LockNotObtainedError(`the lock ${path} is held since ${since} by another program, perhaps the toolset before icb`, {
      hint: `make sure that no backup of this database runs on any host, then ${remove}`,
    });
  }
  const { host, pid } = holder.process;
  const waitLonger = maxWaitMs > 0 ? ', or raise maxlockwait in the configuration' : '';
  const hint = canBeJudged(holder.process, self)
    ? `wait until that run has ended${waitLonger}`
    : `wait until that run has ended; only when process ${pid} is surely gone from ${host}, ${remove}`;
  return new LockNotObtainedError(`the lock ${path} is held since ${since} by '${holder.command}' (process ${pid} on ${host})`, { hint });
}

/** Leftovers of crashes are not worth failing for: the lock itself is held. */
async function clearAround({ path, log }: LockRequest, remover: Remover): Promise<void> {
  try {
    await clearLeftovers(path, remover);
  } catch (error) {
    log.warn('could not clear what dead processes left beside the lock', { lock: path, reason: systemErrorText(error) });
  }
}

/** Never throws, so that whatever else is to be given back still is. */
async function giveBack(token: string, { path, log }: LockRequest): Promise<void> {
  try {
    const found = await readLock(path);
    if (found?.token !== token) {
      log.warn('somebody removed the lock while it was held', { lock: path });
      return;
    }
    await rm(path, { force: true });
    log.debug('lock given back', { lock: path });
  } catch (error) {
    log.warn('could not remove the lock', { lock: path, reason: systemErrorText(error) });
  }
}

function holderFields(lock: string, holder: Holder): LogFields {
  if (holder.token === undefined) return { lock, since: holder.since, holder: 'another program, perhaps the toolset before icb' };
  const { host, pid } = holder.process;
  return { lock, host, pid, since: holder.since, command: holder.command };
}
