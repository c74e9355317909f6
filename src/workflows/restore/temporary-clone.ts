import { IcbError } from '#core/errors.ts';
import type { Log } from '#core/log.ts';
import { shellLine } from '#core/shell-word.ts';
import type { Storage } from '#storage/adapter.ts';
import { StorageConflictError } from '#storage/errors.ts';

export interface CloneWish {
  /** Whose volume it is, for hints. */
  readonly database: string;
  readonly snapshotId: string;
  readonly cloneName: string;
  readonly log: Log;
  readonly signal: AbortSignal;
}

/** A clone that is dropped when it is disposed of. */
export interface TemporaryClone extends AsyncDisposable {
  readonly name: string;
  /** `host:/export/...` */
  readonly source: string;
}

/**
 * Clones a snapshot. A clone of that name is never touched: it may be somebody's work.
 * @throws {IcbError} when the name is taken, or the clone cannot be made; nothing of it stays
 */
export async function temporaryClone(storage: Storage, wish: CloneWish): Promise<TemporaryClone> {
  const { snapshotId, log, signal } = wish;
  await requireFreeName(storage, wish);
  await using stack = new AsyncDisposableStack();
  const clone = await makeClone(storage, wish);
  stack.defer(async () => dropTemporaryClone(storage, { ...wish, cloneName: clone.name }));
  log.info('clone made', { clone: clone.name, snapshotId });
  const source = await storage.mountSource(clone.name, signal);
  const held = stack.move();
  return { name: clone.name, source, [Symbol.asyncDispose]: async () => held.disposeAsync() };
}

/** @throws {IcbError} when there is a clone of that name */
export async function requireFreeName(storage: Storage, { database, cloneName, signal }: Pick<CloneWish, 'database' | 'cloneName' | 'signal'>): Promise<void> {
  const taken = (await storage.listClones(signal)).find(({ name }) => name === cloneName);
  if (taken === undefined) return;
  throw new IcbError(`clone ${cloneName} exists already, made from snapshot ${taken.origin} by somebody else or by a test icb knows nothing of any more`, {
    hint: `make sure that nobody needs it, then drop it: ${dropCommand(database, cloneName)}`,
  });
}

/** Takes no cancel signal. @throws {IcbError} when it is still there in the end */
export async function dropTemporaryClone(storage: Storage, { database, cloneName, log }: Pick<CloneWish, 'database' | 'cloneName' | 'log'>): Promise<void> {
  const remedy = { hint: `drop it by hand: ${dropCommand(database, cloneName)}` };
  try {
    await storage.dropClone(cloneName);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new IcbError(`clone ${cloneName} is left on the storage system: ${reason}`, { cause, ...remedy });
  }
  if ((await storage.listClones()).some(({ name }) => name === cloneName)) {
    throw new IcbError(`clone ${cloneName} is left on the storage system, though dropping it was said to have worked`, remedy);
  }
  log.info('clone dropped', { clone: cloneName });
}

/** Adapters undo what they could not finish; a site's own may not. */
async function makeClone(storage: Storage, wish: CloneWish): Promise<{ readonly name: string }> {
  const { snapshotId, cloneName, signal } = wish;
  await using undo = new AsyncDisposableStack();
  undo.defer(async () => {
    const isThere = (await storage.listClones()).some(({ name, origin }) => name === cloneName && origin === snapshotId);
    if (isThere) await dropTemporaryClone(storage, wish);
  });
  try {
    const clone = await storage.cloneSnapshot(snapshotId, cloneName, signal);
    undo.move();
    return clone;
  } catch (error) {
    // The name was free a moment ago: somebody was quicker, and it is his.
    if (error instanceof StorageConflictError) undo.move();
    throw error;
  }
}

function dropCommand(database: string, cloneName: string): string {
  return shellLine('icb', 'snapper', database, 'dropclone', cloneName);
}
